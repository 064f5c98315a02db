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

#[derive(Message)]
struct Newtype(Name);

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "User")]
struct Member {
    #[message(flatten)]
    name: Newtype,
    avatar: Option<String>,
    #[message(const = 2)]
    version: (),
}

fn main() {}
