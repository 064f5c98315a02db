use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat", channel = "chat", client = Line)]
struct Chat;

fn main() {}
