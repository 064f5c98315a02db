//! An operation that does not say where.

asyncapi_channels::asyncapi!("operation_without_channel.yaml");

fn main() {}
