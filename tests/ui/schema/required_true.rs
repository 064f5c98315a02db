//! `required: true` on the object.

asyncapi_channels::asyncapi!("required_true.yaml");

pub fn said() -> Said {
    Said { text: "a".into() }
}

fn main() {}
