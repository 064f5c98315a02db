//! Requests of the client and the replies to them: those of a handler, and those of a server whose
//! replies are out of order, late, doubled or missing.

use crate::proxy::{Cut, Door, Proxy};
use crate::{Told, quick, soon};
use asyncapi_channels::Message;
use asyncapi_channels::client::{Builder, Fate, Listener, Reconnect, SendError};
use asyncapi_channels::server::{Endpoint, Serve, Server};
use futures_util::future::join_all;
use futures_util::{FutureExt, StreamExt};
use std::future::Future;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;

mod answered;
mod cut;
mod faults;
mod known;
mod late;
mod order;

/// A document of AsyncAPI 3.
mod three {
    asyncapi_channels::asyncapi!("api/reply.yaml");
}

/// A document of AsyncAPI 2.
mod two {
    asyncapi_channels::asyncapi!("api/reply_v2.yaml");
}

use three::desk::{Channel, Client, ClientMessage, ServerMessage, ServerSocket};
use three::{Answer, Ask, Ping, Pong};

/// Long enough for whatever is going to happen anyway.
const WHILE: Duration = Duration::from_millis(150);

/// Serves a handler behind a proxy.
async fn serve<V: Serve>(endpoint: Endpoint<V>) -> Proxy {
    let server = Server::builder().serve(endpoint).bind("127.0.0.1:0").await;
    let server = server.expect("a port");
    let proxy = Proxy::start(server.local_addr()).await;
    tokio::spawn(server.run());
    proxy
}

/// A desk where the test itself answers, behind a proxy.
struct Desk {
    proxy: Proxy,
    listener: TcpListener,
}

impl Desk {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let proxy = Proxy::start(listener.local_addr().expect("an address")).await;
        Self { proxy, listener }
    }

    /// A client that connects again within a few milliseconds.
    fn client(&self) -> Builder<Channel, Client> {
        Client::builder(self.proxy.url()).reconnect(quick())
    }

    /// The server's end of the next connection that is not cut in its handshake.
    async fn accept(&self) -> Seat {
        let (stream, _) = soon(self.listener.accept()).await.expect("a client");
        let accepted = soon(ServerSocket::accept(stream)).await;
        Seat(accepted.expect("a handshake").0)
    }

    /// A client, connected, and the server's end of its connection.
    async fn connect(&self, client: Builder<Channel, Client>) -> (Client, Seat) {
        let client = client.build();
        let (connected, seat) = tokio::join!(soon(client.connect()), self.accept());
        connected.expect("connected");
        (client, seat)
    }
}

/// The server's end of a connection.
struct Seat(ServerSocket<WebSocketStream<TcpStream>>);

impl Seat {
    async fn next(&mut self) -> ClientMessage {
        let message = soon(self.0.recv()).await;
        message.expect("open").expect("a message")
    }

    /// The next message, which asks something.
    async fn asked(&mut self) -> Ask {
        match self.next().await {
            ClientMessage::Ask(ask) => ask,
            other => panic!("nothing is asked: {other:?}"),
        }
    }

    /// Reads for a while, so that pings are answered, in which no message may come.
    async fn listen(&mut self) {
        let heard = tokio::time::timeout(WHILE, self.0.recv()).await;
        assert!(heard.is_err(), "{heard:?}");
    }

    /// Answers what was asked, with this text.
    async fn answer(&mut self, ask: &Ask, text: &str) {
        self.0.send(answer(ask, text)).await.expect("sent");
    }

    /// Answers a ping.
    async fn pong(&mut self, n: i64) {
        self.0.send(Pong::new(n)).await.expect("sent");
    }
}

/// The answer to what was asked.
fn answer(ask: &Ask, text: &str) -> Answer {
    let mut answer = Answer::new(text);
    answer.id.clone_from(&ask.id);
    answer
}

/// What goes to those who listen to all messages.
fn overheard(client: &Client) -> (Listener, Told<ServerMessage>) {
    let (sender, told) = Told::new();
    let listener = client.on_any(move |message| {
        // A test that has seen enough looks no more.
        let _ = sender.send(message.clone());
    });
    (listener, told)
}

/// Waits until the connection is lost.
async fn disconnected(client: &Client) {
    soon(async {
        while client.is_connected() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Runs a request by itself, so that it is sent.
fn run<F: Future<Output: Send> + Send + 'static>(future: F) -> JoinHandle<F::Output> {
    tokio::spawn(future)
}

/// The text of a request that is answered in time.
async fn text(request: JoinHandle<Result<Answer, SendError<ClientMessage>>>) -> String {
    let answered = soon(request).await.expect("no panic");
    answered.expect("a reply").answer
}
