//! A file that is referred to and cannot be read.

asyncapi_channels::asyncapi!("syntax_in_second_file.yaml");

fn main() {}
