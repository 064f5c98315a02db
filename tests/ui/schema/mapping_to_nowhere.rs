//! A discriminator that maps to a schema that does not exist.

asyncapi_channels::asyncapi!("mapping_to_nowhere.yaml");

pub fn said() -> Said {
    Said { text: "a".into() }
}

fn main() {}
