//! Types that cannot hold the frames of their variants.

use asyncapi_channels::Message;

#[derive(Message)]
pub enum ClientMessage {
    #[message(text)]
    Line(u8),
    #[message(binary)]
    Audio(String),
    #[message(unknown)]
    Unknown(String),
}

fn main() {}
