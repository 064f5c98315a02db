//! Two documents in one file.

asyncapi_channels::asyncapi!("second_document.yaml");

fn main() {}
