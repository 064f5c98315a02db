//! Alternatives that are missing, unknown or different.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/rooms.yaml", tag = "kind", rename_all = "lowercase")]
enum Shape {
    Circle { radius: String },
    Triangle { side: f64 },
}

fn main() {}
