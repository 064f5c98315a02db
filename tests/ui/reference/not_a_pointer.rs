//! A `$ref` with neither `#` nor a file.

asyncapi_channels::asyncapi!("not_a_pointer.yaml");

fn main() {}
