//! Options are given once.

asyncapi_channels::asyncapi!("../documents/chat.yaml", views = true, views = false);

fn main() {}
