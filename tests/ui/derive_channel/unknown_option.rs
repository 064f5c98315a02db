use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(adress = "/echo", clients = Line)]
struct Echo;

#[derive(Channel)]
#[channel(address = "/two", client = Line, messages = [Line, Line])]
struct Two;

#[derive(Channel)]
#[channel(address = "/three", messages = Line)]
struct Three;

fn main() {}
