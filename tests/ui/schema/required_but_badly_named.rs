//! A required property whose name is not allowed.

asyncapi_channels::asyncapi!("required_but_badly_named.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
