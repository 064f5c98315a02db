//! Messages, and the WebSocket data frames they are read from and written to.

use std::fmt;
use std::hash::{Hash, Hasher};

use bytes::Bytes;
use tokio_tungstenite::tungstenite::{self, Utf8Bytes};

use crate::{DecodeError, EncodeError};

/// The messages that travel in one direction of a channel.
///
/// The macro implements this for the two enums of a channel, `ClientMessage` and `ServerMessage`,
/// which hold one variant for each message of the AsyncAPI
/// [Channel Object](https://www.asyncapi.com/docs/reference/specification/v3.0.0#channelObject)
/// that is sent in that direction. One message is one WebSocket data frame (text or binary,
/// RFC 6455 section 5.6); fragments are already put together by tungstenite.
///
/// For a channel without a document, `#[derive(Message)]` implements it for an enum of messages, or for a
/// type that is the only message of its side:
///
#[cfg_attr(
    feature = "macros",
    doc = r##"
```
use asyncapi_channels::{Frame, Message};

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ClientMessage {
    Say {
        #[message(min_length = 1)]
        text: String,
    },
    Leave,
}

let say = ClientMessage::decode(Frame::Text(r#"{"type":"say","text":"hello"}"#)).unwrap();
assert_eq!(say, ClientMessage::Say { text: "hello".to_owned() });
assert_eq!(ClientMessage::Leave.encode().unwrap().as_text(), Some(r#"{"type":"leave"}"#));
assert!(ClientMessage::decode(Frame::Text(r#"{"type":"say","text":""}"#)).is_err());
```
"##
)]
/// It can also be written by hand:
///
/// ```
/// use asyncapi_channels::{DecodeError, EncodeError, Frame, Message, Payload};
///
/// /// A line of a chat.
/// #[derive(Debug, PartialEq)]
/// struct Line(String);
///
/// impl Message for Line {
///     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
///         match frame {
///             Frame::Text(text) => Ok(Line(text.to_owned())),
///             Frame::Binary(_) => Err(DecodeError::new(frame, "expected a text frame")),
///         }
///     }
///
///     fn encode(&self) -> Result<Payload, EncodeError> {
///         Ok(Payload::from(self.0.as_str()))
///     }
///
///     fn name(&self) -> &'static str {
///         "line"
///     }
/// }
///
/// assert_eq!(Line::decode(Frame::Text("hello")).unwrap(), Line("hello".into()));
/// assert!(Line::decode(Frame::Binary(b"hello")).is_err());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no message",
    label = "neither a message nor a set of messages",
    note = "write `#[derive(Message)]` on the type; one that borrows from its frame can only be read, as a \
            `MessageView`"
)]
pub trait Message: Sized {
    /// Reads a message from a frame and checks it.
    ///
    /// Structure, constants and enums are always checked, since they decide what the message is. A
    /// generated type also checks every other keyword of its schema here, such as the length of a
    /// text or the range of a number.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] with the reason and the frame's payload when the frame is none of the
    /// messages, or not a valid one; [`DecodeError::violation`] then says which keyword of the
    /// schema is broken, and where.
    fn decode(frame: Frame<'_>) -> Result<Self, DecodeError> {
        Self::decode_unchecked(frame)
    }

    /// Reads a message from a frame, without the checks that [`decode`](Self::decode) may add: its
    /// fields may break the limits, patterns and formats of the schema.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] with the reason and the frame's payload when the frame is none of the
    /// messages.
    fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError>;

    /// Checks the message and writes it as the payload of one frame.
    ///
    /// # Errors
    ///
    /// An [`EncodeError`] with the message's name and the reason when the message has no JSON form,
    /// or breaks its schema; [`EncodeError::violation`] then says which keyword, and where.
    fn encode(&self) -> Result<Payload, EncodeError>;

    /// Writes the message as the payload of one frame, without the checks that
    /// [`encode`](Self::encode) may add: the other side may refuse it.
    ///
    /// # Errors
    ///
    /// An [`EncodeError`] with the message's name and the reason when the message has no JSON form.
    fn encode_unchecked(&self) -> Result<Payload, EncodeError> {
        self.encode()
    }

    /// The message's name in the document, for logs and errors.
    fn name(&self) -> &'static str;
}

/// The messages of one direction, read but not kept: their texts and lists of bytes are those of the
/// frame, which is not copied.
///
/// With the option `views` the macro implements this for two further enums of each channel,
/// `ClientMessageView` and `ServerMessageView`. They have the variants of `ClientMessage` and
/// `ServerMessage`, and hold views where those hold a text anywhere inside: a text is a
/// [`Cow`](std::borrow::Cow) which is borrowed unless it is written with escapes, and a value of any
/// type is its [`RawJson`](crate::RawJson). A handler that only looks at a message is faster with
/// them, and with [`Socket::recv_frame`](crate::Socket::recv_frame) they read what a socket
/// receives.
///
/// ```
/// use asyncapi_channels::{DecodeError, Frame, MessageView};
///
/// /// A line of a chat.
/// #[derive(Debug, PartialEq)]
/// struct LineView<'a>(&'a str);
///
/// impl<'a> MessageView<'a> for LineView<'a> {
///     fn decode_unchecked(frame: Frame<'a>) -> Result<Self, DecodeError> {
///         match frame {
///             Frame::Text(text) => Ok(LineView(text)),
///             Frame::Binary(_) => Err(DecodeError::new(frame, "expected a text frame")),
///         }
///     }
///
///     fn name(&self) -> &'static str {
///         "line"
///     }
/// }
///
/// assert_eq!(LineView::decode(Frame::Text("hello")).unwrap(), LineView("hello"));
/// ```
pub trait MessageView<'a>: Sized {
    /// Reads a message from a frame and checks it: what [`Message::decode`] accepts, and nothing
    /// else.
    ///
    /// # Errors
    ///
    /// As for [`Message::decode`].
    fn decode(frame: Frame<'a>) -> Result<Self, DecodeError> {
        Self::decode_unchecked(frame)
    }

    /// Reads a message from a frame, without the checks that [`decode`](Self::decode) may add: its
    /// fields may break the limits, patterns and formats of the schema. That holds for each format
    /// here, also for one that is a type of its own in the message.
    ///
    /// # Errors
    ///
    /// As for [`Message::decode_unchecked`].
    fn decode_unchecked(frame: Frame<'a>) -> Result<Self, DecodeError>;

    /// The message's name in the document, for logs and errors.
    fn name(&self) -> &'static str;
}

/// A borrowed data frame, as it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame<'a> {
    /// A text frame (opcode 1).
    Text(&'a str),
    /// A binary frame (opcode 2).
    Binary(&'a [u8]),
}

impl Frame<'_> {
    /// The payload as bytes, whatever the frame's type.
    ///
    /// ```
    /// # use asyncapi_channels::Frame;
    /// assert_eq!(Frame::Text("{}").as_bytes(), b"{}");
    /// ```
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }
}

impl<'a> From<&'a Payload> for Frame<'a> {
    fn from(payload: &'a Payload) -> Self {
        payload.as_frame()
    }
}

/// An owned data frame: what is sent, or what could not be decoded.
///
/// Cloning is cheap, for the content is shared.
///
/// ```
/// use asyncapi_channels::{Frame, Payload, tungstenite};
///
/// let payload = Payload::from("{}");
/// assert_eq!(payload.as_frame(), Frame::Text("{}"));
/// assert_eq!(tungstenite::Message::from(payload), tungstenite::Message::text("{}"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Payload {
    /// The content of a text frame (opcode 1).
    Text(Utf8Bytes),
    /// The content of a binary frame (opcode 2).
    Binary(Bytes),
}

impl Payload {
    /// The payload as a borrowed frame.
    #[must_use]
    pub fn as_frame(&self) -> Frame<'_> {
        match self {
            Self::Text(text) => Frame::Text(text.as_str()),
            Self::Binary(bytes) => Frame::Binary(bytes),
        }
    }

    /// The payload as bytes, whatever the frame's type.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_str().as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    /// The content of a text frame; `None` for a binary one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.as_str()),
            Self::Binary(_) => None,
        }
    }

    /// How many bytes the payload has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether the payload has no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.debug_tuple("Text").field(&text.as_str()).finish(),
            Self::Binary(bytes) => f.debug_tuple("Binary").field(bytes).finish(),
        }
    }
}

/// As [`PartialEq`] has it: the frame's type and its bytes.
impl Hash for Payload {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        self.as_bytes().hash(state);
    }
}

impl From<&str> for Payload {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Payload {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Utf8Bytes> for Payload {
    fn from(text: Utf8Bytes) -> Self {
        Self::Text(text)
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self::Binary(bytes)
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Binary(bytes.into())
    }
}

impl From<&[u8]> for Payload {
    fn from(bytes: &[u8]) -> Self {
        Self::Binary(Bytes::copy_from_slice(bytes))
    }
}

impl From<Frame<'_>> for Payload {
    fn from(frame: Frame<'_>) -> Self {
        match frame {
            Frame::Text(text) => Self::from(text),
            Frame::Binary(bytes) => Self::from(bytes),
        }
    }
}

impl From<Payload> for tungstenite::Message {
    fn from(payload: Payload) -> Self {
        match payload {
            Payload::Text(text) => Self::Text(text),
            Payload::Binary(bytes) => Self::Binary(bytes),
        }
    }
}

/// A control frame (ping, pong, close) holds no message: it is handed back.
impl TryFrom<tungstenite::Message> for Payload {
    type Error = tungstenite::Message;

    fn try_from(message: tungstenite::Message) -> Result<Self, Self::Error> {
        match message {
            tungstenite::Message::Text(text) => Ok(Self::Text(text)),
            tungstenite::Message::Binary(bytes) => Ok(Self::Binary(bytes)),
            control => Err(control),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_frames_keep_their_type_both_ways() {
        for payload in [Payload::from("a"), Payload::from(vec![0, 255])] {
            let message = tungstenite::Message::from(payload.clone());
            assert_eq!(Payload::try_from(message), Ok(payload.clone()));
            assert_eq!(Payload::from(payload.as_frame()), payload);
            assert_eq!(Frame::from(&payload).as_bytes(), payload.as_bytes());
        }
    }

    #[test]
    fn control_frames_are_handed_back() {
        let ping = tungstenite::Message::Ping(Bytes::from_static(b"x"));
        assert_eq!(Payload::try_from(ping.clone()), Err(ping));
    }

    #[test]
    fn the_size_is_in_bytes() {
        assert_eq!(Payload::from("é").len(), 2);
        assert!(Payload::from("").is_empty());
        assert_eq!(Payload::from("é").as_text(), Some("é"));
        assert_eq!(Payload::from(vec![1]).as_text(), None);
    }
}
