//! A type with a slip; the other types are there all the same.

asyncapi_channels::asyncapi!("unknown_type.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
