//! Ways to tell messages apart that exclude each other.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(untagged, tag = "type")]
pub enum Tagged {
    A { a: u8 },
}

#[derive(Message)]
#[message(envelope(tag = "route", payload = "data"), content = "payload")]
pub enum Enveloped {
    A { a: u8 },
}

#[derive(Message)]
#[message(content = "payload")]
pub enum ContentOnly {
    A { a: u8 },
}

#[derive(Message)]
#[message(tag = "/header/type", content = "payload")]
pub enum NestedAndContent {
    A { a: u8 },
}

fn main() {}
