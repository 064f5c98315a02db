//! A document that is not UTF-8.

asyncapi_channels::asyncapi!("invalid_utf8.yaml");

fn main() {}
