//! Two functions for one way.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[serde(with = "module", serialize_with = "module::write")]
    pub room: String,
}

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    #[serde(with = "module")]
    Say { text: String },
    #[serde(with = "module")]
    Join(#[serde(with = "module")] Join),
}

fn main() {}
