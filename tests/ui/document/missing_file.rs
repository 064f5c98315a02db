//! A file that does not exist.

asyncapi_channels::asyncapi!("documents/none.yaml");

fn main() {}
