//! A `$ref` that is not text.

asyncapi_channels::asyncapi!("not_text.yaml");

fn main() {}
