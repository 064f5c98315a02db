use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Say {
    text: String,
}

#[derive(Message)]
struct Said {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat", client = Say, server = Said)]
struct Chat;

async fn talk() {
    let (mut client, mut server) = Chat::pair();
    let _ = client.send(Said { text: "a".into() }).await;
    let _ = server.send(Say { text: "a".into() }).await;
}

fn main() {
    let _ = talk();
}
