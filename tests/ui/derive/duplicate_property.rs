//! Two fields with one name in JSON, also by other names.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(rename_all = "camelCase")]
pub struct Join {
    pub room_name: String,
    #[message(rename = "roomName")]
    pub room: String,
    #[serde(alias = "roomName")]
    pub place: String,
    #[message(skip_deserializing)]
    pub written: String,
    #[message(rename = "written", skip_serializing)]
    pub read: String,
}

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    Say {
        text: String,
        #[message(rename = "text")]
        body: String,
    },
}

fn main() {}
