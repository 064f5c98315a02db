use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/echo", client = Line)]
#[channel(client = Line, address = "/other")]
struct Echo;

fn main() {}
