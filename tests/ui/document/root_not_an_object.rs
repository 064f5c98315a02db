//! A list instead of a document.

asyncapi_channels::asyncapi!("root_not_an_object.yaml");

fn main() {}
