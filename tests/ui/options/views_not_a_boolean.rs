//! There are views or there are none.

asyncapi_channels::asyncapi!("../documents/chat.yaml", views = borrowed);

fn main() {}
