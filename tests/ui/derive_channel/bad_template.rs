use asyncapi_channels::{Channel, Message, Parameters};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Parameters)]
struct Room {
    room: String,
}

#[derive(Channel)]
#[channel(address = "/chat/{room", params = Room, client = Line)]
struct Open;

#[derive(Channel)]
#[channel(address = "/chat/room}", params = Room, client = Line)]
struct Closed;

#[derive(Channel)]
#[channel(address = "/chat/{}", params = Room, client = Line)]
struct Nameless;

#[derive(Channel)]
#[channel(address = "/chat/{room}/{room}", params = Room, client = Line)]
struct Twice;

#[derive(Channel)]
#[channel(address = "/chat/{a room}", params = Room, client = Line)]
struct Space;

#[derive(Channel)]
#[channel(address = "/chat/{{room}}", params = Room, client = Line)]
struct Nested;

#[derive(Channel)]
#[channel(address = "wss://example.com/chat", client = Line)]
struct Url;

#[derive(Channel)]
#[channel(address = "/chat#here", client = Line)]
struct Fragment;

fn main() {}
