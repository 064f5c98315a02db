//! A default and examples that do not match their schemas.

#![deny(warnings)]

asyncapi_channels::asyncapi!("values_that_do_not_match.yaml");

fn main() {}
