//! A type of which neither this crate nor serde knows anything is one mistake.

use asyncapi_channels::Message;

struct Position {
    x: f64,
}

#[derive(Message)]
struct Move {
    to: Position,
    by: Vec<Position>,
}

#[derive(Message)]
struct Wrapper(Position);

fn main() {}
