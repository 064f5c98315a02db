//! Values of another kind than the option has.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(name = Join, deny_unknown_fields = true, default = 3, crate = 3, tag = 'x', rename_all)]
pub struct Join {
    #[message(min_length = "1", max_length = -1, pattern = 3, unique_items = true)]
    pub room: String,
    #[message(minimum = "1", maximum, multiple_of = true, min_items = 18446744073709551616)]
    pub level: u8,
    #[message(skip_serializing_if = is none, with = 3, flatten(true), as = 3)]
    pub nick: String,
    #[message(rename = 3, alias = true)]
    pub seen: String,
    #[message(const = 1.5)]
    pub version: (),
}

#[derive(Message)]
#[message(envelope = "route", tag)]
pub enum ClientMessage {
    #[message(text = true, rename = 1.5)]
    Line(String),
}

fn main() {}
