//! No document at all.

asyncapi_channels::asyncapi!();

fn main() {}
