//! A handshake by a method that HTTP upgrades do not have.

asyncapi_channels::asyncapi!("bad_method.yaml");

fn main() {}
