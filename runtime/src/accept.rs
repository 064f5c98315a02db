//! Accepting a typed socket as a server, with tokio.

use std::any::Any;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::server::{
    Callback, ErrorResponse, Request, Response,
};
use tokio_tungstenite::tungstenite::http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};

use crate::{AddressError, Channel, Error, Handshake, ServerSide, Socket, SocketConfig};

/// Answers a client's handshake for channel `C` (RFC 6455 section 4.2).
///
/// The request is matched before the upgrade is answered: a path that is not the channel's gets the
/// status 404, and a parameter, query parameter or header that cannot be read gets 400, each
/// with the reason as a body of plain text.
///
/// The connection has the buffers and limits of [`SocketConfig::default`]. A [`TcpStream`] gets
/// `TCP_NODELAY`; for another stream, such as TLS over TCP, set it before.
///
/// # Errors
///
/// [`Error::Address`] when the request does not fit the channel; [`Error::WebSocket`] when it is no
/// handshake at all or the connection fails.
///
/// # Cancel safety
///
/// When the future is dropped early, the connection is dropped with it.
///
/// ```no_run
/// # use asyncapi_channels::{Channel, DecodeError, EncodeError, Frame, Message, Payload};
/// # use asyncapi_channels::{Outgoing, ServerSide};
/// # struct Text(String);
/// # impl Message for Text {
/// #     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
/// #         Ok(Text(String::from_utf8_lossy(frame.as_bytes()).into_owned()))
/// #     }
/// #     fn encode(&self) -> Result<Payload, EncodeError> { Ok(Payload::from(self.0.clone())) }
/// #     fn name(&self) -> &'static str { "text" }
/// # }
/// # impl Outgoing<Lobby, ServerSide> for Text { fn into_message(self) -> Text { self } }
/// # struct Lobby;
/// # impl Channel for Lobby {
/// #     const NAME: &'static str = "lobby";
/// #     const ADDRESS: &'static str = "/lobby";
/// #     type Params = ();
/// #     type Query = ();
/// #     type Headers = ();
/// #     type ClientMessage = Text;
/// #     type ServerMessage = Text;
/// # }
/// # async fn run(listener: tokio::net::TcpListener) -> Result<(), Box<dyn std::error::Error>> {
/// let (stream, _) = listener.accept().await?;
/// let (mut socket, _handshake) = asyncapi_channels::accept::<Lobby, _>(stream).await?;
/// while let Some(message) = socket.recv().await {
///     socket.feed(message?).await?;
/// }
/// # Ok(())
/// # }
/// ```
pub async fn accept<C, T>(
    stream: T,
) -> Result<(Socket<C, ServerSide, WebSocketStream<T>>, Handshake<C>), Error>
where
    C: Channel,
    T: AsyncRead + AsyncWrite + Unpin + 'static,
{
    accept_with(SocketConfig::new(), stream).await
}

/// As [`accept`], with buffers and limits of one's own.
///
/// # Errors
///
/// As for [`accept`].
///
/// # Cancel safety
///
/// When the future is dropped early, the connection is dropped with it.
pub async fn accept_with<C, T>(
    config: SocketConfig,
    stream: T,
) -> Result<(Socket<C, ServerSide, WebSocketStream<T>>, Handshake<C>), Error>
where
    C: Channel,
    T: AsyncRead + AsyncWrite + Unpin + 'static,
{
    if let Some(tcp) = (&stream as &dyn Any).downcast_ref::<TcpStream>() {
        let set = tcp.set_nodelay(config.has_nodelay());
        set.map_err(|error| Error::WebSocket(error.into()))?;
    }
    let mut matched = None;
    let matcher = Matcher {
        matched: &mut matched,
    };
    let result = accept_hdr_async_with_config(stream, matcher, Some(config.into())).await;
    match (result, matched) {
        (Ok(stream), Some(Ok(handshake))) => Ok((Socket::new(stream), handshake)),
        (_, Some(Err(error))) => Err(Error::Address(error)),
        (Err(error), _) => Err(Error::from(error)),
        // An upgrade that was answered has been matched, so this is for completeness only.
        (Ok(_), None) => Err(Error::WebSocket(ProtocolError::HandshakeIncomplete.into())),
    }
}

/// Matches the request while the handshake is on its way, and keeps the outcome.
struct Matcher<'a, C: Channel> {
    matched: &'a mut Option<Result<Handshake<C>, AddressError>>,
}

impl<C: Channel> Callback for Matcher<'_, C> {
    // The trait wants the response as it is.
    #[allow(clippy::result_large_err)]
    fn on_request(self, request: &Request, response: Response) -> Result<Response, ErrorResponse> {
        let matched = self.matched.insert(C::match_request(request));
        match matched {
            Ok(_) => Ok(response),
            Err(error) => Err(refusal(error)),
        }
    }
}

/// The answer to a request that does not fit: the status, and why.
fn refusal(error: &AddressError) -> ErrorResponse {
    let mut body = error.to_string();
    body.push('\n');
    let length = HeaderValue::from(body.len());
    let mut response = ErrorResponse::new(Some(body));
    *response.status_mut() =
        StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(CONTENT_LENGTH, length);
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
