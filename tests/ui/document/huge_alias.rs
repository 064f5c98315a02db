//! Aliases of aliases that grow without end.

asyncapi_channels::asyncapi!("huge_alias.yaml");

fn main() {}
