//! Options are given once.

asyncapi_channels::asyncapi!("../documents/chat.yaml", unknown = variant, unknown = error);

fn main() {}
