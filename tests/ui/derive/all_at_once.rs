//! All mistakes of a type are told at once, each where it is, and code that uses the type adds none.

use asyncapi_channels::Message;

use asyncapi_channels::{Channel, ClientSide, Frame, Socket};

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

pub async fn talk(mut socket: Socket<Chat, ClientSide>, join: Join) {
    let _ = socket.send(ClientMessage::Join(join)).await;
    if let Some(Ok(join)) = socket.recv().await {
        println!("{} {join:?}", join.room);
    }
}

pub fn read(text: &str) -> Option<ClientMessage> {
    asyncapi_channels::Message::decode(Frame::Text(text)).ok()
}

pub fn view(text: &str) -> Option<View<'_>> {
    asyncapi_channels::MessageView::decode(Frame::Text(text)).ok()
}

fn main() {}
