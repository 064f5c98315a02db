//! Structs with several fields, or none, without names.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Position(f64, f64);

#[derive(Message)]
pub struct Nothing();

fn main() {}
