//! A tag that is no JSON pointer.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "/header/~type")]
pub enum ClientMessage {
    A { a: u8 },
}

fn main() {}
