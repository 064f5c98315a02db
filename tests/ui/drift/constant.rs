//! A property with one value, and fields with another or with none.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "User")]
struct Missing {
    name: String,
    avatar: Option<String>,
}

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "User")]
struct Other {
    name: String,
    #[message(const = 3)]
    version: (),
    avatar: Option<String>,
}

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "User")]
struct Free {
    name: String,
    version: u32,
    avatar: Option<String>,
}

#[derive(Message)]
#[message(spec = "api/rooms.yaml", schema = "User")]
struct Fixed {
    #[message(const = "Anna")]
    name: (),
    #[message(const = 2)]
    version: (),
    avatar: Option<String>,
}

fn main() {}
