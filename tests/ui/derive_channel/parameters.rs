use asyncapi_channels::Parameters;

#[derive(Parameters)]
struct Borrowed<'a> {
    room: &'a str,
}

#[derive(Parameters)]
enum Either {
    Room { room: String },
    User { user: String },
}

#[derive(Parameters)]
struct Wrapped(String);

fn main() {}
