use asyncapi_channels::{Channel, Message, Parameters};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Parameters)]
struct Room {
    room: String,
}

#[derive(Channel)]
#[channel(address = "/chat", params = Room, client = Line)]
struct Chat;

fn main() {
    // The other mistakes of a channel are no reason for more errors where it is used.
    let _ = Chat::url("ws://localhost", &Room { room: "a".into() }, &());
}
