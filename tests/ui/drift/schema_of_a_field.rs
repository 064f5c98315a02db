//! A field whose type stands for another schema of the document.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/rooms.yaml")]
struct User {
    name: String,
    #[message(const = 2)]
    version: (),
    avatar: Option<String>,
}

#[derive(Message)]
#[message(spec = "api/rooms.yaml", tag = "type", rename = "joined")]
struct Joined {
    room: User,
}

fn main() {}
