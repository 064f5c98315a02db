//! All mistakes of a type are told at once, each where it is, and code that uses the type adds none.

use asyncapi_channels::Message;

use asyncapi_channels::{Channel, ClientSide, Frame, MessageView, Outgoing};

/// A room.
#[derive(Message, Debug, PartialEq)]
#[message(rename_all = "camelcase", colour = "red", schema = "Join")]
pub struct Join {
    #[message(min_lenght = 1, max_length = "40")]
    pub room: String,
    #[serde(getter = "level", rename = "room")]
    #[message(range = 10..=0)]
    pub level: u8,
    #[message(pattern = "[", format = "mail")]
    pub nick: String,
    pub nick_name: Option<Box<Join>>,
}

#[derive(Message)]
#[message(tag = "type")]
pub enum ClientMessage {
    Join(Join),
    #[message(rename = "Join")]
    Leave { room: String },
    #[message(text, binary)]
    Line(String),
    Both(Join, Join),
    Holding { join: Join, all: Vec<Join> },
}

#[derive(Message)]
#[message(untagged)]
pub enum View<'a> {
    Say { text: &'a str },
    #[message(text, rename_all = "x")]
    Line(&'a str),
}

pub struct Chat;

impl Channel for Chat {
    const NAME: &'static str = "chat";
    const ADDRESS: &'static str = "/chat";
    type Params = ();
    type Query = ();
    type Headers = ();
    type ClientMessage = ClientMessage;
    type ServerMessage = Join;
}

pub fn send(message: impl Outgoing<Chat, ClientSide>) -> bool {
    message.into_message().encode().is_ok()
}

pub fn talk(join: Join, text: &str) -> bool {
    send(join)
        && send(ClientMessage::from(String::from(text)))
        && Join::decode(Frame::Text(text)).is_ok()
        && View::decode(Frame::Text(text)).is_ok()
}

fn main() {}
