//! Another address, other parameters, and a name that is not there.

use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct User {
    name: String,
}

#[derive(Message)]
struct Room {
    id: i64,
}

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum ClientMessage {
    Join { room: String, level: Option<u8> },
    Leave,
}

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum ServerMessage {
    Joined { room: Room },
    Kick { who: User },
}

#[derive(asyncapi_channels::Parameters)]
struct Params {
    rom: String,
}

#[derive(asyncapi_channels::Parameters)]
struct Query {
    since: Option<String>,
    limit: Option<u32>,
}

#[derive(Channel)]
#[channel(
    spec = "api/rooms.yaml",
    channel = "rooms",
    address = "/room/{rom}",
    params = Params,
    query = Query,
    client = ClientMessage,
    server = ServerMessage
)]
struct Rooms;

#[derive(Channel)]
#[channel(
    spec = "api/rooms.yaml",
    channel = "room",
    address = "/rooms",
    client = ClientMessage,
    server = ServerMessage
)]
struct Unknown;

#[derive(Channel)]
#[channel(
    spec = "api/rooms.yaml",
    channel = "rooms",
    address = "/rooms",
    client = ClientMessage
)]
struct Half;

fn main() {}
