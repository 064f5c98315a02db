//! A required property that is not allowed: a slip in its name.

asyncapi_channels::asyncapi!("required_but_forbidden.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
