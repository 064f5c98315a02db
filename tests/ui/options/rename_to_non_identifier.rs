//! A name that is no identifier.

asyncapi_channels::asyncapi!("../documents/chat.yaml", rename = { "chat" = "chat room" });

fn main() {}
