//! A type that is only almost one of JSON Schema.

#![deny(warnings)]

asyncapi_channels::asyncapi!("type_of_another_dialect.yaml");

fn main() {}
