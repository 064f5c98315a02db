//! An enum without variants.

use asyncapi_channels::Message;

#[derive(Message)]
pub enum ClientMessage {}

fn main() {}
