//! Payloads that cannot have a tag among their properties.

use asyncapi_channels::Message;
use std::collections::BTreeMap;

#[derive(Message)]
#[message(tag = "type")]
enum ClientMessage {
    Bytes(Vec<u8>),
    Maybe(Option<Join>),
    Number(Count),
    Map(BTreeMap<String, u8>),
    Boxed(Box<Join>),
    Value(asyncapi_channels::serde_json::Value),
}

#[derive(Message)]
struct Join {
    room: String,
}

#[derive(Message)]
struct Count(u8);

fn main() {}
