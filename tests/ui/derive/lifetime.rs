//! A lifetime with the name of the one that is read from.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join<'de> {
    pub room: &'de str,
}

fn main() {}
