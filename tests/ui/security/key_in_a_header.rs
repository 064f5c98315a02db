//! An API key whose type is that of another place, named as in another version.

#![deny(warnings)]

asyncapi_channels::asyncapi!("key_in_a_header.yaml");

fn main() {}
