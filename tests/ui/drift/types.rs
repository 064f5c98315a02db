//! Fields of other types than in the document, whatever the names of the types are.

type Text = String;

#[derive(asyncapi_channels::Message)]
#[message(name = "User")]
struct User {
    name: Text,
}

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Room", rename_all = "camelCase")]
struct Room {
    id: Text,
    #[message(required)]
    topic: Option<bool>,
    mood: Text,
    tags: Vec<u32>,
    created: bool,
    owner: Option<Vec<User>>,
    limit: Option<f64>,
    scores: Option<Vec<f64>>,
    position: Option<(f64, f64, f64)>,
}

fn main() {}
