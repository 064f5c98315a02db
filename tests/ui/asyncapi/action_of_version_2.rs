//! An action by its name in AsyncAPI 2.

asyncapi_channels::asyncapi!("action_of_version_2.yaml");

fn main() {}
