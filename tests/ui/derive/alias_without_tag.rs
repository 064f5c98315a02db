//! Further values of a tag that there is not.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(untagged)]
pub enum ClientMessage {
    #[message(alias = "b")]
    A { a: u8 },
    B { b: u8 },
}

fn main() {}
