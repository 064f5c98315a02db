//! A security scheme of a type that there is not, and one without.

asyncapi_channels::asyncapi!("scheme_of_unknown_type.yaml");

fn main() {}
