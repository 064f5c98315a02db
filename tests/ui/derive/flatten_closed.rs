//! `flatten` where unknown properties are refused.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Place {
    pub room: String,
}

#[derive(Message)]
#[serde(deny_unknown_fields)]
pub struct Join {
    #[serde(flatten)]
    pub place: Place,
}

#[derive(Message)]
#[message(tag = "type", deny_unknown_fields)]
pub enum ClientMessage {
    Join {
        #[message(flatten)]
        place: Place,
    },
}

fn main() {}
