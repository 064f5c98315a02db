//! `new` takes every required property.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn said() -> Said {
    Said::new("a")
}

fn main() {}
