//! A payload that the document allows to be absent from its envelope, but the type does not.

use asyncapi_channels::{Channel, Message};

#[derive(Message)]
#[message(tag = "route", content = "payload", rename_all = "lowercase")]
enum Routed {
    Moved { x: i64 },
    Names(Vec<String>),
    Done,
    Noted(String),
    Topic(String),
}

#[derive(Channel)]
#[channel(
    spec = "api/sets.yaml",
    channel = "enveloped",
    address = "/enveloped",
    client = Routed
)]
struct Enveloped;

fn main() {}
