//! `schemas` without its value.

asyncapi_channels::asyncapi!("../documents/chat.yaml", schemas);

fn main() {}
