//! Each property of the envelope has one name.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { tag = "route", tag = "type", payload = "payload" });

fn main() {}
