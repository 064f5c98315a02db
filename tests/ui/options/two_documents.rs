//! A path first, and `spec` too.

asyncapi_channels::asyncapi!("../documents/chat.yaml", spec = "other.yaml");

fn main() {}
