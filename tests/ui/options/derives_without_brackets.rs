//! `derives` takes a list.

asyncapi_channels::asyncapi!("../documents/chat.yaml", derives = Eq);

fn main() {}
