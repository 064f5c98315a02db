//! A channel that is only text.

asyncapi_channels::asyncapi!("channel_not_an_object.yaml");

fn main() {}
