//! Examples of a message that do not match its payload and its headers.

#![deny(warnings)]

asyncapi_channels::asyncapi!("message_examples_that_do_not_match.yaml");

fn main() {}
