//! A document without content.

asyncapi_channels::asyncapi!("empty.yaml");

fn main() {}
