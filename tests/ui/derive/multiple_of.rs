//! Multiples of what has none.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(multiple_of = 0)]
    pub level: u8,
    #[message(multiple_of = -0.5)]
    pub depth: f64,
}

fn main() {}
