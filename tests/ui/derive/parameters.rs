//! Parameters that are no pairs of a name and a text.

use asyncapi_channels::Parameters;

use std::collections::HashMap;

#[derive(Parameters)]
pub enum Either {
    Room { room: String },
}

#[derive(Parameters)]
pub struct Room(String);

#[derive(Parameters)]
#[message(tag = "type")]
pub struct Query {
    #[message(flatten)]
    pub rest: HashMap<String, String>,
    pub page: u32,
}

pub fn room(room: Room) -> impl asyncapi_channels::Parameters {
    room
}

fn main() {}
