//! Two options without a comma between.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(name = "join" tag = "type")]
pub struct Join {
    #[message(min_length = 1; max_length = 2)]
    pub room: String,
}

fn main() {}
