//! Options that there are not, at each place where options stand.

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
}

fn main() {}
