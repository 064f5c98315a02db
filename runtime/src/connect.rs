//! Opening a typed socket as a client, with tokio.

use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::{Channel, ClientSide, Error, Socket, SocketConfig};

/// A WebSocket over TCP, or over TLS on TCP: what [`connect`] opens.
pub type TcpWebSocket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens channel `C` on a server such as `wss://example.com/base`.
///
/// The connection has the buffers and limits of [`SocketConfig::default`], and so `TCP_NODELAY`. For
/// `wss://` a TLS feature of tokio-tungstenite must be on, such as `rustls-tls-webpki-roots`.
///
/// # Errors
///
/// [`Error::Address`] when no request can be built from the arguments, and [`Error::WebSocket`]
/// when the connection or its handshake (RFC 6455 section 4.1) fails; a server's refusal is there
/// as [`tungstenite::Error::Http`](tokio_tungstenite::tungstenite::Error::Http) with its response.
///
/// # Cancel safety
///
/// When the future is dropped early, the connection is dropped with it.
///
/// ```no_run
/// # use asyncapi_channels::{Channel, DecodeError, EncodeError, Frame, Message, Payload};
/// # #[derive(Debug)]
/// # struct Text(String);
/// # impl Message for Text {
/// #     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
/// #         Ok(Text(String::from_utf8_lossy(frame.as_bytes()).into_owned()))
/// #     }
/// #     fn encode(&self) -> Result<Payload, EncodeError> { Ok(Payload::from(self.0.clone())) }
/// #     fn name(&self) -> &'static str { "text" }
/// # }
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
/// # async fn run() -> Result<(), asyncapi_channels::Error> {
/// let mut socket = asyncapi_channels::connect::<Lobby>("ws://localhost:8080", &(), &(), &()).await?;
/// while let Some(message) = socket.recv().await {
///     println!("{:?}", message?);
/// }
/// # Ok(())
/// # }
/// ```
pub async fn connect<C: Channel>(
    server: impl AsRef<str>,
    params: &C::Params,
    query: &C::Query,
    headers: &C::Headers,
) -> Result<Socket<C, ClientSide, TcpWebSocket>, Error> {
    connect_with(SocketConfig::new(), server, params, query, headers).await
}

/// As [`connect`], with buffers and limits of one's own.
///
/// # Errors
///
/// As for [`connect`].
///
/// # Cancel safety
///
/// When the future is dropped early, the connection is dropped with it.
pub async fn connect_with<C: Channel>(
    config: SocketConfig,
    server: impl AsRef<str>,
    params: &C::Params,
    query: &C::Query,
    headers: &C::Headers,
) -> Result<Socket<C, ClientSide, TcpWebSocket>, Error> {
    let request = C::request(server, params, query, headers)?;
    connect_request_with(config, request).await
}

/// As [`connect`], with a request that is already built, such as by [`Channel::request`] with
/// further headers. It must be a complete handshake.
///
/// # Errors
///
/// [`Error::WebSocket`] when the connection or its handshake fails.
///
/// # Cancel safety
///
/// When the future is dropped early, the connection is dropped with it.
pub async fn connect_request<C: Channel>(
    request: Request<()>,
) -> Result<Socket<C, ClientSide, TcpWebSocket>, Error> {
    connect_request_with(SocketConfig::new(), request).await
}

/// As [`connect_request`], with buffers and limits of one's own.
///
/// # Errors
///
/// As for [`connect_request`].
///
/// # Cancel safety
///
/// When the future is dropped early, the connection is dropped with it.
pub async fn connect_request_with<C: Channel>(
    config: SocketConfig,
    request: Request<()>,
) -> Result<Socket<C, ClientSide, TcpWebSocket>, Error> {
    let nodelay = config.has_nodelay();
    let (stream, _response) =
        connect_async_with_config(request, Some(config.into()), nodelay).await?;
    Ok(Socket::new(stream))
}
