//! Attributes that are no list of options.

use asyncapi_channels::Message;

#[derive(Message)]
#[message]
pub struct Join {
    #[message = "room"]
    pub room: String,
    #[message["nick"]]
    pub nick: String,
    #[serde]
    pub level: u8,
    #[message("level", 3)]
    pub depth: u8,
}

fn main() {}
