use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(client = Line, server = Line)]
struct Echo;

#[derive(Channel)]
struct Nothing;

#[derive(Channel)]
#[channel]
struct NoParentheses;

fn main() {}
