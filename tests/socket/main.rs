//! Generated sockets over real connections on loopback: client and server of one document, and
//! peers that know no document at all.

use asyncapi_channels::tungstenite::protocol::CloseFrame;
use asyncapi_channels::tungstenite::{self, Message as Raw};
use asyncapi_channels::{Channel, Error, Side, Socket, TcpWebSocket};
use futures_util::{SinkExt, Stream, StreamExt};
use std::future::Future;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{WebSocketStream, client_async};

mod backpressure;
mod batching;
mod closing;
mod directions;
mod handshake;
mod peers;
mod streams;
mod validation;
mod values;

mod rooms {
    asyncapi_channels::asyncapi!("api/rooms.yaml");
}

mod documents {
    asyncapi_channels::asyncapi!("api/values.yaml");
}

mod limits {
    asyncapi_channels::asyncapi!("api/limits.yaml");
}

mod device {
    asyncapi_channels::asyncapi!(spec = "api/device.yaml", describes = server);
}

/// What a test waits for comes at once; this is for when it does not.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("nothing happened for 20 seconds")
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("ws://{}", listener.local_addr().expect("an address"));
    (listener, url)
}

/// The next item, which must be there.
async fn next<S: Stream + Unpin>(stream: &mut S) -> S::Item {
    soon(stream.next()).await.expect("the stream has ended")
}

/// Reads a socket to its end, which gives no more messages, and lets go of it: the client waits for
/// the server to end the connection. The other side's close frame.
async fn end<C, D, S>(mut socket: Socket<C, D, S>) -> Option<CloseFrame>
where
    C: Channel,
    D: Side,
    D::Incoming<C>: std::fmt::Debug,
    S: Stream<Item = Result<Raw, tungstenite::Error>> + Unpin,
{
    let last = soon(socket.recv()).await;
    assert!(last.is_none(), "{last:?}");
    assert!(socket.is_closed());
    socket.close_frame().cloned()
}

/// Client and server of a channel, given its module, and the handshake as the server saw it.
macro_rules! pair {
    ($module:ident) => {{
        let (client, server, _) = $crate::pair!($module, &(), &(), &());
        (client, server)
    }};
    ($module:ident, $params:expr, $query:expr, $headers:expr) => {{
        let (listener, url) = $crate::listen().await;
        let accepted = async {
            let (stream, _) = listener.accept().await.expect("a connection");
            $module::ServerSocket::accept(stream)
                .await
                .expect("a handshake")
        };
        let connected =
            async { $module::ClientSocket::connect(&url, $params, $query, $headers).await };
        let (client, (server, handshake)) =
            $crate::soon(async { tokio::join!(connected, accepted) }).await;
        (client.expect("a connection"), server, handshake)
    }};
}
use pair;

/// A connection to `listener` that knows nothing of any document.
async fn raw_client(
    url: &str,
    target: &str,
) -> Result<WebSocketStream<TcpStream>, tungstenite::Error> {
    let address = url.strip_prefix("ws://").expect("a ws:// URL");
    let stream = TcpStream::connect(address).await.expect("a connection");
    let (socket, _) = client_async(format!("{url}{target}"), stream).await?;
    Ok(socket)
}

/// The typed client of a channel without parameters, before a server that sends what it likes.
async fn before_raw_server<C>() -> (
    Socket<C, asyncapi_channels::ClientSide, TcpWebSocket>,
    WebSocketStream<TcpStream>,
)
where
    C: Channel<Params = (), Query = (), Headers = ()>,
{
    let (listener, url) = listen().await;
    let accepted = async {
        let (stream, _) = listener.accept().await.expect("a connection");
        tokio_tungstenite::accept_async(stream)
            .await
            .expect("a handshake")
    };
    let connected = asyncapi_channels::connect::<C>(&url, &(), &(), &());
    let (client, server) = soon(async { tokio::join!(connected, accepted) }).await;
    (client.expect("a connection"), server)
}

/// The typed server of a channel without parameters, before a client that sends what it likes.
async fn before_raw_client<C>(
    target: &str,
) -> (
    Socket<C, asyncapi_channels::ServerSide, WebSocketStream<TcpStream>>,
    WebSocketStream<TcpStream>,
)
where
    C: Channel<Params = (), Query = (), Headers = ()>,
{
    let (listener, url) = listen().await;
    let accepted = async {
        let (stream, _) = listener.accept().await.expect("a connection");
        asyncapi_channels::accept::<C, _>(stream).await
    };
    let (client, server) = soon(async { tokio::join!(raw_client(&url, target), accepted) }).await;
    let (server, _) = server.expect("a handshake");
    (server, client.expect("an answer"))
}

/// Sends a text frame.
async fn send_text(socket: &mut WebSocketStream<TcpStream>, text: &str) {
    soon(socket.send(Raw::text(text))).await.expect("sent");
}

/// The text of the next frame.
async fn next_text(socket: &mut WebSocketStream<TcpStream>) -> String {
    match next(socket).await.expect("a frame") {
        Raw::Text(text) => text.as_str().to_owned(),
        other => panic!("no text: {other:?}"),
    }
}

/// The reason of an undecodable message, and its whole text.
fn refused<T: std::fmt::Debug>(item: Result<T, Error>) -> (String, String) {
    match item {
        Err(Error::Decode(error)) => {
            let raw = String::from_utf8_lossy(error.raw().as_bytes()).into_owned();
            (error.reason().to_owned(), raw)
        }
        other => panic!("not refused: {other:?}"),
    }
}
