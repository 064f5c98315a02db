//! When messages are written: together, and at the latest before waiting.

use crate::documents::log::{
    self, Channel, ClientMessage, ClientSocket, ServerMessage, ServerSocket,
};
use crate::{before_raw_client, listen, next, pair, soon};
use asyncapi_channels::tungstenite::protocol::{Role, WebSocketConfig};
use asyncapi_channels::tungstenite::{self, Message as Raw};
use asyncapi_channels::{CloseCode, Error, SocketConfig};
use futures_util::future::join;
use futures_util::{FutureExt, SinkExt, Stream, StreamExt};
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tokio::io::{
    AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf, duplex,
};
use tokio_tungstenite::WebSocketStream;

/// A stream that counts how often it is written to, and that fails at wish.
#[derive(Debug)]
pub(crate) struct Watched<T> {
    stream: T,
    writes: Arc<AtomicUsize>,
    broken: Arc<AtomicBool>,
}

impl<T> Watched<T> {
    fn new(stream: T) -> Self {
        Self {
            stream,
            writes: Arc::default(),
            broken: Arc::default(),
        }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.broken.load(Ordering::Relaxed) {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if written.is_ready() {
            self.writes.fetch_add(1, Ordering::Relaxed);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

pub(crate) type Server = ServerSocket<WebSocketStream<Watched<DuplexStream>>>;
pub(crate) type Client = ClientSocket<WebSocketStream<DuplexStream>>;

/// Client and server over a connection in memory that holds so many bytes in each direction.
pub(crate) async fn in_memory(capacity: usize, config: WebSocketConfig) -> (Client, Server) {
    let (one, two) = duplex(capacity);
    let client = WebSocketStream::from_raw_socket(one, Role::Client, None).await;
    let two = Watched::new(two);
    let server = WebSocketStream::from_raw_socket(two, Role::Server, Some(config)).await;
    (ClientSocket::new(client), ServerSocket::new(server))
}

/// As a server has it by default.
fn usual() -> WebSocketConfig {
    SocketConfig::new().into()
}

pub(crate) fn line(number: usize) -> ServerMessage {
    ServerMessage::Line(format!("{number:0>100}"))
}

fn text(message: ClientMessage) -> ServerMessage {
    let ClientMessage::Line(text) = message;
    ServerMessage::Line(text)
}

/// Answers each message with itself, and says how the loop ended.
async fn echo<S>(mut server: ServerSocket<S>) -> Result<(), Error>
where
    S: Stream<Item = Result<Raw, tungstenite::Error>>
        + futures_util::Sink<Raw, Error = tungstenite::Error>
        + Unpin,
{
    while let Some(message) = server.recv().await {
        server.feed(text(message?)).await?;
    }
    Ok(())
}

/// Reads the lines of `numbers` in this order.
pub(crate) async fn expect_lines<S>(client: &mut S, numbers: std::ops::Range<usize>)
where
    S: Stream<Item = Result<ServerMessage, Error>> + Unpin,
{
    for number in numbers {
        assert_eq!(next(client).await.unwrap(), line(number));
    }
}

#[tokio::test]
async fn a_loop_that_only_feeds_answers_everything() {
    let (mut client, server) = pair!(log);
    let echo = tokio::spawn(echo(server));
    for burst in [1, 2, 1000, 1] {
        for number in 0..burst {
            client.feed(format!("{number:0>100}")).await.unwrap();
        }
        // The client's own messages go out because it waits for the answers.
        expect_lines(&mut client, 0..burst).await;
    }
    client.close(CloseCode::Normal, "").await.unwrap();
    let (end, echo) = soon(join(client.recv(), echo)).await;
    assert!(end.is_none(), "{end:?}");
    echo.unwrap().unwrap();
}

#[tokio::test]
async fn the_stream_and_the_sink_do_so_too() {
    let (mut client, mut server) = pair!(log);
    for number in 0..50 {
        let message = ClientMessage::Line(format!("{number:0>100}"));
        SinkExt::feed(&mut client, message).await.unwrap();
    }
    client.flush().await.unwrap();
    for _ in 0..50 {
        let message = soon(server.next()).await.unwrap().unwrap();
        SinkExt::feed(&mut server, text(message)).await.unwrap();
    }
    assert!(server.next().now_or_never().is_none());
    expect_lines(&mut client, 0..50).await;
}

#[tokio::test]
async fn what_has_arrived_is_answered_with_one_write() {
    let (mut client, mut server) = in_memory(1 << 20, usual()).await;
    let writes = server.get_ref().get_ref().writes.clone();
    for number in 0..100 {
        client.feed(format!("{number:0>100}")).await.unwrap();
    }
    client.flush().await.unwrap();
    for _ in 0..100 {
        let message = next(&mut server).await.unwrap();
        server.feed(text(message)).await.unwrap();
    }
    assert_eq!(writes.load(Ordering::Relaxed), 0);
    assert!(server.recv().now_or_never().is_none());
    assert_eq!(writes.load(Ordering::Relaxed), 1);
    assert!(server.recv().now_or_never().is_none());
    assert_eq!(writes.load(Ordering::Relaxed), 1);
    expect_lines(&mut client, 0..100).await;
}

#[tokio::test]
async fn over_tcp_a_burst_is_answered_with_few_writes() {
    let (listener, url) = listen().await;
    let accepted = async {
        let (stream, _) = listener.accept().await.unwrap();
        ServerSocket::accept(Watched::new(stream)).await.unwrap()
    };
    let connected = ClientSocket::connect(&url, &(), &(), &());
    let (client, (server, _)) = soon(join(connected, accepted)).await;
    let mut client = client.unwrap();
    let writes = server.get_ref().get_ref().writes.clone();
    let before = writes.load(Ordering::Relaxed);
    // All that fits into one read has arrived when the server begins.
    for number in 0..100 {
        client.feed(format!("{number:0>100}")).await.unwrap();
    }
    client.flush().await.unwrap();
    let echo = tokio::spawn(echo(server));
    expect_lines(&mut client, 0..100).await;
    let written = writes.load(Ordering::Relaxed) - before;
    assert!(written <= 10, "{written} writes for 100 answers");
    echo.abort();
}

#[tokio::test]
async fn send_writes_what_was_fed_before() {
    let (mut client, mut server) = in_memory(1 << 20, usual()).await;
    let writes = server.get_ref().get_ref().writes.clone();
    server.feed(line(0)).await.unwrap();
    server.tail(line(1)).without_flush().await.unwrap();
    assert_eq!(writes.load(Ordering::Relaxed), 0);
    assert!(client.recv().now_or_never().is_none());
    server.tail(line(2)).await.unwrap();
    assert_eq!(writes.load(Ordering::Relaxed), 1);
    server.send(line(3)).await.unwrap();
    assert_eq!(writes.load(Ordering::Relaxed), 2);
    expect_lines(&mut client, 0..4).await;
}

#[tokio::test]
async fn an_error_of_writing_what_was_fed_is_told_once() {
    let (mut client, mut server) = in_memory(1 << 20, usual()).await;
    client.write("hello").await.unwrap();
    let message = next(&mut server).await.unwrap();
    server.feed(text(message)).await.unwrap();
    server
        .get_ref()
        .get_ref()
        .broken
        .store(true, Ordering::Relaxed);
    match soon(server.recv()).await {
        Some(Err(Error::WebSocket(tungstenite::Error::Io(error)))) => {
            assert_eq!(error.kind(), ErrorKind::BrokenPipe);
        }
        other => panic!("{other:?}"),
    }
    assert!(server.recv().now_or_never().is_none());
    client.write("still there").await.unwrap();
    assert_eq!(
        next(&mut server).await.unwrap(),
        ClientMessage::Line("still there".into())
    );
    // The next message is not taken in silence.
    server.feed(line(0)).await.unwrap();
    assert!(soon(server.flush()).await.is_err());
    assert!(server.recv().now_or_never().is_none());
}

#[tokio::test]
async fn while_writing_waits_reading_goes_on() {
    let (mut client, mut server) = in_memory(64, usual()).await;
    let long = "x".repeat(10_000);
    server
        .feed(ServerMessage::Line(long.clone()))
        .await
        .unwrap();
    let server = tokio::spawn(async move {
        // The other side reads nothing yet, and the connection takes 64 bytes.
        let message = next(&mut server).await.unwrap();
        assert_eq!(message, ClientMessage::Line("first".into()));
        // From here on, only writing wakes this task.
        let message = next(&mut server).await.unwrap();
        assert_eq!(message, ClientMessage::Line("second".into()));
    });
    soon(client.write("first")).await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!(
        next(&mut client).await.unwrap(),
        ServerMessage::Line(long.clone())
    );
    soon(client.write("second")).await.unwrap();
    soon(server).await.unwrap();
}

#[tokio::test]
async fn pongs_and_the_answer_to_a_close_frame_go_out() {
    let (server, mut raw) = before_raw_client::<Channel>("/log").await;
    let echo = tokio::spawn(echo(ServerSocket::from(server)));
    raw.feed(Raw::text("one")).await.unwrap();
    raw.feed(Raw::Ping("ping".into())).await.unwrap();
    raw.feed(Raw::text("two")).await.unwrap();
    raw.feed(Raw::Close(None)).await.unwrap();
    raw.flush().await.unwrap();
    let mut texts = Vec::new();
    let (mut pongs, mut closes) = (0, 0);
    while let Some(frame) = soon(raw.next()).await {
        match frame.unwrap() {
            Raw::Text(text) => texts.push(text.as_str().to_owned()),
            Raw::Pong(_) => pongs += 1,
            Raw::Close(_) => closes += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        (texts, pongs, closes),
        (vec!["one".into(), "two".into()], 1, 1)
    );
    soon(echo).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_close_frame_that_comes_while_writing_waits_is_answered() {
    let (mut client, server) = in_memory(64, usual()).await;
    let echo = tokio::spawn(echo(server));
    for number in 0..10 {
        client.feed(format!("{number:0>100}")).await.unwrap();
    }
    // The server gets this before it could write its answers, as nobody reads them.
    let closing = async {
        client.flush().await.unwrap();
        expect_lines(&mut client, 0..5).await;
        client.close(CloseCode::Normal, "enough").await.unwrap();
        while let Some(message) = client.recv().await {
            message.unwrap();
        }
        assert!(client.close_frame().is_some());
    };
    soon(closing).await;
    drop(client);
    soon(echo).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_peer_that_only_stops_sending_gets_its_answers() {
    let (server, raw) = before_raw_client::<Channel>("/log").await;
    let mut tcp = raw.into_inner();
    // "hi" in a masked text frame, with a mask of zeros (RFC 6455 section 5.2).
    let frame = [0x81, 0x82, 0, 0, 0, 0, b'h', b'i'];
    tcp.write_all(&frame.repeat(3)).await.unwrap();
    tcp.shutdown().await.unwrap();
    let server = tokio::spawn(echo(ServerSocket::from(server)));
    assert!(soon(server).await.unwrap().is_err());
    let mut answers = Vec::new();
    soon(tcp.read_to_end(&mut answers)).await.unwrap();
    assert_eq!(answers, [0x81, 2, b'h', b'i'].repeat(3));
}

#[tokio::test]
async fn a_half_that_sends_flushes_for_itself() {
    let (mut client, mut server) = in_memory(1 << 20, usual()).await;
    server.feed(line(0)).await.unwrap();
    let (mut sender, mut receiver) = server.split();
    sender.feed(line(1)).await.unwrap();
    client.write("hello").await.unwrap();
    let message = next(&mut receiver).await.unwrap();
    assert_eq!(message, ClientMessage::Line("hello".into()));
    assert!(receiver.recv().now_or_never().is_none());
    assert!(client.recv().now_or_never().is_none());
    sender.flush().await.unwrap();
    expect_lines(&mut client, 0..2).await;
}
