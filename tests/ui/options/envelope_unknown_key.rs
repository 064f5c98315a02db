//! An envelope has a tag and a payload.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { tag = "route", payloads = "payload" });

fn main() {}
