//! An `enum` of texts in a schema of numbers.

asyncapi_channels::asyncapi!("enum_of_another_type.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
