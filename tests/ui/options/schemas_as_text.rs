//! `schemas` takes a word, not text.

asyncapi_channels::asyncapi!("../documents/chat.yaml", schemas = "strict");

fn main() {}
