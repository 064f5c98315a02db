//! What cannot stand beside `const`, and a constant of another type than `()`.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(const = 2, default, min_length = 1)]
    pub version: (),
    #[message(const = "a", required, skip)]
    pub kind: (),
    #[message(const = "b", as = String)]
    pub sort: (),
    #[message(const = true)]
    pub flag: bool,
}

fn main() {}
