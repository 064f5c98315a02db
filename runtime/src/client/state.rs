//! How a client is, and how that changes.

use std::sync::Arc;
use std::time::Duration;

use tokio_tungstenite::tungstenite::http::Response;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::{Error, Payload};

/// How a client is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It was made, and not started yet.
    Idle,
    /// It is connecting, or opening the connection: the first message and the callbacks of
    /// `with_reconnect`.
    #[non_exhaustive]
    Connecting {
        /// Which attempt in a row this is, counted from 1.
        attempt: u32,
    },
    /// Messages flow.
    Connected,
    /// An attempt has failed or the connection has ended, and it waits until it connects again.
    #[non_exhaustive]
    Disconnected {
        /// How long it waits in all.
        retry_in: Duration,
    },
    /// It has closed for good, or given up.
    Closed,
}

/// A connection was opened: the server has accepted the handshake.
#[derive(Debug)]
#[non_exhaustive]
pub struct Opened {
    /// The server's answer (RFC 6455 section 4.2.2).
    pub response: Response<()>,
    /// Which attempt in a row it was, counted from 1.
    pub attempt: u32,
}

impl Opened {
    /// The subprotocol that the server has chosen (RFC 6455 section 1.9).
    #[must_use]
    pub fn subprotocol(&self) -> Option<&str> {
        let chosen = self.response.headers().get(SEC_WEBSOCKET_PROTOCOL)?;
        chosen.to_str().ok()
    }
}

/// A connection has ended, or the client has closed for good.
#[derive(Debug)]
#[non_exhaustive]
pub struct Closed {
    /// The code of the first close frame, from either side; 1005 for one without a code, and 1006 where
    /// there was none (RFC 6455 section 7.1.5).
    pub code: CloseCode,
    /// The reason that went with it.
    pub reason: String,
    /// Why the connection was given up, if it did not end with a closing handshake.
    pub error: Option<Arc<Error>>,
    /// The messages that were handed to the connection and are not known to have arrived, in their
    /// order. Those that somebody waits for, as with
    /// [`confirmed`](super::Submitting::confirmed), are in their errors instead; those that are sent
    /// again are not lost.
    pub maybe_sent: Vec<Payload>,
    /// The messages that were never handed to a connection and nobody waits for, in their order. Only at
    /// the end for good are there any.
    pub unsent: Vec<Payload>,
    /// Whether the client connects again.
    pub reconnects: bool,
}
