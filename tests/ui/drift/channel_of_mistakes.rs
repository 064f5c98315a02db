//! A set with a mistake of its own is not held against the document as well.

use asyncapi_channels::{Channel, Message};

#[derive(Channel)]
#[channel(spec = "api/sets.yaml", channel = "shared", address = "/shared", server = Shared)]
struct Room;

#[derive(Message)]
#[message(tag = "type", rename_all = "lowercase")]
enum Shared {
    Opened { id: i64 },
    #[message(rename = "opened")]
    Failed { reason: String },
    Closed,
}

fn main() {}
