//! A property that may be absent, of a field that must be there.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Join", tag = "type", rename = "join")]
struct Join {
    room: String,
    level: u8,
}

fn main() {}
