//! A `const` that breaks the limit beside it.

asyncapi_channels::asyncapi!("const_beside_a_limit.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
