//! A `$ref` to a file that does not exist.

asyncapi_channels::asyncapi!("missing_file.yaml");

fn main() {}
