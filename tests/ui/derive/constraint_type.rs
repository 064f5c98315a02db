//! Constraints on types that cannot have them.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(min_length = 1)]
    pub level: u8,
    #[message(range = 0..=10)]
    pub room: String,
    #[message(pattern = "^[a-z]+$")]
    pub rooms: Vec<String>,
    #[message(min_items = 1)]
    pub nick: Option<String>,
    #[message(min_properties = 1)]
    pub seen: bool,
    #[message(multiple_of = 2)]
    pub state: State,
}

#[derive(Message)]
pub struct State {
    pub on: bool,
}

#[derive(Message)]
pub struct Level(#[message(format = "email")] u8);

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    Say {
        #[message(max_length = 10)]
        text: f64,
    },
}

fn main() {}
