//! The value of a tag that there is not.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(rename = "chat.join")]
pub struct Join {
    pub room: String,
}

fn main() {}
