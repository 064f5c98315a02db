//! `replace` takes paths, not text.

asyncapi_channels::asyncapi!("../documents/chat.yaml", replace = { "Mood" = "crate::Mood" });

fn main() {}
