//! Options that say nothing of a frame as it is.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    Join { room: String },
    #[message(text, alias = "line", binary)]
    Line(String),
    #[message(binary, with = "base64")]
    Audio(#[message(min_items = 1)] Vec<u8>),
}

fn main() {}
