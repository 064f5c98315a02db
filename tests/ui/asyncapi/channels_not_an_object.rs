//! Channels in a list.

asyncapi_channels::asyncapi!("channels_not_an_object.yaml");

fn main() {}
