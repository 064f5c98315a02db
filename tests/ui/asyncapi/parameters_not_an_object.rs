//! Parameters in a list.

asyncapi_channels::asyncapi!("parameters_not_an_object.yaml");

fn main() {}
