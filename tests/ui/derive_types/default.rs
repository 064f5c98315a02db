//! A default that the type does not have, and functions of another type.

use asyncapi_channels::Message;

#[derive(Message)]
struct NoDefault {
    id: u8,
}

fn text() -> String {
    String::new()
}

fn is_empty(value: &str) -> bool {
    value.is_empty()
}

#[derive(Message)]
struct Fields {
    #[message(default)]
    inner: NoDefault,
    #[message(default = "text")]
    number: u8,
    #[message(skip_serializing_if = "is_empty")]
    list: Vec<u8>,
}

fn main() {}
