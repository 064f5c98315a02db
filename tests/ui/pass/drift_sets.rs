//! Messages that are told apart in other ways than the document's own, and are the same on the wire.

#![deny(warnings)]
#![allow(dead_code)]

use asyncapi_channels::{Channel, Message, Parameters};

#[derive(Parameters)]
struct Params {
    id: u64,
}

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum Single {
    Say { text: String },
}

#[derive(Message)]
#[message(tag = "cmd", rename_all = "lowercase")]
enum Trade {
    Buy,
    Sell,
}

/// The only message of a side needs no tag in the document.
#[derive(Channel)]
#[channel(
    spec = "../drift/api/sets.yaml",
    channel = "single",
    address = "/single/{id}",
    params = Params,
    client = Single,
    server = Trade
)]
struct OfOne;

#[derive(Message)]
struct SayIt {
    #[message(const = "say")]
    r#type: (),
    text: String,
}

#[derive(Message)]
#[message(tag = "cmd", rename_all = "lowercase")]
enum TradeIt {
    #[message(alias = "sell")]
    Buy,
}

/// The document from the other side, and names that are on no wire.
#[derive(Channel)]
#[channel(
    spec = "../drift/api/sets.yaml",
    channel = "single",
    describes = server,
    address = "/single/{id}",
    params = Params,
    client = TradeIt,
    server = SayIt
)]
struct OfOtherNames;

#[derive(Message)]
#[message(tag = "route", content = "payload", rename_all = "lowercase")]
enum Routed {
    Moved { x: i64 },
    Names(Vec<String>),
    Done,
    #[message(alias = "remarked")]
    Noted(String),
    Topic(Option<String>),
}

#[derive(Channel)]
#[channel(
    spec = "../drift/api/sets.yaml",
    channel = "enveloped",
    address = "/enveloped",
    client = Routed
)]
struct Enveloped;

#[derive(Message)]
struct Chat {
    text: String,
}

#[derive(Message)]
#[message(untagged)]
enum Told {
    Chat(Chat),
    Status { online: bool },
}

/// A message of both sides.
#[derive(Channel)]
#[channel(
    spec = "../drift/api/sets.yaml",
    channel = "structure",
    address = "/structure",
    client = Chat,
    server = Told
)]
struct ByStructure;

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum Market {
    Heartbeat { at: u64 },
    Update { price: f64 },
}

/// The only message is one of several alternatives.
#[derive(Channel)]
#[channel(
    spec = "../drift/api/sets.yaml",
    channel = "union",
    address = "/union",
    server = Market
)]
struct OfAlternatives;

/// Messages that share a tag are one, whose payload is told apart by structure.
#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum Shared {
    Opened(Opening),
    Closed,
}

#[derive(Message)]
#[message(untagged)]
enum Opening {
    Opened(Opened),
    Failed { reason: String },
}

#[derive(Message)]
#[message(spec = "../drift/api/sets.yaml")]
struct Opened {
    id: i64,
}

#[derive(Channel)]
#[channel(
    spec = "../drift/api/sets.yaml",
    channel = "shared",
    address = "/shared",
    server = Shared
)]
struct OfOneTag;

#[derive(Message)]
#[message(untagged, spec = "../drift/api/sets.yaml")]
enum Value {
    Number(i64),
    Many(Vec<Value>),
}

fn main() {}
