//! Two doubts at once.

#![deny(warnings)]

asyncapi_channels::asyncapi!("two_doubts.yaml");

fn main() {}
