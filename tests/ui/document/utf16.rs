//! A document in UTF-16.

asyncapi_channels::asyncapi!("utf16.yaml");

fn main() {}
