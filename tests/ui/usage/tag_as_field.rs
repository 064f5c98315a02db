//! The tag is written by itself and is no field.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn leave() -> Leave {
    Leave { r#type: "leave".into(), ..Leave::default() }
}

fn main() {}
