//! An operation that does not say what it does.

asyncapi_channels::asyncapi!("operation_without_action.yaml");

fn main() {}
