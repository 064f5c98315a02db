//! Values within each other without end.

asyncapi_channels::asyncapi!("too_deep.yaml");

fn main() {}
