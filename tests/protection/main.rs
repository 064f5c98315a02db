//! Attacks on a server, over sockets on loopback: each of its limits holds, and an honest client of
//! the same server is served all the time.

use asyncapi_channels::server::{
    ConnectRequest, ConnectionConfig, Disconnect, Endpoint, HandlerError, InvalidMessage, Reject,
    Server, ServerBuilder, ServerHandle,
};
use asyncapi_channels::{CloseCode, DecodeError};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Semaphore, oneshot};

#[path = "../certificate.rs"]
mod certificate;
mod client;
mod connections;
mod fragments;
mod frames;
mod handshake;
mod idle;
mod invalid;
mod origin;
mod panics;
mod rate;
mod size;
mod slow;

mod api {
    asyncapi_channels::asyncapi!("api/protection.yaml");
}

use api::{Heard, Order, OrderWhat, Said, line};
use client::{Client, LAST, PING, PONG, masked};

/// Who the client is, and what its handlers do: what it says is the session.
const WHO: &str = "x-who";
const HONEST: &str = "honest";
/// One whose messages are not told to the test.
const QUIET: &str = "quiet";

/// A limit that an attack runs into.
const SHORT: Duration = Duration::from_millis(200);

/// What a test waits for comes at once; this is for when it does not.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("nothing happened for 20 seconds")
}

type Connection = line::Connection<String>;

/// What the handler sees of clients that are not the honest one.
#[derive(Debug)]
enum Event {
    Open(Connection),
    Said(String),
    Invalid(String),
    Gone(Disconnect),
}

/// Repeats what is said to it, and panics where the session says so.
struct Line {
    events: UnboundedSender<Event>,
    go_on: Arc<Semaphore>,
}

impl Line {
    fn new() -> (Self, UnboundedReceiver<Event>) {
        let (sender, events) = unbounded_channel();
        let line = Self {
            events: sender,
            go_on: Arc::new(Semaphore::new(0)),
        };
        (line, events)
    }

    fn tell(&self, who: &str, event: Event) {
        if who != HONEST {
            // A test that has seen enough looks no more.
            let _ = self.events.send(event);
        }
    }
}

/// Ends with a panic if the client is one for whom this place does.
fn panics_at(place: &str, session: &str) {
    assert_ne!(session, place, "as the client says");
}

impl line::Handler for Line {
    type Session = String;

    async fn on_connect(
        &self,
        request: &mut ConnectRequest<line::Channel>,
    ) -> Result<String, Reject> {
        let who = request.request().headers().get(WHO);
        let who = who.and_then(|who| who.to_str().ok()).unwrap_or_default();
        panics_at("on_connect", who);
        match who {
            "refused" => Err(Reject::forbidden("not you")),
            _ => Ok(who.to_owned()),
        }
    }

    async fn on_open(&self, connection: &Connection) -> Result<(), HandlerError> {
        self.tell(connection.session(), Event::Open(connection.clone()));
        panics_at("on_open", connection.session());
        Ok(())
    }

    async fn on_say(&self, connection: &Connection, message: Said) -> Result<(), HandlerError> {
        if connection.session() != QUIET {
            self.tell(connection.session(), Event::Said(message.text.clone()));
        }
        Ok(connection.hear(Heard::new(message.text)).await?)
    }

    async fn on_order(&self, connection: &Connection, order: Order) -> Result<(), HandlerError> {
        match order.what {
            OrderWhat::Panic => panic!("as ordered"),
            OrderWhat::Wait => self.go_on.acquire().await?.forget(),
        }
        Ok(connection.hear(Heard::new("waited")).await?)
    }

    async fn on_error(&self, connection: &Connection, error: DecodeError) -> InvalidMessage {
        let reason = error.reason().to_owned();
        self.tell(connection.session(), Event::Invalid(reason));
        panics_at("on_error", connection.session());
        connection.invalid_message()
    }

    async fn on_disconnect(&self, connection: &Connection, disconnect: Disconnect) {
        self.tell(connection.session(), Event::Gone(disconnect));
        panics_at("on_disconnect", connection.session());
    }
}

/// Runs a server.
async fn start(builder: ServerBuilder) -> (SocketAddr, ServerHandle) {
    let server = builder.bind("127.0.0.1:0").await.expect("a port");
    let (address, handle) = (server.local_addr(), server.handle());
    tokio::spawn(server.run());
    (address, handle)
}

/// A server with one honest client.
struct Attacked {
    address: SocketAddr,
    handle: ServerHandle,
    events: UnboundedReceiver<Event>,
    go_on: Arc<Semaphore>,
    honest: Honest,
}

impl Attacked {
    async fn with_config(config: ConnectionConfig) -> Self {
        Self::serve(|builder| builder, |endpoint| endpoint.config(config)).await
    }

    async fn with_builder(build: impl FnOnce(ServerBuilder) -> ServerBuilder) -> Self {
        Self::serve(build, |endpoint| endpoint).await
    }

    async fn serve<B, E>(build: B, set_up: E) -> Self
    where
        B: FnOnce(ServerBuilder) -> ServerBuilder,
        E: FnOnce(Endpoint<line::Served<Line>>) -> Endpoint<line::Served<Line>>,
    {
        let (line, events) = Line::new();
        let go_on = Arc::clone(&line.go_on);
        let builder = Server::builder().serve(set_up(line::endpoint(line)));
        let (address, handle) = start(build(builder)).await;
        let honest = Honest::over(Client::connect(address, HONEST).await).await;
        Self {
            address,
            handle,
            events,
            go_on,
            honest,
        }
    }

    /// A client that is let in.
    async fn client(&mut self) -> Client {
        self.client_that("").await
    }

    /// A client that is let in, and whose session is what it says of itself.
    async fn client_that(&mut self, who: &str) -> Client {
        let client = Client::connect(self.address, who).await;
        self.opened().await;
        client
    }

    /// What the handler sees next.
    async fn next(&mut self) -> Event {
        soon(self.events.recv()).await.expect("a server")
    }

    /// The connection that is opened next.
    async fn opened(&mut self) -> Connection {
        match self.next().await {
            Event::Open(connection) => connection,
            other => panic!("not opened: {other:?}"),
        }
    }

    /// How the next connection that ends did, whatever it said before.
    async fn gone(&mut self) -> Disconnect {
        loop {
            if let Event::Gone(disconnect) = self.next().await {
                return disconnect;
            }
        }
    }

    /// How the next connection ends, with the server having closed it.
    async fn gone_with(&mut self, code: CloseCode) -> Disconnect {
        let gone = self.gone().await;
        assert_eq!((gone.code, gone.by_client), (code, false), "{gone:?}");
        gone
    }

    /// There are as many connections as this, with the honest one, or will be at once.
    async fn has_connections(&self, count: usize) {
        let counted = async {
            while self.handle.connections() != count {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        soon(counted).await;
    }

    /// The attacks are over: the honest client is still served, and no other connection is left.
    async fn survived(mut self) {
        self.honest.is_served().await;
        self.has_connections(1).await;
        self.honest.leave();
        self.has_connections(0).await;
        let report = soon(self.handle.shut_down(Duration::from_secs(10))).await;
        assert_eq!((report.closed, report.cut), (0, 0));
    }
}

/// A client that keeps to the rules: it answers pings and talks when it is told to.
struct Honest(UnboundedSender<oneshot::Sender<()>>);

impl Honest {
    async fn over<T>(mut client: Client<T>) -> Self
    where
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (sender, mut tasks) = unbounded_channel::<oneshot::Sender<()>>();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    task = tasks.recv() => {
                        let Some(task) = task else { return };
                        client.says("still there?").await;
                        client.hears("still there?").await;
                        // Whoever asked may have waited no longer.
                        let _ = task.send(());
                    }
                    ping = client.frame() => {
                        let (opcode, payload) = ping.expect("an honest client is kept");
                        assert_eq!(opcode, PING);
                        client.writes(&masked(LAST | PONG, &payload)).await;
                    }
                }
            }
        });
        let honest = Self(sender);
        honest.is_served().await;
        honest
    }

    fn leave(&mut self) {
        (self.0, _) = unbounded_channel();
    }

    /// It says something and hears it.
    async fn is_served(&self) {
        let (sender, done) = oneshot::channel();
        self.0.send(sender).expect("an honest client is kept");
        soon(done).await.expect("an honest client is kept");
    }
}

#[test]
fn the_defaults_are_as_documented() {
    let builder = format!("{:?}", Server::builder());
    for default in ["all: 10000", "handshake_timeout: 10s", "max_head: 16384"] {
        assert!(builder.contains(default), "{default}: {builder}");
    }
    let config = format!("{:?}", ConnectionConfig::new());
    for default in [
        "max_message: 1048576",
        "max_fragments: 1024",
        "ping_interval: Some(30s)",
        "idle_timeout: Some(75s)",
        "write_timeout: 30s",
        "close_timeout: 5s",
        "queue: 1048576",
        "slow_consumer: Wait",
        "invalid_message: Report",
        "inbound_rate: None",
        "origins: Any",
    ] {
        assert!(config.contains(default), "{default}: {config}");
    }
}
