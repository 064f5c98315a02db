//! A server without an address.

asyncapi_channels::asyncapi!("server_without_host.yaml");

fn main() {}
