//! An option with a slip in its name.

asyncapi_channels::asyncapi!("../documents/chat.yaml", describe = server);

fn main() {}
