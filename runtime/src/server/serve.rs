//! What a handler is to the server, whatever its channel.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::Connection;
use super::config::InvalidMessage;
use super::request::{ConnectRequest, Reject};
use crate::close::close_frame;
use crate::error::BoxError;
use crate::message_set::MessageSet;
use crate::{Channel, DecodeError, Error, Payload};

/// The messages that a client sends on the channel of a handler.
pub(crate) type Incoming<V> = <<V as Serve>::Channel as Channel>::ClientMessage;

/// Serves a channel. Generated code implements it for whatever implements the `Handler` trait of the
/// channel's module, which is what applications implement.
pub trait Serve: Send + Sync + 'static {
    /// The channel.
    type Channel: Channel<Params: Send, Query: Send, Headers: Send, ClientMessage: Send>;
    /// What the handler keeps with each connection.
    type Session: Send + Sync + 'static;
    /// The connection as the handler sees it.
    type Connection: Send + Sync + 'static;
    /// The title of the API.
    const API: &'static str;

    /// The connection as the handler sees it.
    fn connection(connection: Connection<Self::Channel, Self::Session>) -> Self::Connection;

    /// The name of the operation that a message belongs to; empty if it belongs to none.
    fn operation(message: &Incoming<Self>) -> &'static str
    where
        Self: Sized;

    /// Keeps the id that a request has beside its payload, for its reply. Most channels have none.
    fn keep_request_id(_: &Self::Connection, _: &Incoming<Self>, _: &Payload)
    where
        Self: Sized,
    {
    }

    /// Lets a client in, or not.
    fn on_connect(
        &self,
        request: &mut ConnectRequest<Self::Channel>,
    ) -> impl Future<Output = Result<Self::Session, Reject>> + Send;

    /// The connection is open.
    fn on_open(
        &self,
        connection: &Self::Connection,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;

    /// A message has come.
    fn on_message(
        &self,
        connection: &Self::Connection,
        message: Incoming<Self>,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send
    where
        Self: Sized;

    /// A frame has come that is no valid message.
    fn on_error(
        &self,
        connection: &Self::Connection,
        error: DecodeError,
    ) -> impl Future<Output = InvalidMessage> + Send;

    /// The connection has ended.
    fn on_disconnect(
        &self,
        connection: &Self::Connection,
        disconnect: Disconnect,
    ) -> impl Future<Output = ()> + Send;
}

/// The operation of a message, by the order of the messages; the last one stands for all that follow.
/// Empty for a message that belongs to none.
pub fn operation_name<'a, M: MessageSet<'a>>(
    message: &M,
    operations: &[&'static str],
) -> &'static str {
    let own = operations.get(message.variant()).or(operations.last());
    own.copied().unwrap_or_default()
}

/// Why a handler could not do its work. Any error becomes one with `?`.
///
/// A handler that returns it ends its connection: with 1011 (internal error), or with the code and
/// the reason of [`HandlerError::close`]. The error itself is for the server's own log, and is not
/// told to the client. What is no reason to end the connection, the handler deals with itself.
///
/// ```
/// use asyncapi_channels::CloseCode;
/// use asyncapi_channels::server::HandlerError;
///
/// fn parse(text: &str) -> Result<u8, HandlerError> {
///     Ok(text.parse()?)
/// }
///
/// fn check(age: u8) -> Result<(), HandlerError> {
///     match age {
///         0..18 => Err(HandlerError::close(CloseCode::Policy, "come back later")),
///         _ => Ok(()),
///     }
/// }
///
/// assert!(parse("x").is_err());
/// assert_eq!(check(7).unwrap_err().to_string(), "closed with 1008: come back later");
/// ```
pub struct HandlerError {
    source: Option<BoxError>,
    close: CloseFrame,
}

impl HandlerError {
    /// Ends the connection with a code and a reason (RFC 6455 section 7.4), of which only the first
    /// 123 bytes are sent. A code that must not be sent is 1000.
    pub fn close(code: CloseCode, reason: &str) -> Self {
        Self {
            source: None,
            close: close_frame(code, reason),
        }
    }

    /// The error that the handler met, if that was what ended it.
    #[must_use]
    pub fn source(&self) -> Option<&BoxError> {
        self.source.as_ref()
    }

    /// How the connection is closed.
    #[must_use]
    pub fn close_frame(&self) -> &CloseFrame {
        &self.close
    }

    /// Makes it an error that passes through layers, and still closes as it says.
    #[must_use]
    pub fn into_boxed(self) -> BoxError {
        Box::new(Passed(self))
    }

    /// Whether all that happened is that something was sent to a connection that has ended.
    pub(crate) fn is_of_closed_connection(&self) -> bool {
        let source = self.source.as_deref();
        let error = source.and_then(|source| source.downcast_ref::<Error>());
        error.is_some_and(Error::is_closed)
    }

    /// What came out of layers: a handler's own error, or that of a layer.
    pub(crate) fn from_boxed(error: BoxError) -> Self {
        match error.downcast::<Passed>() {
            Ok(passed) => passed.0,
            Err(error) => Self::from(error),
        }
    }
}

impl<E: Into<BoxError>> From<E> for HandlerError {
    fn from(error: E) -> Self {
        Self {
            source: Some(error.into()),
            close: close_frame(CloseCode::Error, "internal error"),
        }
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => source.fmt(f),
            None => write!(
                f,
                "closed with {}: {}",
                u16::from(self.close.code),
                self.close.reason
            ),
        }
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerError")
            .field("source", &self.source)
            .field("close", &self.close)
            .finish()
    }
}

/// A handler's error on its way through layers, which want a type that is an error.
struct Passed(HandlerError);

impl fmt::Debug for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for Passed {}

/// How a connection has ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Disconnect {
    /// The code of the first close frame, from either side, be it that this side's could not be
    /// written anymore; 1005 for one without a code, and 1006 for a connection that ended without one
    /// (RFC 6455 section 7.1.5).
    pub code: CloseCode,
    /// The reason that went with it.
    pub reason: String,
    /// Whether the client closed first, or just went away.
    pub by_client: bool,
    /// Why the connection was given up, if it did not end with a closing handshake.
    pub error: Option<Error>,
    /// Messages that were sent to this connection and are not known to be written to it, in their
    /// order. The first of them may have been on their way, and what was written may still not have
    /// arrived.
    pub unsent: Vec<Payload>,
}
