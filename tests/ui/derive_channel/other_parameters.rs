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

fn main() {}
