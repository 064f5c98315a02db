//! Alternatives that are told apart by another property.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/rooms.yaml", tag = "type", rename_all = "lowercase")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

fn main() {}
