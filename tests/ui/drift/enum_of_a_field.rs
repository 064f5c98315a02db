//! A field of constants that are not those of the document.

#[derive(asyncapi_channels::Message)]
#[message(rename_all = "lowercase")]
enum Mood {
    Glad,
    Angry,
}

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/moods.yaml")]
struct Day {
    moods: Vec<Mood>,
}

fn main() {}
