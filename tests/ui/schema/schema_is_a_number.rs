//! A schema that is a number.

asyncapi_channels::asyncapi!("schema_is_a_number.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
