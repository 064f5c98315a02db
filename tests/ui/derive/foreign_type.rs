//! Types of fields of which nobody knows what they are in JSON.

use asyncapi_channels::Message;

pub struct Price {
    pub cents: u64,
}

#[derive(Message)]
pub struct Offer {
    pub price: Price,
    pub others: Vec<Price>,
}

#[derive(Message)]
#[message(tag = "type")]
pub enum ServerMessage {
    Price(Price),
}

fn main() {}
