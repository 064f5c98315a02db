//! A value that the `enum` does not list.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn mood() -> Mood {
    Mood::Angry
}

fn main() {}
