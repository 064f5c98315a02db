use asyncapi_channels::Channel;

struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat", client = Line, server = String)]
struct Chat;

fn main() {}
