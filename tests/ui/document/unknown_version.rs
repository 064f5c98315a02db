//! A version that does not exist.

asyncapi_channels::asyncapi!("unknown_version.yaml");

fn main() {}
