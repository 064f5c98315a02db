//! A rule for names that there is not.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(rename_all = "CamelCase")]
pub struct Join {
    pub room: String,
}

#[derive(Message)]
#[message(tag = "type", rename_all_fields = "train")]
pub enum ClientMessage {
    #[serde(rename_all = "snake-case")]
    Say { text: String },
}

fn main() {}
