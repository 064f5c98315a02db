//! Nothing tells the two messages apart.

#![deny(warnings)]

asyncapi_channels::asyncapi!("indistinguishable_messages.yaml");

fn main() {}
