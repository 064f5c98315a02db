use asyncapi_channels::{Channel, Message, Parameters};

#[derive(Message)]
struct Line {
    text: String,
}

#[derive(Parameters)]
struct Place {
    #[message(rename = "town")]
    room: String,
    user: String,
}

#[derive(Channel)]
#[channel(address = "/chat/{room}/{user}/{level}", params = Place, client = Line)]
struct Chat;

#[derive(Channel)]
#[channel(address = "/chat/{user}", params = Place, client = Line)]
struct Fewer;

#[derive(Parameters)]
struct User {
    user: String,
}

#[derive(Channel)]
#[channel(address = "/chat/{room}/{user}", params = User, client = Line)]
struct More;

fn main() {}
