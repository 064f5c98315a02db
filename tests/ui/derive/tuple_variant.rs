//! Variants that do not hold exactly one payload.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    Move(f64, f64),
    Ping(),
    #[message(text)]
    Line(String, String),
}

fn main() {}
