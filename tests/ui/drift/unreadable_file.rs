//! A document that is not there, one whose name is misspelt, and one with mistakes.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "elsewhere/rooms.yaml", schema = "Join")]
struct Elsewhere {
    room: String,
}

#[derive(Message)]
#[message(spec = "api/room.yaml", schema = "Join")]
struct Misspelt {
    room: String,
}

#[derive(Message)]
#[message(spec = "api/broken.yaml", schema = "Join")]
struct Broken {
    room: String,
}

/// The same document again.
#[derive(Message)]
#[message(spec = "api/broken.yaml", schema = "Leave")]
struct Leave {
    id: u64,
}

fn main() {}
