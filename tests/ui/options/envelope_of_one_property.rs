//! The tag and the payload are two properties.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { tag = "data", payload = "data" });

fn main() {}
