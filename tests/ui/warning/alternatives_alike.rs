//! Nothing tells some alternatives apart.

#![deny(warnings)]

asyncapi_channels::asyncapi!("alternatives_alike.yaml");

fn main() {}
