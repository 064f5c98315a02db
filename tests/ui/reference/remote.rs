//! A `$ref` to the network.

asyncapi_channels::asyncapi!("remote.yaml");

fn main() {}
