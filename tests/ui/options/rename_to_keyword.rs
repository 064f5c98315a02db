//! A name that is a keyword.

asyncapi_channels::asyncapi!("../documents/chat.yaml", rename = { "chat" = "type" });

fn main() {}
