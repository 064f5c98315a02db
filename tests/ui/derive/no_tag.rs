//! Several messages, and nothing that tells them apart.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    pub room: String,
}

#[derive(Message)]
pub enum ClientMessage {
    Join(Join),
    Leave { room: String },
    #[message(text)]
    Line(String),
}

fn main() {}
