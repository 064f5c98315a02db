//! An envelope is a table.

asyncapi_channels::asyncapi!("../documents/chat.yaml", envelope = "payload");

fn main() {}
