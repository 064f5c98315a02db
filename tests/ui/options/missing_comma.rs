//! Options are separated by commas.

asyncapi_channels::asyncapi!("../documents/chat.yaml" describes = client);

fn main() {}
