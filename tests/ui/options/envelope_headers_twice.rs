//! The headers have one property.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { headers = "a", tag = "route", payload = "payload", headers = "b" });

fn main() {}
