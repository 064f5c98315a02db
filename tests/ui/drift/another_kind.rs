//! A type that is not at all what the schema is.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "Mood")]
struct Mood {
    name: String,
}

#[derive(Message)]
#[message(spec = "api/rooms.yaml")]
enum User {
    Anna,
    Bert,
}

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "Room")]
struct Id(u64);

fn main() {}
