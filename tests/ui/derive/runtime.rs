//! A path of the runtime that is none.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(crate = elsewhere::channels)]
pub struct Offer {
    pub price: u64,
}

fn main() {}
