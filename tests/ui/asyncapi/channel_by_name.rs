//! An operation that names its channel instead of referring to it.

asyncapi_channels::asyncapi!("channel_by_name.yaml");

fn main() {}
