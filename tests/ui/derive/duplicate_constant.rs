//! Two variants of a set of constants with one value.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(rename_all = "lowercase")]
pub enum Mood {
    Glad,
    #[message(rename = "glad")]
    Happy,
    #[message(alias = "glad")]
    Merry,
    #[message(rename = 1)]
    One,
    #[message(rename = 1)]
    First,
}

fn main() {}
