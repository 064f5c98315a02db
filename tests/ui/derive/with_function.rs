//! Functions of other types than serde's.

use asyncapi_channels::Message;

#[derive(Message)]
pub struct Offer {
    #[serde(deserialize_with = "read")]
    pub price: u64,
    #[serde(skip_serializing_if = "is_cheap")]
    pub discount: u64,
    #[serde(default = "nothing")]
    pub rest: u64,
    #[serde(serialize_with = "missing::write")]
    pub name: String,
}

pub fn read(text: &str) -> u64 {
    text.len() as u64
}

pub fn is_cheap(price: &str) -> bool {
    price.is_empty()
}

pub fn nothing() -> String {
    String::new()
}

fn main() {}
