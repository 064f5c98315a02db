//! What can go wrong on a typed socket, and what is known about it.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use tokio_tungstenite::tungstenite::{self, protocol::CloseFrame};

use crate::{AddressError, Frame, Payload, Violation};

/// An error of any kind.
#[cfg(feature = "tokio")]
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How many characters of a payload an error's text shows.
const SHOWN: usize = 200;

/// An error of a typed socket, or of opening one.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A frame was received that is no valid message of the channel. The socket is still usable.
    Decode(DecodeError),
    /// A message could not be written; nothing was sent. The socket is still usable.
    Encode(EncodeError),
    /// The address, its parameters, the query or the headers do not fit the channel.
    Address(AddressError),
    /// The WebSocket connection or its handshake failed.
    WebSocket(tungstenite::Error),
    /// The socket is closed, so nothing more can be sent (RFC 6455 section 5.5.1).
    #[non_exhaustive]
    Closed {
        /// The other side's close frame, if there was one.
        frame: Option<CloseFrame>,
    },
    /// There is no room in the queue of the connection. The message that was not taken is here,
    /// encoded.
    QueueFull(Payload),
    /// What proves who the client is could not be found, or a first message could not be made.
    #[cfg(feature = "tokio")]
    Authentication(BoxError),
    /// A callback of the application has failed.
    #[cfg(feature = "tokio")]
    Callback(BoxError),
    /// So many messages were dropped since they were not taken in time.
    Lagged(u64),
}

impl Error {
    /// The error of sending on a socket that is closed.
    #[must_use]
    pub fn closed(frame: Option<CloseFrame>) -> Self {
        Self::Closed { frame }
    }

    /// Whether this is an undecodable message, after which the socket is still usable.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self, Self::Decode(_))
    }

    /// Whether the socket is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decode(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::Address(error) => error.fmt(f),
            Self::WebSocket(error) => error.fmt(f),
            Self::QueueFull(payload) => {
                write!(f, "the queue has no room for {} bytes", payload.len())
            }
            #[cfg(feature = "tokio")]
            Self::Authentication(error) => write!(f, "no credentials: {error}"),
            #[cfg(feature = "tokio")]
            Self::Callback(error) => write!(f, "a callback has failed: {error}"),
            Self::Lagged(messages) => {
                write!(
                    f,
                    "{messages} messages were dropped, as they were not taken in time"
                )
            }
            Self::Closed { frame: None } => f.write_str("the socket is closed"),
            Self::Closed { frame: Some(frame) } => {
                write!(f, "the socket is closed: {}", u16::from(frame.code))?;
                match frame.reason.as_str() {
                    "" => Ok(()),
                    reason => write!(f, " {reason}"),
                }
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::WebSocket(error) => error.source(),
            #[cfg(feature = "tokio")]
            Self::Authentication(error) | Self::Callback(error) => Some(&**error),
            _ => None,
        }
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<AddressError> for Error {
    fn from(error: AddressError) -> Self {
        Self::Address(error)
    }
}

/// A connection that is already closed becomes [`Error::Closed`], without a close frame.
impl From<tungstenite::Error> for Error {
    fn from(error: tungstenite::Error) -> Self {
        use tungstenite::error::ProtocolError::SendAfterClosing;
        match error {
            tungstenite::Error::ConnectionClosed
            | tungstenite::Error::AlreadyClosed
            | tungstenite::Error::Protocol(SendAfterClosing) => Self::closed(None),
            error => Self::WebSocket(error),
        }
    }
}

/// So that the error of making a connection fits where that of using it does.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::WebSocket(tungstenite::Error::Io(error))
    }
}

/// A frame that is no valid message: why, and what was received.
///
/// ```
/// use asyncapi_channels::{DecodeError, Frame};
///
/// let error = DecodeError::new(Frame::Text("{}"), "missing property `id`").with_message_name("chat");
/// assert_eq!(error.to_string(), r#"invalid message `chat`: missing property `id`; received text {}"#);
/// assert_eq!(error.raw().as_frame(), Frame::Text("{}"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Decode>);

#[derive(Clone, PartialEq, Eq)]
struct Decode {
    message_name: Option<Cow<'static, str>>,
    reason: String,
    violation: Option<Box<Violation>>,
    /// Whether the frame was to be one of the messages: it has the tag of one, or the properties that
    /// one must have.
    is_of_known_message: bool,
    raw: Payload,
}

impl DecodeError {
    /// An error about a received frame.
    pub fn new(raw: impl Into<Payload>, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self(Box::new(Decode {
            message_name: None,
            violation: Violation::parse(&reason).map(Box::new),
            reason,
            is_of_known_message: false,
            raw: raw.into(),
        }))
    }

    /// An error about a message that was read but breaks its schema.
    pub(crate) fn invalid(
        raw: impl Into<Payload>,
        message_name: &'static str,
        violation: Box<Violation>,
    ) -> Self {
        Self(Box::new(Decode {
            message_name: Some(message_name.into()),
            reason: violation.to_string(),
            violation: Some(violation),
            is_of_known_message: true,
            raw: raw.into(),
        }))
    }

    /// Says whether the frame was to be one of the messages.
    #[must_use]
    pub(crate) fn of_known_message(mut self, is_known: bool) -> Self {
        self.0.is_of_known_message = is_known;
        self
    }

    /// Whether the frame was to be one of the messages, rather than anything else.
    pub(crate) fn is_of_known_message(&self) -> bool {
        self.0.is_of_known_message
    }

    /// Says which message the frame would have been.
    #[must_use]
    pub fn with_message_name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.message_name = Some(name.into());
        self
    }

    /// The name of the message that the frame would have been, when that is known.
    #[must_use]
    pub fn message_name(&self) -> Option<&str> {
        self.0.message_name.as_deref()
    }

    /// What is wrong with the frame.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Which keyword of the message's schema is broken, and where; `None` when the frame is no JSON,
    /// or none of several messages.
    ///
    /// ```
    /// use asyncapi_channels::{DecodeError, Frame};
    ///
    /// let frame = Frame::Text(r#"{"user":{}}"#);
    /// let error = DecodeError::new(frame, "/user: missing property `id`");
    /// let violation = error.violation().unwrap();
    /// assert_eq!(violation.pointer(), "/user");
    /// assert_eq!(violation.keyword(), "required");
    /// assert_eq!(DecodeError::new(Frame::Text("{"), "no JSON").violation(), None);
    /// ```
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        self.0.violation.as_deref()
    }

    /// The frame's whole payload.
    #[must_use]
    pub fn raw(&self) -> &Payload {
        &self.0.raw
    }

    /// The frame's whole payload, owned.
    #[must_use]
    pub fn into_raw(self) -> Payload {
        self.0.raw
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("message_name", &self.0.message_name)
            .field("reason", &self.0.reason)
            .field("raw", &self.0.raw)
            .finish()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message_name() {
            Some(name) => write!(f, "invalid message `{name}`: ")?,
            None => f.write_str("invalid message: ")?,
        }
        write!(f, "{}; received ", self.reason())?;
        match self.raw().as_frame() {
            Frame::Text("") => f.write_str("an empty text"),
            Frame::Text(text) => {
                f.write_str("text ")?;
                write_short(f, text)
            }
            Frame::Binary(bytes) => {
                write!(f, "{} bytes", bytes.len())?;
                match std::str::from_utf8(bytes) {
                    Ok(text) if !text.is_empty() => {
                        f.write_str(" ")?;
                        write_short(f, text)
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Writes the start of a text, with its control characters escaped so that it stays on one line.
fn write_short(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for (index, character) in text.chars().enumerate() {
        if index == SHOWN {
            return write!(f, "… ({} bytes)", text.len());
        }
        if character.is_control() {
            write!(f, "{}", character.escape_default())?;
        } else {
            f.write_char(character)?;
        }
    }
    Ok(())
}

/// A message that breaks its schema, or has no JSON form. Nothing was sent.
///
/// ```
/// use asyncapi_channels::EncodeError;
///
/// let error = EncodeError::new("chat", "key must be a string");
/// assert_eq!(error.to_string(), "message `chat` cannot be written: key must be a string");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    message_name: &'static str,
    reason: String,
    violation: Option<Box<Violation>>,
}

impl EncodeError {
    /// An error about a message, by its name in the document.
    pub fn new(message_name: &'static str, reason: impl Into<String>) -> Self {
        Self {
            message_name,
            reason: reason.into(),
            violation: None,
        }
    }

    /// An error about a message that breaks its schema.
    pub(crate) fn invalid(message_name: &'static str, violation: Box<Violation>) -> Self {
        Self {
            message_name,
            reason: violation.to_string(),
            violation: Some(violation),
        }
    }

    /// The name of the message in the document.
    #[must_use]
    pub fn message_name(&self) -> &'static str {
        self.message_name
    }

    /// Why the message cannot be written.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Which keyword of the message's schema is broken, and where; `None` when it has no JSON form.
    #[must_use]
    pub fn violation(&self) -> Option<&Violation> {
        self.violation.as_deref()
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            message_name,
            reason,
            ..
        } = self;
        write!(f, "message `{message_name}` cannot be written: {reason}")
    }
}

impl std::error::Error for EncodeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use tungstenite::protocol::frame::coding::CloseCode;

    #[test]
    fn a_long_payload_is_shortened_in_the_text_only() {
        let text = "é".repeat(1000);
        let error = DecodeError::new(Frame::Text(&text), "no");
        let shown = error.to_string();
        assert!(shown.ends_with("é… (2000 bytes)"), "{shown}");
        assert!(shown.len() < 500);
        assert_eq!(error.into_raw(), Payload::from(text));
    }

    #[test]
    fn every_payload_has_a_text_on_one_line() {
        let text = |frame| DecodeError::new(frame, "no").to_string();
        assert_eq!(
            text(Frame::Text("a\nb\u{1b}[0m")),
            "invalid message: no; received text a\\nb\\u{1b}[0m"
        );
        assert_eq!(
            text(Frame::Text("")),
            "invalid message: no; received an empty text"
        );
        assert_eq!(
            text(Frame::Binary(&[255, 0])),
            "invalid message: no; received 2 bytes"
        );
        assert_eq!(
            text(Frame::Binary(b"")),
            "invalid message: no; received 0 bytes"
        );
        assert_eq!(
            text(Frame::Binary(b"{}")),
            "invalid message: no; received 2 bytes {}"
        );
    }

    #[test]
    fn a_closed_socket_says_so() {
        let frame = |reason: &str| CloseFrame {
            code: CloseCode::Away,
            reason: reason.into(),
        };
        let text = |frame| Error::closed(frame).to_string();
        assert_eq!(text(None), "the socket is closed");
        assert_eq!(text(Some(frame(""))), "the socket is closed: 1001");
        assert_eq!(text(Some(frame("bye"))), "the socket is closed: 1001 bye");
        assert!(Error::from(tungstenite::Error::AlreadyClosed).is_closed());
        assert!(Error::from(DecodeError::new("", "no")).is_decode());
    }
}
