//! An option that is given twice.

asyncapi_channels::asyncapi!("../documents/chat.yaml", describes = client, describes = server);

fn main() {}
