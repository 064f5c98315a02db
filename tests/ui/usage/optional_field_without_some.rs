//! An optional property is an `Option`.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn say() -> Say {
    Say { text: "a".into(), mood: Mood::Glad }
}

fn main() {}
