//! A version that is too old.

asyncapi_channels::asyncapi!("old_version.yaml");

fn main() {}
