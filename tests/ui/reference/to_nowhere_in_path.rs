//! A `$ref` with a slip on its way.

asyncapi_channels::asyncapi!("to_nowhere_in_path.yaml");

fn main() {}
