//! Headers alone make no envelope.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = { headers = "headers", tag = "route" });

fn main() {}
