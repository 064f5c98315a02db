//! Two channels whose addresses differ only in the names of their parameters.

#![deny(warnings)]

asyncapi_channels::asyncapi!("addresses_alike.yaml");

fn main() {}
