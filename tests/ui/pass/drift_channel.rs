//! A channel that is what the document says.

#![deny(warnings)]
#![allow(dead_code)]

use asyncapi_channels::{Channel, Message};

#[derive(Message)]
struct User {
    name: String,
    #[message(const = 2)]
    version: (),
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
#[message(tag = "type", rename_all = "lowercase")]
enum ClientMessage {
    Join { room: String, level: Option<u8> },
    Leave,
    #[message(unknown)]
    Other(asyncapi_channels::Payload),
}

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum ServerMessage {
    Joined { room: Room },
    Kick { who: User },
}

#[derive(Channel)]
#[channel(
    spec = "../drift/api/rooms.yaml",
    channel = "rooms",
    address = "/rooms/{room}",
    params = Params,
    query = Query,
    client = ClientMessage,
    server = ServerMessage
)]
struct Rooms;

fn main() {}
