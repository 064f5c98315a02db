//! A field with the name of the tag.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(tag = "type")]
pub struct Join {
    pub r#type: String,
    pub room: String,
}

#[derive(Message)]
#[message(tag = "kind")]
pub enum ClientMessage {
    Say {
        #[message(alias = "kind")]
        sort: String,
    },
}

fn main() {}
