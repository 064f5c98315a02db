//! A key that looks like a slip.

#![deny(warnings)]

asyncapi_channels::asyncapi!("misspelled_key.yaml");

fn main() {}
