use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

struct Room {
    room: String,
}

#[derive(Channel)]
#[channel(address = "/chat/{room}", params = Room, query = Room, headers = u8, client = Line)]
struct Chat;

fn main() {}
