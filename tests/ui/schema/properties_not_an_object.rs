//! `properties` in a list.

asyncapi_channels::asyncapi!("properties_not_an_object.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
