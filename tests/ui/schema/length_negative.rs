//! A length below nothing.

asyncapi_channels::asyncapi!("length_negative.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
