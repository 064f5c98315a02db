//! Variants for frames that cannot hold a frame.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    Join { room: String },
    #[message(text)]
    Line { text: String },
    #[message(unknown)]
    Unknown,
}

#[derive(Message)]
pub enum Mood {
    Glad,
    #[message(binary)]
    Sad,
}

fn main() {}
