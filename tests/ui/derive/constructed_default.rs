//! A default of a type that has none.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Offer {
    #[message(default)]
    pub state: State,
    #[message(skip)]
    pub skipped: State,
}

#[derive(Message)]
pub struct State {
    pub on: bool,
}

#[derive(Message)]
#[serde(default)]
pub struct Other {
    pub on: bool,
}

fn main() {}
