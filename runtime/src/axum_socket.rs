//! axum's own WebSocket under a typed socket, and channels as routes of an axum application.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::extract::ws;
use futures_util::{Sink, Stream};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};

use crate::server::ServerService;

/// A WebSocket that axum has accepted, as what a [`Socket`](crate::Socket) goes over.
///
/// ```
/// use asyncapi_channels::{AxumWebSocket, Channel, Error, ServerSide, Socket};
/// use axum::extract::ws::WebSocketUpgrade;
/// use axum::response::Response;
///
/// async fn route<C: Channel>(upgrade: WebSocketUpgrade) -> Response {
///     upgrade.on_upgrade(async |socket| {
///         let mut socket: Socket<C, ServerSide, _> = Socket::new(AxumWebSocket::new(socket));
///         while let Some(Ok(message)) = socket.recv().await {
///             // …
///             # let _ = message;
///         }
///     })
/// }
/// ```
///
/// For handlers, limits and a hub, mount a [`ServerService`] instead: it answers the handshake
/// itself.
pub struct AxumWebSocket(ws::WebSocket);

impl AxumWebSocket {
    /// Over a WebSocket of axum.
    #[must_use]
    pub fn new(socket: ws::WebSocket) -> Self {
        Self(socket)
    }

    /// The WebSocket of axum.
    #[must_use]
    pub fn into_inner(self) -> ws::WebSocket {
        self.0
    }
}

impl From<ws::WebSocket> for AxumWebSocket {
    fn from(socket: ws::WebSocket) -> Self {
        Self(socket)
    }
}

impl fmt::Debug for AxumWebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Stream for AxumWebSocket {
    type Item = Result<Message, tungstenite::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let message = ready!(Pin::new(&mut self.0).poll_next(cx));
        Poll::Ready(message.map(|message| message.map(from_axum).map_err(error)))
    }
}

impl Sink<Message> for AxumWebSocket {
    type Error = tungstenite::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.0).poll_ready(cx).map_err(error)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Self::Error> {
        let Some(message) = to_axum(message) else {
            // A socket of this crate never sends one.
            let reason = "axum sends no raw frames";
            return Err(tungstenite::Error::Io(std::io::Error::other(reason)));
        };
        Pin::new(&mut self.0).start_send(message).map_err(error)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(error)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.0).poll_close(cx).map_err(error)
    }
}

/// axum hides the type of its error; what it says is kept.
fn error(error: axum::Error) -> tungstenite::Error {
    tungstenite::Error::Io(std::io::Error::other(error))
}

/// The text of axum's message, not copied.
fn text(text: ws::Utf8Bytes) -> Utf8Bytes {
    // It is UTF-8 already, so that this is never the other case.
    Utf8Bytes::try_from(bytes::Bytes::from(text)).unwrap_or_default()
}

fn from_axum(message: ws::Message) -> Message {
    match message {
        ws::Message::Text(content) => Message::Text(text(content)),
        ws::Message::Binary(bytes) => Message::Binary(bytes),
        ws::Message::Ping(bytes) => Message::Ping(bytes),
        ws::Message::Pong(bytes) => Message::Pong(bytes),
        ws::Message::Close(frame) => Message::Close(frame.map(|frame| CloseFrame {
            code: frame.code.into(),
            reason: text(frame.reason),
        })),
    }
}

fn to_axum(message: Message) -> Option<ws::Message> {
    Some(match message {
        Message::Text(content) => ws::Message::Text(axum_text(content)),
        Message::Binary(bytes) => ws::Message::Binary(bytes),
        Message::Ping(bytes) => ws::Message::Ping(bytes),
        Message::Pong(bytes) => ws::Message::Pong(bytes),
        Message::Close(frame) => ws::Message::Close(frame.map(|frame| ws::CloseFrame {
            code: frame.code.into(),
            reason: axum_text(frame.reason),
        })),
        Message::Frame(_) => return None,
    })
}

fn axum_text(text: Utf8Bytes) -> ws::Utf8Bytes {
    ws::Utf8Bytes::try_from(bytes::Bytes::from(text)).unwrap_or_else(|_| ws::Utf8Bytes::default())
}

/// The channels as the fallback of an application: what none of its other routes is for.
///
/// The client's address is known where the application is served with
/// `into_make_service_with_connect_info::<SocketAddr>()`.
impl From<ServerService> for axum::Router {
    fn from(service: ServerService) -> Self {
        axum::Router::new().fallback_service(service)
    }
}
