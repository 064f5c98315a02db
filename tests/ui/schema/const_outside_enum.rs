//! A `const` that is not in the `enum` beside it.

asyncapi_channels::asyncapi!("const_outside_enum.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
