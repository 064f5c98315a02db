//! Options that there are not, at each place where options stand; what they were meant to say is not missed.

use asyncapi_channels::Message;

#[derive(Message)]
#[message(rename_al = "camelCase")]
pub struct Join {
    #[message(min_lenght = 1)]
    pub room: String,
    #[message(colour = "red")]
    pub level: u8,
}

#[derive(Message)]
#[message(tags = "type")]
pub enum ClientMessage {
    #[message(renam = "join")]
    Join(Join),
    #[message(alias = "part")]
    Leave { room: String },
    Ping,
}

#[derive(Message)]
#[message(tga = "type", rename = "leave", specs = "api/chat.yaml", schema = "Leave")]
pub struct Leave {
    pub room: String,
}

fn main() {}
