//! Options that are given twice.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(name = "Join", name = "Join")]
pub struct Join {
    #[message(min_length = 1, min_length = 2)]
    pub room: String,
    #[serde(rename = "a")]
    #[serde(rename = "a")]
    pub level: u8,
}

fn main() {}
