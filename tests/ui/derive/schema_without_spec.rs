//! A schema of no document, and a document that is no text.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(schema = "Join")]
pub struct Join {
    pub room: String,
}

#[derive(Message)]
#[message(spec = SPEC, schema = 3)]
pub struct Leave {
    pub room: String,
}

fn main() {}
