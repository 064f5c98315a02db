//! What is said of a field that is skipped.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(skip, skip_serializing)]
    pub room: String,
    #[message(skip, range = 0..10)]
    pub level: u8,
    #[message(skip_serializing, skip_serializing_if = "String::is_empty")]
    pub nick: String,
}

fn main() {}
