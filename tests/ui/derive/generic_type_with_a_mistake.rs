//! A generic type with one mistake is one mistake.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Page<T, const N: usize = 3>
where
    T: Clone,
{
    #[message(min_item = 1)]
    pub items: Vec<T>,
    pub more: bool,
}

#[derive(Message)]
#[message(tag = "type")]
pub enum ServerMessage {
    Rooms(Page<String>),
    Numbers { page: Page<u8, 4> },
}

pub fn encode(message: ServerMessage) -> bool {
    message.encode().is_ok()
}

fn main() {}
