//! A key that the document does not have.

asyncapi_channels::asyncapi!("../documents/chat.yaml", rename = { "chta" = "room" });

fn main() {}
