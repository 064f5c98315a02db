//! A document that does not say what it is.

asyncapi_channels::asyncapi!("no_asyncapi_key.yaml");

fn main() {}
