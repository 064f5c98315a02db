//! One warning names all messages that nothing tells apart.

#![deny(warnings)]

asyncapi_channels::asyncapi!("several_indistinguishable.yaml");

fn main() {}
