//! The managed client against a real server, over connections that a proxy of the tests' own cuts,
//! stalls and refuses.

use asyncapi_channels::client::{Builder, Reconnect, State};
use asyncapi_channels::server::{
    ConnectRequest, Disconnect, HandlerError, Reject, Server, ServerHandle,
};
use asyncapi_channels::{Message, Payload};
use futures_util::StreamExt;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

mod authentication;
#[path = "../certificate.rs"]
mod certificate;
mod connecting;
mod cuts;
mod ending;
mod fates;
mod limits;
mod listeners;
#[path = "../proxy.rs"]
mod proxy;
mod queue;
mod reconnecting;
mod requests;
mod runtimes;
mod streams;
mod through_proxy;

mod api {
    asyncapi_channels::asyncapi!("api/client.yaml");
}

use api::feed::{self, Channel, Connection};
use api::{Publish, Subscribe, Subscribed, Unsubscribe};
use proxy::Proxy;

/// What a test waits for comes at once; this is for when it does not.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(20), future)
        .await
        .expect("nothing happened for 20 seconds")
}

/// A client of the feed `news` that connects again within a few milliseconds.
fn client(network: &Network) -> Builder<Channel, feed::Client> {
    let (query, headers) = (feed::Query::default(), feed::Headers::default());
    feed::Client::builder(
        network.proxy.url(),
        feed::Params::new("news"),
        query,
        headers,
    )
    .reconnect(quick())
}

/// Delays that a test can wait for.
fn quick() -> Reconnect {
    Reconnect::new()
        .max_attempts(None)
        .first_delay(Duration::from_millis(1))
        .max_delay(Duration::from_millis(5))
}

/// Waits until the client is in such a state.
async fn state(client: &feed::Client, is_it: impl Fn(&State) -> bool) -> State {
    let mut states = client.states();
    let mut state = client.state();
    while !is_it(&state) {
        state = soon(states.next()).await.expect("the state");
    }
    state
}

/// Waits until the client is connected.
async fn connected(client: &feed::Client) {
    state(client, |state| matches!(state, State::Connected)).await;
}

/// Waits until the client has ended.
async fn ended(client: &feed::Client) {
    state(client, |state| matches!(state, State::Closed)).await;
}

/// What a callback is called with, as the test sees it.
struct Told<T>(UnboundedReceiver<T>);

impl<T> Told<T> {
    fn new() -> (UnboundedSender<T>, Self) {
        let (sender, receiver) = unbounded_channel();
        (sender, Self(receiver))
    }

    async fn next(&mut self) -> T {
        soon(self.0.recv()).await.expect("a callback")
    }

    /// What is told within this time.
    async fn within(&mut self, time: Duration) -> Option<T> {
        tokio::time::timeout(time, self.0.recv()).await.ok()?
    }

    /// What was told so far and not looked at.
    fn all(&mut self) -> Vec<T> {
        std::iter::from_fn(|| self.0.try_recv().ok()).collect()
    }
}

/// The numbers of the messages that are published by these payloads.
fn numbers(payloads: &[Payload]) -> Vec<i64> {
    let messages = payloads
        .iter()
        .map(|payload| feed::ClientMessage::decode(payload.as_frame()));
    messages
        .map(|message| match message.expect("a message") {
            feed::ClientMessage::Publish(publish) => publish.n,
            other => panic!("not published: {other:?}"),
        })
        .collect()
}

type Judge = Arc<dyn Fn(&mut ConnectRequest<Channel>) -> Result<(), Reject> + Send + Sync>;

/// Serves feeds: tells the test what it sees, and confirms subscriptions. A server that is started
/// anew has the same one.
#[derive(Clone)]
struct Feed {
    events: UnboundedSender<Seen>,
    judge: Judge,
}

/// What the handler sees; the session of a connection is the name of its feed.
#[derive(Debug)]
enum Seen {
    Open(Connection<String>),
    Published(Publish),
    Subscribed(String),
    Unsubscribed(String),
    Gone(Disconnect),
}

impl Feed {
    fn tell(&self, seen: Seen) {
        // A test that has seen enough looks no more.
        let _ = self.events.send(seen);
    }
}

impl feed::Handler for Feed {
    type Session = String;

    async fn on_connect(&self, request: &mut ConnectRequest<Channel>) -> Result<String, Reject> {
        (self.judge)(request)?;
        Ok(request.params.feed.clone())
    }

    async fn on_open(&self, connection: &Connection<String>) -> Result<(), HandlerError> {
        self.tell(Seen::Open(connection.clone()));
        Ok(())
    }

    async fn on_publish(
        &self,
        _: &Connection<String>,
        publish: Publish,
    ) -> Result<(), HandlerError> {
        self.tell(Seen::Published(publish));
        Ok(())
    }

    async fn on_subscribe(
        &self,
        connection: &Connection<String>,
        subscribe: Subscribe,
    ) -> Result<(), HandlerError> {
        self.tell(Seen::Subscribed(subscribe.topic.clone()));
        Ok(connection.confirm(Subscribed::new(subscribe.topic)).await?)
    }

    async fn on_unsubscribe(
        &self,
        _: &Connection<String>,
        unsubscribe: Unsubscribe,
    ) -> Result<(), HandlerError> {
        self.tell(Seen::Unsubscribed(unsubscribe.topic));
        Ok(())
    }

    async fn on_disconnect(&self, _: &Connection<String>, disconnect: Disconnect) {
        self.tell(Seen::Gone(disconnect));
    }
}

/// A server of feeds, a proxy in front of it, and what its handler sees.
struct Network {
    feed: Feed,
    proxy: Proxy,
    server: ServerHandle,
    seen: UnboundedReceiver<Seen>,
}

impl Network {
    /// Everyone is let in.
    async fn start() -> Self {
        Self::that_lets_in(|_| Ok(())).await
    }

    async fn that_lets_in<F>(judge: F) -> Self
    where
        F: Fn(&mut ConnectRequest<Channel>) -> Result<(), Reject> + Send + Sync + 'static,
    {
        let (events, seen) = unbounded_channel();
        let judge: Judge = Arc::new(judge);
        let feed = Feed { events, judge };
        let (address, server) = serve(feed.clone()).await;
        Self {
            feed,
            proxy: Proxy::start(address).await,
            server,
            seen,
        }
    }

    /// Another server in the place of this one, whose connections end.
    async fn restart(&mut self) {
        let (address, server) = serve(self.feed.clone()).await;
        self.proxy.upstream(address);
        let old = std::mem::replace(&mut self.server, server);
        soon(old.shut_down(Duration::ZERO)).await;
    }

    /// What the handler sees next.
    async fn next(&mut self) -> Seen {
        soon(self.seen.recv()).await.expect("a server")
    }

    /// The connection that is opened next, after whatever comes from another one.
    async fn opened(&mut self) -> Connection<String> {
        loop {
            if let Seen::Open(connection) = self.next().await {
                return connection;
            }
        }
    }

    /// The number of the next message that is published.
    async fn published(&mut self) -> i64 {
        loop {
            match self.next().await {
                Seen::Published(publish) => return publish.n,
                Seen::Gone(_) | Seen::Open(_) => {}
                other => panic!("not published: {other:?}"),
            }
        }
    }

    /// How the next connection ends.
    async fn gone(&mut self) -> Disconnect {
        loop {
            if let Seen::Gone(disconnect) = self.next().await {
                return disconnect;
            }
        }
    }
}

/// Runs a server on a port of its own.
async fn serve(feed: Feed) -> (SocketAddr, ServerHandle) {
    let server = Server::builder().serve(feed::endpoint(feed));
    let server = server.bind("127.0.0.1:0").await.expect("a port");
    let (address, handle) = (server.local_addr(), server.handle());
    tokio::spawn(server.run());
    (address, handle)
}

fn publish(n: i64) -> Publish {
    Publish::new(n, "")
}
