//! Options that are for another place.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(untagged, flatten)]
pub struct Join {
    #[message(tag = "type", binary)]
    pub room: String,
}

#[derive(Message)]
#[message(tag = "type", transparent)]
pub enum ClientMessage {
    #[message(min_length = 1, deny_unknown_fields)]
    Join(Join),
}

fn main() {}
