//! `rename` gives names as text.

asyncapi_channels::asyncapi!("../documents/chat.yaml", rename = { "chat" = room });

fn main() {}
