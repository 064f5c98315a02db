//! An optional property is an `Option`.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn say() -> Say {
    Say { mood: Mood::Glad, ..Say::new("a") }
}

fn main() {}
