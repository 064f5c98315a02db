//! `transparent` where there is not exactly one field, or no field can be.

use asyncapi_channels::Message;

#[derive(Message)]
#[serde(transparent)]
pub struct Two {
    pub room: String,
    pub level: u8,
}

#[derive(Message)]
#[serde(transparent)]
pub struct None_ {}

#[derive(Message)]
#[serde(transparent, default)]
pub struct Unit;

fn main() {}
