//! An option without its value.

asyncapi_channels::asyncapi!("../documents/chat.yaml", describes);

fn main() {}
