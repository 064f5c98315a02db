//! Two `$ref`s that lead to each other.

asyncapi_channels::asyncapi!("cycle.yaml");

fn main() {}
