//! What is required is never absent.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(required, default)]
    pub room: Option<String>,
    #[message(required, skip_serializing_if = "Option::is_none")]
    pub nick: Option<String>,
    #[message(required, skip)]
    pub level: Option<u8>,
}

fn main() {}
