//! A dependency that is no name of a property.

asyncapi_channels::asyncapi!("dependency_not_a_name.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
