//! A union cannot say which of its fields it holds.

use asyncapi_channels::Message;

#[derive(Clone, Copy, Message)]
pub union Number {
    pub whole: u64,
    pub real: f64,
}

fn main() {}
