//! A file whose name has a slip in it.

asyncapi_channels::asyncapi!("empty.yml");

fn main() {}
