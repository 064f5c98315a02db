//! A limit that is stated by two options.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(range = 0..=10, minimum = 1)]
    pub level: u8,
    #[message(maximum = 10, range = ..=5)]
    pub depth: u8,
}

fn main() {}
