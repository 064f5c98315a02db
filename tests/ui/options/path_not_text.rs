//! The path is text.

asyncapi_channels::asyncapi!(chat);

fn main() {}
