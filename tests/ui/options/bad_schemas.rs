//! A way to read schemas that does not exist.

asyncapi_channels::asyncapi!("../documents/chat.yaml", schemas = strickt);

fn main() {}
