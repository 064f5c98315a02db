//! Constraints that a type cannot have, and those of what is on the wire.

use asyncapi_channels::Message;

#[derive(Message)]
struct Limits {
    #[message(min_length = 1)]
    number: u8,
    #[message(range = 0..=10)]
    text: Option<String>,
    #[message(pattern = "^a")]
    texts: Vec<String>,
    #[message(min_items = 1)]
    map: std::collections::BTreeMap<String, u8>,
    #[message(max_properties = 1)]
    list: Vec<u8>,
    #[message(as = u8, max_length = 1)]
    wire: String,
    #[message(format = "email")]
    inner: Inner,
}

#[derive(Message)]
struct Inner {
    id: u8,
}

fn main() {}
