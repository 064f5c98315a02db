//! What cannot stand beside `flatten`.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Place {
    pub room: String,
}

#[derive(Message)]
pub struct Join {
    #[message(flatten, rename = "place", required)]
    pub place: Place,
    #[serde(flatten, skip)]
    pub other: Place,
    #[message(flatten, min_properties = 1)]
    pub rest: std::collections::HashMap<String, String>,
}

fn main() {}
