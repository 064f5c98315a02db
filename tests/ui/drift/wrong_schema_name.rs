//! A schema that the document does not have.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "Joint")]
struct Join {
    room: String,
}

#[derive(Message)]
#[message(spec = "api/moods.yaml")]
struct Nothing {
    room: String,
}

fn main() {}
