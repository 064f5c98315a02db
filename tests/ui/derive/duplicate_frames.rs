//! Two variants for the same kind of frame.

use asyncapi_channels::Message;

use asyncapi_channels::Payload;

#[derive(Message)]
pub enum ClientMessage {
    #[message(text)]
    Line(String),
    #[message(text)]
    Prose(String),
    #[message(binary)]
    Audio(Vec<u8>),
    #[message(binary)]
    Video(Vec<u8>),
    #[message(unknown)]
    Unknown(Payload),
    #[message(unknown)]
    Other(Payload),
}

fn main() {}
