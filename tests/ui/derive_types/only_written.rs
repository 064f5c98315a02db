//! What only one of serde's traits is there for.

use asyncapi_channels::Message;
use serde::{Deserializer, Serialize};

#[derive(Serialize)]
struct Written;

fn read<'de, D: Deserializer<'de>>(_: D) -> Result<Written, D::Error> {
    Ok(Written)
}

#[derive(Message)]
struct Both {
    #[serde(deserialize_with = "read")]
    right: Written,
    wrong: Written,
}

fn main() {}
