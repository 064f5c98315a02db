//! A type that is a number.

asyncapi_channels::asyncapi!("type_not_text.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
