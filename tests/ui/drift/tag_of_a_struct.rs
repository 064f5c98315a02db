//! A struct that says of itself that it is another message.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Leave", tag = "type", rename = "left")]
struct Leave {}

fn main() {}
