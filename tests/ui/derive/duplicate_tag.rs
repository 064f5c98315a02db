//! Two messages with one value of the tag, also by other names.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    Join { room: String },
    #[message(rename = "join")]
    Enter { room: String },
    #[serde(alias = "leave", alias = "join")]
    Part { room: String },
    Leave { room: String },
    #[message(rename = 3)]
    Third,
    #[message(rename = 3)]
    AlsoThird,
}

fn main() {}
