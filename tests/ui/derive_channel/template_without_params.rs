use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat/{room}/{user}", client = Line)]
struct Chat;

fn main() {}
