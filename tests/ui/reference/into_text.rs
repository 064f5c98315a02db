//! A `$ref` that leads on where there is only text.

asyncapi_channels::asyncapi!("into_text.yaml");

fn main() {}
