//! A pattern that is no regular expression of ECMA-262.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Join {
    #[message(pattern = "^[a-z+$")]
    pub room: String,
    #[message(pattern = r"(?P<name>x)")]
    pub nick: String,
}

fn main() {}
