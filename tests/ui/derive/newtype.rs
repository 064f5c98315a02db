//! Options about objects and their properties, on a struct that is none.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
pub struct Room(#[message(rename = "room", default, flatten)] String);

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    #[message(rename_all = "camelCase")]
    Join(#[serde(skip_serializing_if = "Room::is_empty")] Room),
}

fn main() {}
