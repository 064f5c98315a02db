//! Envelopes with parts missing, unknown, or twice the same.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(envelope(tag = "route"))]
pub enum NoPayload {
    A { a: u8 },
}

#[derive(Message)]
#[message(envelope(tag = "route", payload = "data", head = "x"))]
pub enum OneMore {
    A { a: u8 },
}

#[derive(Message)]
#[message(envelope(tag = "data", payload = "data"))]
pub enum SameProperty {
    A { a: u8 },
}

#[derive(Message)]
#[serde(tag = "data", content = "data")]
pub enum SameInSerde {
    A { a: u8 },
}

fn main() {}
