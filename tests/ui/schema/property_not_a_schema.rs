//! A property that is text.

asyncapi_channels::asyncapi!("property_not_a_schema.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
