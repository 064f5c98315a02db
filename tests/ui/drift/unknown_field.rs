//! Fields that the document does not have: one is misspelt, the other is of this side alone.

#[derive(asyncapi_channels::Message)]
#[message(spec = "api/rooms.yaml", schema = "Join", tag = "type", rename = "join")]
struct Join {
    rom: String,
    level: Option<u8>,
    #[serde(rename = "lastSeen")]
    last_seen: Option<u64>,
}

fn main() {}
