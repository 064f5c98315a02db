//! Payloads that are not those of the document.

use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct User {
    name: String,
}

#[derive(Message)]
struct Room {
    id: i64,
}

#[derive(asyncapi_channels::Parameters)]
struct Params {
    room: String,
}

#[derive(Message)]
#[message(rename_all = "lowercase")]
enum Mode {
    Quiet,
    Loud,
}

#[derive(asyncapi_channels::Parameters)]
struct Query {
    since: u64,
    mode: Option<Mode>,
}

#[derive(Message)]
struct Join {
    room: u32,
}

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum ClientMessage {
    Join(Join),
    Leave { reason: String },
}

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum ServerMessage {
    Joined { room: Option<Room> },
    Kick,
}

#[derive(Channel)]
#[channel(
    spec = "api/rooms.yaml",
    channel = "rooms",
    address = "/rooms/{room}",
    params = Params,
    query = Query,
    client = ClientMessage,
    server = ServerMessage
)]
struct Rooms;

fn main() {}
