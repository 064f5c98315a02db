//! An option that does not exist.

asyncapi_channels::asyncapi!("../documents/chat.yaml", prefix = "Chat");

fn main() {}
