//! A client against a server in memory.

use crate::{Channel, ClientSide, DecodeError, EncodeError, Frame, Message, Outgoing, Payload};

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line(pub(crate) String);

impl Message for Line {
    fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
        match frame {
            Frame::Text(text) => Ok(Self(text.to_owned())),
            Frame::Binary(_) => Err(DecodeError::new(frame, "expected a text frame")),
        }
    }

    fn encode(&self) -> Result<Payload, EncodeError> {
        Ok(Payload::from(self.0.as_str()))
    }

    fn name(&self) -> &'static str {
        "line"
    }
}

/// A channel of lines.
#[derive(Debug)]
pub(crate) struct Lobby;

impl Channel for Lobby {
    const NAME: &'static str = "lobby";
    const ADDRESS: &'static str = "/lobby";
    type Params = ();
    type Query = ();
    type Headers = ();
    type ClientMessage = Line;
    type ServerMessage = Line;
}

impl Outgoing<Lobby, ClientSide> for Line {
    fn into_message(self) -> Line {
        self
    }
}

mod attempts;
mod confirming;
mod ending;
mod opening;
mod requests;

use std::sync::mpsc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio_tungstenite::tungstenite::Message as WsMessage;
use tokio_tungstenite::{WebSocketStream, accept_async};

use super::{Builder, Client, Reconnect, State};
use crate::memory::{MemoryStream, Network};

/// A client of the network, which connects again after 100 ms, then 200 ms and so on.
fn builder(network: &Network) -> Builder<Lobby> {
    Builder::new(Lobby::request("ws://lobby", &(), &(), &()))
        .connector(network.clone())
        .reconnect(Reconnect::new().jitter(false))
}

fn line(text: &str) -> Line {
    Line(text.to_owned())
}

type ServerStream = WebSocketStream<MemoryStream>;

/// The server's end of the next connection.
async fn accept(network: &Network) -> ServerStream {
    let stream = network.accept().await.expect("a connection");
    accept_async(stream).await.expect("a handshake")
}

/// The next text that the server gets; `None` at the end.
async fn hear(server: &mut ServerStream) -> Option<String> {
    use futures_util::StreamExt;
    loop {
        match server.next().await?.ok()? {
            WsMessage::Text(text) => return Some(text.to_string()),
            WsMessage::Close(_) => return None,
            _ => {}
        }
    }
}

async fn say(server: &mut ServerStream, text: &str) {
    use futures_util::SinkExt;
    server.send(WsMessage::text(text)).await.expect("open");
}

/// What a callback is told, in order.
fn told<T: Send + 'static>() -> (impl Fn(T) + Send + Sync + 'static, mpsc::Receiver<T>) {
    let (tell, told) = mpsc::channel();
    let tell = std::sync::Mutex::new(tell);
    let call = move |value| {
        let _ = tell.lock().expect("no panic").send(value);
    };
    (call, told)
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn messages_go_both_ways() {
    let network = Network::new();
    let client = builder(&network).build();
    assert_eq!(client.state(), State::Idle);
    let (tell, heard) = told();
    let listener = client.on_any(move |Line(text)| tell(text.clone()));
    let mut messages = client.messages();
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    assert!(client.is_connected());

    client.send(line("hello")).await.expect("handed over");
    client.try_send(line("again")).expect("queued");
    assert_eq!(hear(&mut server).await.as_deref(), Some("hello"));
    assert_eq!(hear(&mut server).await.as_deref(), Some("again"));
    say(&mut server, "hi").await;
    assert_eq!(
        messages.recv().await.expect("open").expect("a line"),
        line("hi")
    );
    assert_eq!(heard.try_recv(), Ok("hi".to_owned()));
    drop(listener);
    say(&mut server, "there").await;
    assert_eq!(
        messages.recv().await.expect("open").expect("a line"),
        line("there")
    );
    assert!(heard.try_recv().is_err());

    let (unsent, ended) = tokio::join!(client.close(), hear(&mut server));
    assert_eq!(unsent, []);
    assert_eq!(ended, None);
    assert_eq!(client.state(), State::Closed);
    assert!(messages.recv().await.is_none());
    let error = client.send(line("late")).await.expect_err("closed");
    assert_eq!(error.message, line("late"));
    assert!(error.error.is_closed());
}

#[tokio::test]
async fn the_last_handle_ends_the_client_with_what_waits() {
    let network = Network::new();
    let client = builder(&network).build();
    let (connected, mut server) = tokio::join!(client.connect(), accept(&network));
    connected.expect("connected");
    client.try_send(line("bye")).expect("queued");
    drop(client.clone());
    drop(client);
    assert_eq!(hear(&mut server).await.as_deref(), Some("bye"));
    assert_eq!(hear(&mut server).await, None);
}

#[tokio::test]
async fn a_client_that_was_never_started_gives_back_what_waits() {
    let client: Client<Lobby> = builder(&Network::new()).build();
    client.try_send(line("a")).expect("queued");
    let mut waiting = client.send(line("b"));
    assert!((&mut waiting).now_or_never().is_none());
    assert_eq!(client.close().await, [Payload::from("a")]);
    assert_eq!(waiting.await.expect_err("closed").message, line("b"));
}
