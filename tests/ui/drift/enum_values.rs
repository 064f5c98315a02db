//! Constants that are missing, misspelt or unknown.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Mood", rename_all = "lowercase")]
enum Mood {
    Glad,
    SoSo,
    Angry,
}

fn main() {}
