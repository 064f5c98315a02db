//! `#[message]` and `#[serde]` say different things; what they agree on is no mistake.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(rename_all = "camelCase")]
#[serde(rename_all = "snake_case")]
pub struct Join {
    #[message(rename = "room")]
    #[serde(rename = "place")]
    pub room_name: String,
    #[serde(default = "fifty")]
    #[message(default)]
    pub level: u8,
    #[message(rename = "nick", alias = "name")]
    #[serde(rename = "nick", alias = "name")]
    pub nick_name: String,
}

pub fn fifty() -> u8 {
    50
}

fn main() {}
