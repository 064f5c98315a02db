use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = echo, client = "Line", server, name = 3)]
struct Echo;

#[derive(Channel)]
#[channel(address = "/two", client = Line Line, name = "")]
struct Two;

fn main() {}
