use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat", client = Line)]
enum Chat {
    One,
}

#[derive(Channel)]
#[channel(address = "/talk", client = Line)]
struct Talk {
    room: String,
}

fn main() {
    let _ = Talk { room: String::new() }.room;
    let _ = Chat::One;
}
