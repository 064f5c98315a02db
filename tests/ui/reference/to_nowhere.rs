//! A `$ref` with a slip in its name.

asyncapi_channels::asyncapi!("to_nowhere.yaml");

fn main() {}
