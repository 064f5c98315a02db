//! What is asked of type parameters, in words that are none.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(bound = "T Clone")]
pub struct Page<T> {
    items: Vec<T>,
}

#[derive(Message)]
#[message(bound = Clone)]
pub struct Row<T> {
    #[message(bound = "T: Clone")]
    item: T,
}

fn main() {}
