//! What flattened fields hold counts too.

use asyncapi_channels::Message;

#[derive(Message)]
struct Name {
    name: u32,
    #[message(rename = "nickname")]
    nick: Option<String>,
}

#[derive(Message)]
#[message(spec = "api/rooms.yaml")]
struct User {
    #[message(flatten)]
    name: Name,
    #[message(const = 2)]
    version: (),
}

fn main() {}
