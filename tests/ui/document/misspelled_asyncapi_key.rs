//! The version under a misspelled key.

asyncapi_channels::asyncapi!("misspelled_asyncapi_key.yaml");

fn main() {}
