//! An operation whose messages are no list.

asyncapi_channels::asyncapi!("messages_not_a_list.yaml");

fn main() {}
