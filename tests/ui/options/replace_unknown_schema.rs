//! A schema that the document does not have.

asyncapi_channels::asyncapi!("../documents/chat.yaml", replace = { "Sai" = String });

fn main() {}
