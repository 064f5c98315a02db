use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat", client = Line)]
struct Chat<const N: usize>;

fn main() {}
