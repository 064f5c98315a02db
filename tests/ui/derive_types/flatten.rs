//! What cannot be flattened.

use asyncapi_channels::Message;

#[derive(Message)]
struct View<'a> {
    #[message(flatten)]
    inner: Inner<'a>,
}

#[derive(Message)]
struct Inner<'a> {
    text: &'a str,
}

fn main() {}
