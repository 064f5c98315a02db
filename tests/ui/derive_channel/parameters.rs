use asyncapi_channels::Parameters;

#[derive(Parameters)]
struct Borrowed<'a> {
    room: &'a str,
}

#[derive(Parameters)]
#[message(untagged)]
enum Either {
    Room { room: String },
    User { user: String },
}

#[derive(Parameters)]
struct Wrapped(String);

fn main() {}
