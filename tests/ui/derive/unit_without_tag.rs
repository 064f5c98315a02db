//! Variants without data, where only the data would tell them apart.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(untagged)]
pub enum ClientMessage {
    Join { room: String },
    Ping,
}

#[derive(Message)]
pub enum ServerMessage {
    Pong,
    #[message(text)]
    Line(String),
}

fn main() {}
