//! An OpenAPI document.

asyncapi_channels::asyncapi!("openapi.yaml");

fn main() {}
