//! `crate` takes a path, not text.

asyncapi_channels::asyncapi!("../documents/chat.yaml", crate = "channels");

fn main() {}
