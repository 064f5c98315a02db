//! A required property is left out.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn said() -> Said {
    Said { from: "a".into() }
}

fn main() {}
