//! Nothing says who sends what.

#![deny(warnings)]

asyncapi_channels::asyncapi!("no_operations.yaml");

fn main() {}
