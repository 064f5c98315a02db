//! A `match` forgets a value of an `enum`.

asyncapi_channels::asyncapi!("../documents/chat.yaml");

pub fn show(mood: Mood) -> &'static str {
    match mood {
        Mood::Glad => ":)",
    }
}

fn main() {}
