//! A JSON document that cannot be read.

asyncapi_channels::asyncapi!("json_syntax.json");

fn main() {}
