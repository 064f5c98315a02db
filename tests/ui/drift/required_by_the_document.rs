//! A property that must be there, of a field that may be left out.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Joined", tag = "type", rename = "joined")]
struct Joined {
    room: Option<Room>,
}

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Join", tag = "type", rename = "join")]
struct Join {
    #[serde(skip_serializing_if = "String::is_empty", default)]
    room: String,
    level: Option<u8>,
}

#[derive(asyncapi_channels::Message)]
struct Room {
    id: i64,
}

fn main() {}
