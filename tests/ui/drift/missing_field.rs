//! Properties of the document that no field is.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Room")]
struct Room {
    id: i64,
    #[message(required)]
    topic: Option<String>,
    tags: Vec<String>,
    created: String,
    limit: Option<i64>,
    scores: Option<std::collections::BTreeMap<String, f64>>,
    position: Option<(f64, f64)>,
}

fn main() {}
