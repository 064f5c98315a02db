//! A server of AsyncAPI 2 without an address.

asyncapi_channels::asyncapi!("server_without_url.yaml");

fn main() {}
