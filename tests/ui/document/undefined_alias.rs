//! An alias of an anchor that does not exist.

asyncapi_channels::asyncapi!("undefined_alias.yaml");

fn main() {}
