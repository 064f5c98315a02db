//! Numbers where only text is allowed are read as text.

#![deny(warnings)]

asyncapi_channels::asyncapi!("values_without_quotes.yaml");

fn main() {}
