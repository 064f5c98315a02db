//! Messages in envelopes, alone, and by their structure, that are not as in the document.

use asyncapi_channels::{Channel, Message};

#[derive(Message)]
#[message(tag = "route", content = "payload", rename_all = "lowercase")]
#[message(deny_unknown_fields)]
enum Routed {
    Moved { x: i64 },
    Names(Vec<u8>),
    Over,
    Noted(Option<String>),
    Topic(Option<String>),
}

#[derive(Channel)]
#[channel(
    spec = "api/sets.yaml",
    channel = "enveloped",
    address = "/enveloped",
    client = Routed
)]
struct Enveloped;

#[derive(Message)]
struct Chat {
    message: String,
}

#[derive(Message)]
#[message(untagged)]
enum Told {
    #[message(name = "chatMessage")]
    Chat { text: Option<String> },
    Status { online: String },
}

#[derive(Channel)]
#[channel(
    spec = "api/sets.yaml",
    channel = "structure",
    address = "/structure",
    client = Chat,
    server = Told
)]
struct ByStructure;

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum Market {
    Heartbeat { at: String },
    Update { price: f64 },
}

#[derive(Channel)]
#[channel(
    spec = "api/sets.yaml",
    channel = "union",
    address = "/union",
    server = Market
)]
struct OfAlternatives;

fn main() {}
