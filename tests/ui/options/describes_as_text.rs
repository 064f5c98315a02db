//! `describes` takes a word, not text.

asyncapi_channels::asyncapi!("../documents/chat.yaml", describes = "server");

fn main() {}
