//! A query that is no object.

asyncapi_channels::asyncapi!("query_not_an_object.yaml");

fn main() {}
