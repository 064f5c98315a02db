use asyncapi_channels::server::Peer;
use asyncapi_channels::{Channel, Client, Hub, Message};

#[derive(Message)]
struct Join {
    room: String,
}

#[derive(Message)]
struct Other {
    text: String,
}

#[derive(Message)]
#[message(tag = "type")]
enum ClientMessage {
    Join(Join),
    Leave,
}

#[derive(Channel)]
#[channel(address = "/chat", client = ClientMessage, server = ClientMessage)]
struct Chat;

fn talk(client: Client<Chat>, peer: Peer<Chat>, hub: Hub<Chat>) {
    let _ = client.send(Join { room: "a".into() });
    let _ = client.send(Other { text: "a".into() });
    let _ = peer.send(Other { text: "a".into() });
    let _ = hub.broadcast(Other { text: "a".into() });
}

fn main() {
    let _ = talk;
}
