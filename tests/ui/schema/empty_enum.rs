//! An `enum` without values.

asyncapi_channels::asyncapi!("empty_enum.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
