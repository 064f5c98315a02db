//! An operation that is only text.

asyncapi_channels::asyncapi!("operation_not_an_object.yaml");

fn main() {}
