//! Two messages of one name.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    Join { room: String },
    #[message(name = "Join")]
    Enter { room: String },
    #[message(text, rename = "Join")]
    Line(String),
}

fn main() {}
