//! A YAML document that cannot be read.

asyncapi_channels::asyncapi!("yaml_syntax.yaml");

fn main() {}
