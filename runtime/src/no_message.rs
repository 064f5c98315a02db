//! The messages of a side that sends none.

use crate::describe::{Define, Definition, DefinitionKind, Describe, Messages, Shape, Tagging};
use crate::json::{ReadError, Reader, Writer};
use crate::message_set::{FramePlan, MessageSet, WriteMessage, decode_unchecked, no_such_variant};
use crate::validation::Validate;
use crate::{DecodeError, EncodeError, Frame, Message, Payload};

/// The messages of a side that sends none: there is no value of it.
///
/// `#[derive(Channel)]` takes it where `client` or `server` is left out.
///
/// ```
/// use asyncapi_channels::{Frame, Message, NoMessage};
///
/// let error = NoMessage::decode(Frame::Text("{}")).unwrap_err();
/// assert!(error.to_string().contains("this side sends no messages on this channel"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoMessage {}

#[diagnostic::do_not_recommend]
impl Message for NoMessage {
    fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
        decode_unchecked(frame)
    }

    fn encode(&self) -> Result<Payload, EncodeError> {
        match *self {}
    }

    fn name(&self) -> &'static str {
        match *self {}
    }
}

impl<'de> MessageSet<'de> for NoMessage {
    const VARIANTS: &'static [&'static str] = &[];
    const FRAMES: FramePlan = FramePlan {
        json: None,
        text: None,
        binary: &[],
    };

    fn read(variant: usize, _: &mut Reader<'de>) -> Result<Self, ReadError> {
        Err(no_such_variant(variant))
    }

    fn read_text(_: usize, _: &'de str) -> Option<Self> {
        None
    }

    fn read_binary(_: usize, _: &'de [u8]) -> Option<Self> {
        None
    }

    fn variant(&self) -> usize {
        match *self {}
    }
}

impl WriteMessage for NoMessage {
    fn write(&self, _: &mut Writer) -> Option<Payload> {
        match *self {}
    }
}

impl Validate for NoMessage {}

impl Describe for NoMessage {
    const SHAPE: Shape = Shape::Defined {
        name: "NoMessage",
        schema: None,
        is_object: false,
        definition: || &Self::DEFINITION,
    };
}

impl Define for NoMessage {
    const DEFINITION: Definition = Definition {
        name: "NoMessage",
        docs: "",
        kind: DefinitionKind::Messages(Messages {
            tagging: Tagging::None,
            variants: &[],
        }),
    };
}
