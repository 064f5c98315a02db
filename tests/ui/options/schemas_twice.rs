//! `schemas` two times.

asyncapi_channels::asyncapi!("../documents/chat.yaml", schemas = strict, schemas = strict);

fn main() {}
