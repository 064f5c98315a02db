//! A side that does not exist.

asyncapi_channels::asyncapi!("../documents/chat.yaml", describes = sever);

fn main() {}
