//! The server over real connections on loopback: typed clients of the document, and raw ones that
//! send what a typed client never would.

use asyncapi_channels::server::{Server, ServerBuilder, ServerHandle};
use asyncapi_channels::tungstenite::client::IntoClientRequest;
use asyncapi_channels::tungstenite::http::{HeaderName, HeaderValue, Response};
use asyncapi_channels::tungstenite::protocol::CloseFrame;
use asyncapi_channels::tungstenite::{self, Message as Raw};
use futures_util::{SinkExt, StreamExt};
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{WebSocketStream, client_async};

mod axum_application;
#[path = "../certificate.rs"]
mod certificate;
mod closing;
mod connections;
mod ends;
mod failing;
mod first_message;
mod invalid;
mod layers;
mod observed;
mod operations;
mod requests;
mod routing;
mod shutdown;
mod subprotocols;
mod talk;
mod tls;

mod api {
    asyncapi_channels::asyncapi!("api/server.yaml");
}

mod status {
    asyncapi_channels::asyncapi!("api/status.yaml");
}

/// The headers of a handshake (RFC 6455 section 4.1).
const HANDSHAKE: &str = "Host: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                         Sec-WebSocket-Version: 13\r\n\
                         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// What a test waits for comes at once; this is for when it does not.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("nothing happened for 20 seconds")
}

/// A server that runs.
struct Running {
    address: SocketAddr,
    url: String,
    handle: ServerHandle,
}

async fn start(builder: ServerBuilder) -> Running {
    let server: Server = builder.bind("127.0.0.1:0").await.expect("a port");
    let address = server.local_addr();
    let handle = server.handle();
    tokio::spawn(server.run());
    Running {
        address,
        url: format!("ws://{address}"),
        handle,
    }
}

impl Running {
    /// Ends it with all connections, which none outlives.
    async fn stop(self) {
        let report = soon(self.handle.shut_down(Duration::from_secs(10))).await;
        assert_eq!(report.cut, 0);
    }
}

type RawSocket<T = TcpStream> = WebSocketStream<T>;

/// A client that knows nothing of any document, or the server's refusal.
async fn try_raw(
    server: &Running,
    target: &str,
    headers: &[(&'static str, &str)],
) -> Result<(RawSocket, Response<Option<Vec<u8>>>), tungstenite::Error> {
    let mut request = format!("{}{target}", server.url).into_client_request()?;
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).expect("a header");
        request
            .headers_mut()
            .append(HeaderName::from_static(name), value);
    }
    let stream = TcpStream::connect(server.address)
        .await
        .expect("a connection");
    soon(client_async(request, stream)).await
}

/// A client that knows nothing of any document.
async fn raw(server: &Running, target: &str) -> RawSocket {
    let connected = try_raw(server, target, &[]).await;
    connected.expect("a handshake").0
}

/// Sends a text frame.
async fn send<T: AsyncRead + AsyncWrite + Unpin>(socket: &mut RawSocket<T>, text: &str) {
    soon(socket.send(Raw::text(text))).await.expect("sent");
}

/// The text of the next frame.
async fn text<T: AsyncRead + AsyncWrite + Unpin>(socket: &mut RawSocket<T>) -> String {
    match soon(socket.next())
        .await
        .expect("a frame")
        .expect("a frame")
    {
        Raw::Text(text) => text.as_str().to_owned(),
        other => panic!("no text: {other:?}"),
    }
}

/// The close frame that comes next, after which the server ends the connection.
async fn closed<T: AsyncRead + AsyncWrite + Unpin>(socket: &mut RawSocket<T>) -> CloseFrame {
    let frame = match soon(socket.next())
        .await
        .expect("a frame")
        .expect("a frame")
    {
        Raw::Close(Some(frame)) => frame,
        other => panic!("no close frame: {other:?}"),
    };
    let last = soon(socket.next()).await;
    assert!(last.is_none(), "{last:?}");
    frame
}

fn close_frame(code: u16, reason: &str) -> CloseFrame {
    CloseFrame {
        code: code.into(),
        reason: reason.into(),
    }
}

/// The answer to a request of HTTP.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    /// The value of a header.
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Asks with a method and a target, and these header lines.
async fn ask(address: SocketAddr, request: &str, headers: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!("{request} HTTP/1.1\r\n{headers}\r\n");
    ask_over(&mut stream, &request).await
}

/// Writes a request and reads the answer, with its body unless it is 101.
async fn ask_over<T: AsyncRead + AsyncWrite + Unpin>(stream: &mut T, request: &str) -> Answer {
    soon(stream.write_all(request.as_bytes()))
        .await
        .expect("written");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(soon(stream.read_u8()).await.expect("the head"));
    }
    let mut answer = Answer {
        status: 0,
        head: String::from_utf8(head).expect("text"),
        body: String::new(),
    };
    let status = answer.head.split(' ').nth(1).expect("a status");
    answer.status = status.parse().expect("a status");
    if answer.status != 101 {
        let length = answer.header("content-length").expect("a length");
        let mut body = vec![0; length.parse().expect("a length")];
        soon(stream.read_exact(&mut body)).await.expect("the body");
        answer.body = String::from_utf8(body).expect("text");
    }
    answer
}

/// Asks for a WebSocket.
async fn shake(server: &Running, target: &str, headers: &str) -> Answer {
    let headers = format!("{HANDSHAKE}{headers}");
    ask(server.address, &format!("GET {target}"), &headers).await
}
