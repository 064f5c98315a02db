//! A frame has no headers, unless an envelope carries them.

#![deny(warnings)]

asyncapi_channels::asyncapi!("id_in_header.yaml");

fn main() {}
