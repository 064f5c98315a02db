//! Words that serde has not.

use asyncapi_channels::Message;

#[derive(Message)]
#[serde(name = "Join", renam_all = "camelCase")]
pub struct Join {
    #[serde(min_length = 1)]
    pub room: String,
    #[serde(skip_if = "String::is_empty")]
    pub nick: String,
}

fn main() {}
