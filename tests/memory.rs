//! Channels over a network in memory: what a client and a server see of its faults.

mod api {
    asyncapi_channels::asyncapi!("api/server.yaml");
}

use api::talk::{
    self, ClientMessage, ClientSocket, Connection, Handler, ServerMessage, ServerSocket,
    ShowActivityMessage,
};
use api::{Heard, Order, Said};
use asyncapi_channels::client::Connect;
use asyncapi_channels::memory::{MemoryStream, MemoryWebSocket, Network};
use asyncapi_channels::server::{
    ConnectRequest, Disconnect, HandlerError, Reject, Server, ServerHandle,
};
use asyncapi_channels::tungstenite;
use asyncapi_channels::{Channel as _, CloseCode, Error};
use futures_util::{FutureExt, StreamExt};
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_tungstenite::client_async;

const SECOND: Duration = Duration::from_secs(1);

type Handled = Result<(), HandlerError>;

/// Says what it hears, and tells the test how its connections ended.
struct Echo(UnboundedSender<Disconnect>);

impl Handler for Echo {
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<talk::Channel>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_order(&self, _: &Connection<()>, _: Order) -> Handled {
        Err("no orders here".into())
    }

    async fn on_say(&self, connection: &Connection<()>, said: Said) -> Handled {
        Ok(connection.hear(Heard::new(said.text)).await?)
    }

    async fn on_show_activity(&self, _: &Connection<()>, _: ShowActivityMessage) -> Handled {
        Ok(())
    }

    async fn on_disconnect(&self, _: &Connection<()>, disconnect: Disconnect) {
        let _ = self.0.send(disconnect);
    }
}

/// A server on a network.
struct Running {
    network: Network,
    handle: ServerHandle,
    accepting: JoinHandle<()>,
    ended: UnboundedReceiver<Disconnect>,
}

fn serve(network: &Network) -> Running {
    let (sender, ended) = unbounded_channel();
    let server = Server::builder().serve(talk::endpoint(Echo(sender)));
    let acceptor = server.acceptor().expect("one channel");
    Running {
        network: network.clone(),
        handle: acceptor.handle(),
        accepting: tokio::spawn(acceptor.serve_network(network.clone())),
        ended,
    }
}

impl Running {
    async fn connect(&self) -> Result<ClientSocket<MemoryWebSocket>, Error> {
        let request = talk::Channel::request("ws://memory", &(), &(), &())?;
        let stream = self.network.connect().await?;
        let (socket, _) = client_async(request, stream).await?;
        Ok(ClientSocket::new(socket))
    }

    async fn ended(&mut self) -> Disconnect {
        self.ended.recv().await.expect("a server")
    }
}

fn pair(network: &Network) -> (ClientSocket<MemoryWebSocket>, ServerSocket<MemoryWebSocket>) {
    let (client, server) = network.pair();
    (
        ClientSocket::from_socket(client),
        ServerSocket::from_socket(server),
    )
}

async fn heard(client: &mut ClientSocket<MemoryWebSocket>) -> String {
    match client.recv().await.expect("open").expect("a message") {
        ServerMessage::Heard(heard) => heard.text,
        other => panic!("not heard: {other:?}"),
    }
}

async fn said(server: &mut ServerSocket<MemoryWebSocket>) -> String {
    match server.recv().await.expect("open").expect("a message") {
        ClientMessage::Said(said) => said.text,
        other => panic!("not said: {other:?}"),
    }
}

fn is_reset(error: &Error) -> bool {
    matches!(error, Error::WebSocket(tungstenite::Error::Io(error))
        if error.kind() == ErrorKind::ConnectionReset)
}

#[tokio::test]
async fn a_pair_talks_and_closes() {
    let (client, server) = talk::Channel::pair();
    let mut client = ClientSocket::from_socket(client);
    let mut server = ServerSocket::from_socket(server);
    client.say(Said::new("one")).await.expect("sent");
    client.say(Said::new("two")).await.expect("sent");
    assert_eq!(said(&mut server).await, "one");
    assert_eq!(said(&mut server).await, "two");
    server.hear(Heard::new("three")).await.expect("sent");
    assert_eq!(heard(&mut client).await, "three");

    let closed = client.close(CloseCode::Normal, "done").await;
    closed.expect("closed");
    assert!(server.recv().await.is_none());
    let frame = server.close_frame().expect("a close frame");
    assert_eq!(frame.reason.as_str(), "done");
    drop(server);
    assert!(client.recv().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_server_serves_a_network_until_it_is_shut_down() {
    let mut server = serve(&Network::new());
    let mut clients = Vec::new();
    for index in 0..20 {
        let mut client = server.connect().await.expect("let in");
        let text = format!("client {index}");
        client.say(Said::new(&text)).await.expect("sent");
        assert_eq!(heard(&mut client).await, text);
        clients.push(client);
    }
    assert_eq!(server.network.connections(), 20);
    assert_eq!(server.handle.connections(), 20);
    let shutting_down = tokio::spawn({
        let handle = server.handle.clone();
        async move { handle.shut_down(SECOND).await }
    });
    for mut client in clients {
        assert!(client.recv().await.is_none());
        let frame = client.close_frame().expect("a close frame");
        assert_eq!(frame.code, CloseCode::Away);
        assert_eq!(server.ended().await.code, CloseCode::Away);
    }
    let report = shutting_down.await.expect("shut down");
    assert_eq!((report.closed, report.cut), (20, 0));
    server.accepting.await.expect("ended");
    assert_eq!(server.network.connections(), 0);

    // The next server takes over, with whoever has connected meanwhile.
    let request = talk::Channel::request("ws://memory", &(), &(), &()).expect("a request");
    let waiting = server.network.connect().await.expect("connected");
    let waiting = tokio::spawn(client_async(request, waiting));
    let next = serve(&server.network);
    waiting.await.expect("ended").expect("let in");
    next.network.close();
    next.accepting.await.expect("ended");
}

#[tokio::test]
async fn a_network_is_what_a_client_connects_with() {
    let server = serve(&Network::new());
    let request = talk::Channel::request("ws://memory", &(), &(), &()).expect("a request");
    let connector: Box<dyn Connect> = Box::new(server.network.clone());
    let stream = connector.connect(request.uri().clone()).await;
    let (socket, _) = client_async(request, stream.expect("connected"))
        .await
        .expect("let in");
    let mut client: ClientSocket<_> = ClientSocket::new(socket);
    client.say(Said::new("hello")).await.expect("sent");
    assert!(client.recv().await.expect("open").is_ok());

    server.network.refuse(true);
    let uri = "ws://memory".parse().expect("a URI");
    let refused = connector.connect(uri).await.err().expect("refused");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    client.say(Said::new("still here")).await.expect("sent");
    assert!(client.recv().await.expect("open").is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_client_comes_back_after_a_cut() {
    let mut server = serve(&Network::new());
    let builder = talk::Client::builder("ws://memory").connector(server.network.clone());
    let client = builder.connect().await.expect("let in");
    let mut messages = client.messages();
    for round in 0..10 {
        let text = format!("round {round}");
        client.say(Said::new(&text)).await.expect("sent");
        match messages.next().await.expect("going on").expect("a message") {
            ServerMessage::Heard(heard) => assert_eq!(heard.text, text),
            other => panic!("not heard: {other:?}"),
        }
        assert_eq!(server.network.connections(), 1);
        server.network.cut();
        server.network.refuse(true);
        assert_eq!(server.ended().await.code, CloseCode::Abnormal);
        // Some attempts are in vain.
        tokio::time::sleep(SECOND).await;
        assert_eq!(server.network.connections(), 0);
        server.network.refuse(false);
    }
    assert!(client.close().await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn delay_is_exact() {
    let server = serve(&Network::new());
    server.network.set_delay(SECOND);
    let begin = Instant::now();
    let mut client = server.connect().await.expect("let in");
    // The way there and back to connect, and again for the handshake.
    assert_eq!(begin.elapsed(), 4 * SECOND);
    let begin = Instant::now();
    for text in ["one", "two"] {
        client.say(Said::new(text)).await.expect("sent");
        assert_eq!(heard(&mut client).await, text);
    }
    assert_eq!(begin.elapsed(), 4 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn bandwidth_is_exact() {
    let network = Network::new();
    network.set_bandwidth(Some(100));
    let (mut client, mut server) = pair(&network);
    let begin = Instant::now();
    // What frame and message are: 2 bytes of header, and the JSON text; a client's frame has 4 bytes
    // of mask too.
    let payload = r#"{"type":"heard","text":"hello"}"#;
    server.hear(Heard::new("hello")).await.expect("sent");
    assert_eq!(heard(&mut client).await, "hello");
    let length = 2 + payload.len() as u32;
    assert_eq!(begin.elapsed(), length * SECOND / 100);
    let begin = Instant::now();
    client.say(Said::new("hello!")).await.expect("sent");
    assert_eq!(said(&mut server).await, "hello!");
    assert_eq!(begin.elapsed(), (length + 4) * SECOND / 100);
}

#[tokio::test(start_paused = true)]
async fn a_stall_holds_up_who_writes_until_it_is_over() {
    const COUNT: usize = 20_000;
    let network = Network::new();
    let (mut client, mut server) = pair(&network);
    network.stall(true);
    let written = Arc::new(AtomicUsize::new(0));
    let writing = tokio::spawn({
        let written = Arc::clone(&written);
        async move {
            for index in 0..COUNT {
                let said = Said::new(index.to_string());
                client.say(said).await.expect("sent");
                written.fetch_add(1, Ordering::Relaxed);
            }
            client
        }
    });
    // Paused time goes on only when all others wait.
    tokio::time::sleep(SECOND).await;
    let stopped = written.load(Ordering::Relaxed);
    assert!((1000..4000).contains(&stopped), "{stopped} were written");
    assert!(server.recv().now_or_never().is_none());
    network.stall(false);
    for index in 0..COUNT {
        assert_eq!(said(&mut server).await, index.to_string());
    }
    writing.await.expect("ended");
}

#[tokio::test(start_paused = true)]
async fn who_vanishes_without_a_word_is_given_up() {
    let mut server = serve(&Network::new());
    let mut client = server.connect().await.expect("let in");
    client.say(Said::new("hello")).await.expect("sent");
    assert_eq!(heard(&mut client).await, "hello");
    let begin = Instant::now();
    server.network.stall(true);
    let disconnect = server.ended().await;
    assert!(!disconnect.by_client);
    assert!(disconnect.error.is_some());
    // The server's idle timeout, and what it gives the closing handshake.
    assert_eq!(begin.elapsed(), (75 + 5) * SECOND);
    drop(client);
    assert_eq!(server.network.connections(), 0);
}

#[tokio::test]
async fn a_cut_resets_both_sides() {
    let network = Network::new();
    let (mut client, mut server) = pair(&network);
    client.say(Said::new("lost")).await.expect("sent");
    network.cut();
    let error = server.recv().await.expect("open").expect_err("cut");
    assert!(is_reset(&error), "{error:?}");
    let error = client.recv().await.expect("open").expect_err("cut");
    assert!(is_reset(&error), "{error:?}");
    let (mut client, mut server) = pair(&network);
    client.say(Said::new("hello")).await.expect("sent");
    assert_eq!(said(&mut server).await, "hello");

    let mut served = serve(&network);
    let mut client = served.connect().await.expect("let in");
    client.say(Said::new("hello")).await.expect("sent");
    assert_eq!(heard(&mut client).await, "hello");
    network.cut();
    assert!(client.recv().await.expect("open").is_err());
    let disconnect = served.ended().await;
    assert_eq!(disconnect.code, CloseCode::Abnormal);
    assert!(disconnect.by_client);
}

/// Wherever a frame is cut, what is there of it is no message.
#[tokio::test]
async fn a_truncated_frame_is_an_error() {
    let network = Network::new();
    let length = 2 + 4 + r#"{"type":"said","text":"hello"}"#.len() as u64;
    for cut in 0..length {
        network.cut_after(None);
        let (mut client, mut server) = pair(&network);
        client.say(Said::new("before")).await.expect("sent");
        assert_eq!(said(&mut server).await, "before");
        network.cut_after(Some(cut));
        assert_eq!(client.say(Said::new("hello")).await.is_ok(), cut > 0);
        let error = server.recv().await.expect("open").expect_err("cut");
        assert!(is_reset(&error), "{cut}: {error:?}");
        assert!(server.recv().await.is_none());
    }
    let (mut client, mut server) = pair(&network);
    network.cut_after(Some(length));
    client.say(Said::new("hello")).await.expect("sent");
    assert_eq!(said(&mut server).await, "hello");
    assert!(server.recv().await.expect("open").is_err());
}

/// Wherever a handshake is cut, the client learns it and the server keeps nothing.
#[tokio::test]
async fn a_truncated_handshake_is_an_error() {
    let server = serve(&Network::new());
    let mut cut = 0;
    while let Err(error) = {
        server.network.cut_after(Some(cut));
        server.connect().await
    } {
        assert!(matches!(error, Error::WebSocket(_)), "{error:?}");
        assert_eq!(server.network.connections(), 0);
        cut += 1;
    }
    assert!(cut > 100, "let in after {cut} bytes");
}

/// The bytes that one end sends in [`nothing_is_lost_while_conditions_change`].
const MANY: usize = 2_000_000;

/// Writes many bytes, in pieces of any size.
async fn write_many(mut stream: tokio::io::WriteHalf<MemoryStream>) {
    let bytes: Vec<u8> = (0..MANY).map(|index| (index % 251) as u8).collect();
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let (piece, others) = rest.split_at(fastrand::usize(1..5000).min(rest.len()));
        stream.write_all(piece).await.expect("written");
        rest = others;
    }
    stream.shutdown().await.expect("shut down");
}

async fn read_many(mut stream: tokio::io::ReadHalf<MemoryStream>) {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("read");
    assert_eq!(bytes.len(), MANY);
    let mut bytes = bytes.into_iter().enumerate();
    assert!(bytes.all(|(index, byte)| usize::from(byte) == index % 251));
}

/// Whatever the network does short of cutting, all bytes arrive, each once and in order.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn nothing_is_lost_while_conditions_change() {
    let network = Network::new();
    let client = network.connect().await.expect("connected");
    let server = network.accept().await.expect("open");
    let mut tasks = Vec::new();
    for stream in [client, server] {
        let (reading, writing) = tokio::io::split(stream);
        tasks.push(tokio::spawn(write_many(writing)));
        tasks.push(tokio::spawn(read_many(reading)));
    }
    let mut random = fastrand::Rng::with_seed(7);
    let mut changes = 0;
    while !tasks.iter().all(JoinHandle::is_finished) {
        match random.u8(..7) {
            0 => network.stall(true),
            1 => network.set_delay(Duration::from_micros(100)),
            2 => network.set_delay(Duration::ZERO),
            3 => network.set_bandwidth(Some(50_000_000)),
            4 => network.set_bandwidth(None),
            5 => network.set_buffer(random.usize(..20_000)),
            _ => network.set_buffer(64 * 1024),
        }
        changes += 1;
        tokio::task::yield_now().await;
        network.stall(false);
    }
    for task in tasks {
        task.await.expect("ended");
    }
    assert!(changes > 0);
}
