//! Ranges that say nothing, or not in numbers.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(range = ..)]
    pub level: u8,
    #[message(range = 0..=)]
    pub depth: u8,
    #[message(range = "a".."b")]
    pub name: String,
    #[message(range = 5)]
    pub height: u8,
    #[message(range = 0.0..=1e999)]
    pub wide: f64,
    #[message(range(0, 1))]
    pub width: u8,
    #[message(range = LOW..=HIGH)]
    pub deep: u8,
}

fn main() {}
