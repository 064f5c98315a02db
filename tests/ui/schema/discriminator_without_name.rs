//! A discriminator that names no property.

asyncapi_channels::asyncapi!("discriminator_without_name.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
