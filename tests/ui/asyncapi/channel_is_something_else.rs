//! An operation on something that is no channel.

asyncapi_channels::asyncapi!("channel_is_something_else.yaml");

fn main() {}
