//! A field of which only serde knows what it is.

use asyncapi_channels::__private::serde;

pub struct Decimal(String);

impl serde::Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Decimal)
    }
}

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Join", tag = "type", rename = "join")]
struct Join {
    room: Decimal,
    level: Option<u8>,
}

fn main() {}
