//! A schema that is replaced twice.

asyncapi_channels::asyncapi!("../documents/chat.yaml", replace = { "Say" = crate::A, "Say" = crate::B });

fn main() {}
