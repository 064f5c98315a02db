//! A key of another version.

#![deny(warnings)]

asyncapi_channels::asyncapi!("server_with_url.yaml");

fn main() {}
