//! A key that is there twice; both places are shown.

asyncapi_channels::asyncapi!("duplicate_key.yaml");

fn main() {}
