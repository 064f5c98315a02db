//! A type that JSON Schema does not have.

asyncapi_channels::asyncapi!("type_of_another_language.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
