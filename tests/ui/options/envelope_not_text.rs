//! The names are texts.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { tag = route, payload = "payload" });

fn main() {}
