//! Attributes of serde by which a type is read and written as another one.

use asyncapi_channels::Message;

#[derive(Message)]
#[serde(from = "String", into = "String")]
pub struct Room {
    pub name: String,
}

#[derive(Message)]
#[serde(try_from = "u8")]
pub enum Level {
    Low,
    High,
}

#[derive(Message)]
#[serde(remote = "std::time::Duration")]
pub struct Time {
    #[serde(getter = "std::time::Duration::as_secs")]
    pub secs: u64,
}

fn main() {}
