//! A requirement of a scheme that the document does not have.

asyncapi_channels::asyncapi!("scheme_not_there.yaml");

fn main() {}
