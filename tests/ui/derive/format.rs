//! A format that there is not.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(format = "e-mail")]
    pub address: String,
    #[message(format = "colour")]
    pub colour: String,
}

fn main() {}
