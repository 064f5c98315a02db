//! Names to be read by that are not those to be written by.

use asyncapi_channels::Message;

#[derive(Message)]
#[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
pub struct Join {
    #[serde(rename(serialize = "a", deserialize = "b"))]
    pub room: String,
    #[serde(rename(deserialize = "c"))]
    pub level: u8,
    #[serde(rename(serialize = "d", deserialize = "d"))]
    pub depth: u8,
    #[serde(rename(written = "d"))]
    pub height: u8,
}

fn main() {}
