//! The network: who connects to whom, and what goes wrong.

use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex as WaitingMutex, Notify};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::pipe::Conditions;
use super::stream::{Connection, MemoryStream, lock};
use crate::{Channel, ClientSide, ServerSide, Socket, SocketConfig};

/// A WebSocket over a [`MemoryStream`].
pub type MemoryWebSocket = WebSocketStream<MemoryStream>;

/// The two sides of a channel that are connected in memory.
pub type Pair<C> = (
    Socket<C, ClientSide, MemoryWebSocket>,
    Socket<C, ServerSide, MemoryWebSocket>,
);

/// A network in memory, with the faults that it is told to have.
///
/// Each clone is the same network. What is set holds at once, for all connections that there are and
/// for those to come; at first nothing goes wrong, and everything arrives at once. The
/// [module](crate::memory) has an example.
#[derive(Clone)]
pub struct Network(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    /// Told when conditions have changed.
    changed: Notify,
    backlog: WaitingMutex<UnboundedReceiver<MemoryStream>>,
}

struct State {
    conditions: Conditions,
    refuses: bool,
    cut_after: Option<u64>,
    /// The servers' ends of new connections; `None` when the network is closed.
    backlog: Option<UnboundedSender<MemoryStream>>,
    connections: Vec<Weak<Mutex<Connection>>>,
}

impl State {
    fn open(&mut self) -> (MemoryStream, MemoryStream) {
        let (client, server) = Connection::open(self.conditions, self.cut_after);
        self.connections.retain(|other| other.strong_count() > 0);
        self.connections.push(Arc::downgrade(client.connection()));
        (client, server)
    }

    fn each(&self, mut act: impl FnMut(&mut Connection)) {
        for connection in self.connections.iter().filter_map(Weak::upgrade) {
            act(&mut lock(&connection));
        }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self::new()
    }
}

impl Network {
    /// A network without connections and without faults.
    #[must_use]
    pub fn new() -> Self {
        let (sender, receiver) = unbounded_channel();
        Self(Arc::new(Shared {
            state: Mutex::new(State {
                conditions: Conditions::default(),
                refuses: false,
                cut_after: None,
                backlog: Some(sender),
                connections: Vec::new(),
            }),
            changed: Notify::new(),
            backlog: WaitingMutex::new(receiver),
        }))
    }

    fn change(&self, change: impl FnOnce(&mut Conditions)) {
        let mut state = lock(&self.0.state);
        change(&mut state.conditions);
        let conditions = state.conditions;
        state.each(|connection| connection.set(conditions));
        drop(state);
        self.0.changed.notify_waiters();
    }

    /// How long each byte is on its way, in each direction; at first no time at all. It also holds for
    /// what is on its way already and for what has not been read.
    ///
    /// Time is that of tokio. Where there is a delay or a bandwidth, reading needs a runtime with its
    /// timers.
    pub fn set_delay(&self, delay: Duration) {
        self.change(|conditions| conditions.delay = delay);
    }

    /// How many bytes of a connection arrive in a second, in each direction; at first any number.
    ///
    /// What is on its way goes on with the new bandwidth.
    pub fn set_bandwidth(&self, bytes_per_second: Option<u64>) {
        self.change(|conditions| conditions.bandwidth = bytes_per_second);
    }

    /// How many bytes of a connection may be written and not yet read, in each direction; 64 KiB at
    /// first, and 1 at least. When there are so many, writing waits.
    ///
    /// What is on its way counts too, so that with a delay no more than this arrives in that time.
    pub fn set_buffer(&self, bytes: usize) {
        self.change(|conditions| conditions.buffer = bytes.max(1));
    }

    /// Whether nothing moves: what is written waits until it moves again, and so does who connects.
    /// Neither end is told, as when a peer has lost its power.
    pub fn stall(&self, stalled: bool) {
        self.change(|conditions| conditions.stalled = stalled);
    }

    /// Whether connecting is refused, with [`ConnectionRefused`](io::ErrorKind::ConnectionRefused).
    /// What is connected goes on.
    pub fn refuse(&self, refuses: bool) {
        lock(&self.0.state).refuses = refuses;
    }

    /// Ends all connections at once, at both ends. What is on its way is lost, and reading and writing
    /// give [`ConnectionReset`](io::ErrorKind::ConnectionReset).
    pub fn cut(&self) {
        lock(&self.0.state).each(Connection::cut);
    }

    /// [Cuts](Self::cut) each connection when so many bytes have come to the server: those that are
    /// open after so many more, and each later one after its first ones. The server reads exactly
    /// these bytes, so that a frame can end in its middle. With `None` no further connection is cut,
    /// and none of those that are open.
    pub fn cut_after(&self, bytes: Option<u64>) {
        let mut state = lock(&self.0.state);
        state.cut_after = bytes;
        state.each(|connection| connection.cut_after(bytes));
    }

    /// How many connections there are: those that are not cut, and that either end still has.
    #[must_use]
    pub fn connections(&self) -> usize {
        let mut count = 0;
        lock(&self.0.state).each(|connection| count += usize::from(!connection.is_cut()));
        count
    }

    /// Lets no one connect anymore. What is connected goes on, and what waits to be accepted is
    /// accepted.
    pub fn close(&self) {
        lock(&self.0.state).backlog = None;
    }

    /// Connects to who accepts, which takes the delay of the way there and back. It is accepted later,
    /// where no one accepts yet; that alone is no error.
    ///
    /// # Errors
    ///
    /// [`ConnectionRefused`](io::ErrorKind::ConnectionRefused) when the network
    /// [refuses](Self::refuse) or is [closed](Self::close).
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped early, nothing was connected.
    pub async fn connect(&self) -> io::Result<MemoryStream> {
        let delay = lock(&self.0.state).conditions.delay;
        if !delay.is_zero() {
            tokio::time::sleep(delay.saturating_mul(2)).await;
        }
        loop {
            let mut changed = pin!(self.0.changed.notified());
            changed.as_mut().enable();
            if let Some(connected) = self.try_connect() {
                return connected;
            }
            changed.await;
        }
    }

    /// `None` while nothing moves.
    fn try_connect(&self) -> Option<io::Result<MemoryStream>> {
        let mut state = lock(&self.0.state);
        if state.conditions.stalled {
            return None;
        }
        let refused = io::ErrorKind::ConnectionRefused;
        let Some(backlog) = state.backlog.clone().filter(|_| !state.refuses) else {
            return Some(Err(refused.into()));
        };
        let (client, server) = state.open();
        Some(match backlog.send(server) {
            Ok(()) => Ok(client),
            Err(_) => Err(refused.into()),
        })
    }

    /// The server's end of the next connection, or `None` when the network is [closed](Self::close).
    /// Connections are accepted in the order in which they were made.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped early, nothing was accepted.
    pub async fn accept(&self) -> Option<MemoryStream> {
        self.0.backlog.lock().await.recv().await
    }

    /// A client and a server of a channel that are connected over this network: without a handshake,
    /// without being accepted, and also where the network refuses.
    ///
    /// [`Channel::pair`] is the same over a network without faults.
    #[must_use]
    pub fn pair<C: Channel>(&self) -> Pair<C> {
        let (client, server) = lock(&self.0.state).open();
        let client = Socket::new(web_socket(client, Role::Client));
        (client, Socket::new(web_socket(server, Role::Server)))
    }
}

/// A WebSocket that is open.
fn web_socket(stream: MemoryStream, role: Role) -> MemoryWebSocket {
    let config = SocketConfig::new().into();
    let mut made = pin!(WebSocketStream::from_raw_socket(stream, role, Some(config)));
    let mut cx = Context::from_waker(Waker::noop());
    // There is nothing that it could wait for: it is ready at once.
    loop {
        if let Poll::Ready(socket) = made.as_mut().poll(&mut cx) {
            return socket;
        }
    }
}

#[cfg(feature = "client")]
impl crate::client::Connect for Network {
    fn connect(
        &self,
        _: tokio_tungstenite::tungstenite::http::Uri,
    ) -> futures_util::future::BoxFuture<'_, io::Result<Box<dyn crate::client::IoStream>>> {
        Box::pin(async {
            let stream = Network::connect(self).await?;
            Ok(Box::new(stream) as Box<dyn crate::client::IoStream>)
        })
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.0.state);
        f.debug_struct("Network")
            .field("conditions", &state.conditions)
            .field("refuses", &state.refuses)
            .field("cut_after", &state.cut_after)
            .field("closed", &state.backlog.is_none())
            .finish_non_exhaustive()
    }
}
