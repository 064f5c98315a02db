//! A directory instead of a file.

asyncapi_channels::asyncapi!("../documents");

fn main() {}
