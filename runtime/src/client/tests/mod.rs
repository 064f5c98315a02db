//! A client against a server in memory.

use crate::{Channel, ClientSide, DecodeError, EncodeError, Frame, Message, Outgoing, Payload};

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line(pub(crate) String);

impl Message for Line {
    fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
        match frame {
            Frame::Text(text) => Ok(Self(text.to_owned())),
            Frame::Binary(_) => Err(DecodeError::new(frame, "expected a text frame")),
        }
    }

    fn encode(&self) -> Result<Payload, EncodeError> {
        Ok(Payload::from(self.0.as_str()))
    }

    fn name(&self) -> &'static str {
        "line"
    }
}

/// A channel of lines.
#[derive(Debug)]
pub(crate) struct Lobby;

impl Channel for Lobby {
    const NAME: &'static str = "lobby";
    const ADDRESS: &'static str = "/lobby";
    type Params = ();
    type Query = ();
    type Headers = ();
    type ClientMessage = Line;
    type ServerMessage = Line;
}

impl Outgoing<Lobby, ClientSide> for Line {
    fn into_message(self) -> Line {
        self
    }
}
