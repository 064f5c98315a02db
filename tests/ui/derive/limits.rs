//! Limits between which there is nothing.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(min_length = 40, max_length = 1)]
    pub room: String,
    #[message(range = 10..=0)]
    pub level: u8,
    #[message(range = 1..1)]
    pub depth: u8,
    #[message(exclusive_minimum = 0.5, maximum = 0.5)]
    pub height: f64,
    #[message(min_items = 2, max_items = 1)]
    pub rooms: Vec<String>,
    #[message(max_properties = 1, min_properties = 2)]
    pub names: std::collections::HashMap<String, String>,
    #[message(range = 18446744073709551615..=18446744073709551614)]
    pub large: u64,
    #[message(range = 1..=1)]
    pub one: u64,
}

fn main() {}
