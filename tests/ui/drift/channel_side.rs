//! All messages on the wrong side of a channel, of which the other says nothing, are one error.

use asyncapi_channels::{Channel, Message};

#[derive(Message)]
#[message(tag = "route", content = "payload", rename_all = "lowercase")]
enum Routed {
    Moved { x: i64 },
    Names(Vec<String>),
    Done,
    Noted(String),
    Topic(Option<String>),
}

#[derive(Channel)]
#[channel(
    spec = "api/sets.yaml",
    channel = "enveloped",
    address = "/enveloped",
    server = Routed
)]
struct Enveloped;

fn main() {}
