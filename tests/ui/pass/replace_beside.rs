//! A replacement that stands beside the macro, under the schema's own name.

#![deny(warnings)]

use asyncapi_channels::__private::serde;

pub struct Join;

impl Clone for Join {
    fn clone(&self) -> Self {
        Join
    }
}

impl std::fmt::Debug for Join {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Join")
    }
}

impl PartialEq for Join {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl serde::Serialize for Join {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> serde::Deserialize<'de> for Join {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <() as serde::Deserialize>::deserialize(deserializer).map(|()| Join)
    }
}

asyncapi_channels::asyncapi! {
    inline = "
asyncapi: 3.0.0
info: {title: Room, version: 1.0.0}
channels:
  room:
    address: /room
    messages: {join: {payload: {$ref: '#/components/schemas/Join'}}}
operations:
  enter: {action: send, channel: {$ref: '#/channels/room'}}
components:
  schemas:
    Join: {type: object}
",
    replace = { "Join" = Join },
}

fn main() {
    let _ = room::ClientMessage::Join(Join);
}
