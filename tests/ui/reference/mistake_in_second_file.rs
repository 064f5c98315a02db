//! A mistake in a file that is referred to.

asyncapi_channels::asyncapi!("mistake_in_second_file.yaml");

fn main() {}
