//! Constants that are missing, misspelt or unknown.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Mood", rename_all = "lowercase")]
enum Mood {
    Glad,
    SoSo,
    Angry,
}

/// What is wrong with it is not said again where it stands.
#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml")]
struct Room {
    id: i64,
    #[message(required)]
    topic: Option<String>,
    mood: Mood,
    tags: Vec<String>,
    created: String,
    owner: Option<User>,
    #[message(default)]
    limit: u32,
    scores: Option<std::collections::BTreeMap<String, f64>>,
    position: Option<(f64, f64)>,
}

#[derive(asyncapi_channels::Message)]
struct User {
    name: String,
}

fn main() {}
