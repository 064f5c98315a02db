//! An operation of AsyncAPI 2 that is only text.

asyncapi_channels::asyncapi!("publish_not_an_object.yaml");

fn main() {}
