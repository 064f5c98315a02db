//! Attributes of serde on variants that a set of messages cannot honour.

use asyncapi_channels::Message;

#[derive(Message)]
#[serde(tag = "type")]
pub enum ClientMessage {
    Join { room: String },
    #[serde(skip)]
    Hidden { room: String },
    #[serde(skip_serializing)]
    Old { room: String },
    #[serde(untagged)]
    Any { room: String },
    #[serde(other)]
    Other,
}

#[derive(Message)]
#[serde(field_identifier)]
pub enum Key {
    A,
    B,
}

fn main() {}
