//! The handle of a client.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::future::BoxFuture;

use super::builder::Builder;
use super::config::Config;
use super::driver;
use super::queue::{Entry, Pushed};
use super::reconnect::ConnectError;
use super::request::{Replies, Requesting};
use super::sending::{SendError, Submission, Submitting};
use super::subscription::{Buffer, Messages, States, Subscriber};
use super::{Closed, Listener, Opened, Shared, State};
use crate::correlation::{Correlated, Request};
use crate::error::BoxError;
use crate::{Channel, ClientSide, Error, Outgoing, Payload};

tokio::task_local! {
    /// The client whose connection is being opened by the code that runs, and that connection.
    static OPENING: (usize, u64);
}

/// A client of channel `C` that stays connected; see [the module](super).
///
/// It can be cloned and used from any task; each clone is the same client. When the last one is dropped,
/// what waits is still written if it is connected, and then the connection is closed.
pub struct Client<C: Channel> {
    handle: Arc<Handle<C>>,
    /// The connection that this was given to, to open it.
    opening: Option<u64>,
}

/// All clones of a client.
pub(crate) struct Handle<C: Channel> {
    pub(crate) shared: Arc<Shared<C>>,
}

impl<C: Channel> Drop for Handle<C> {
    fn drop(&mut self) {
        self.shared.queue.close();
        if !self.shared.is_started.swap(true, Ordering::AcqRel) {
            driver::close_unstarted(&self.shared);
        }
    }
}

impl<C: Channel> Clone for Client<C> {
    fn clone(&self) -> Self {
        Self {
            handle: Arc::clone(&self.handle),
            opening: self.opening,
        }
    }
}

impl<C: Channel<ClientMessage: Send, ServerMessage: Send>> Client<C> {
    /// What a client of a channel is made of that is written by hand. The server is a URL such as
    /// `wss://example.com/base`. The `Client` of a generated channel has its own `builder`, which takes
    /// what the document asks for.
    ///
    #[cfg_attr(
        all(feature = "macros", feature = "server"),
        doc = r##"
```
use asyncapi_channels::memory::Network;
use asyncapi_channels::server::{self, ConnectRequest, Connection, Handler, HandlerError, Reject};
use asyncapi_channels::{Channel, Client, Message};

/// A line, in both directions.
#[derive(Clone, Debug, PartialEq, Message)]
struct Line {
    text: String,
}

#[derive(Channel)]
#[channel(address = "/echo", client = Line, server = Line)]
struct Echo;

struct Wall;

impl Handler for Wall {
    type Channel = Echo;
    type Session = ();

    async fn on_connect(&self, _: &mut ConnectRequest<Echo>) -> Result<(), Reject> {
        Ok(())
    }

    async fn on_message(
        &self,
        connection: &Connection<Echo>,
        line: Line,
    ) -> Result<(), HandlerError> {
        Ok(connection.send(line).await?)
    }
}

# #[tokio::main(flavor = "current_thread", start_paused = true)]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
// A network in memory, for this example; without `connector`, it is TCP.
let network = Network::new();
let server = server::Server::builder().serve(server::endpoint(Wall)).acceptor()?;
tokio::spawn(server.serve_network(network.clone()));

let client = Client::<Echo>::builder("ws://wall.example", &(), &(), &());
let client = client.connector(network.clone()).connect().await?;
let mut lines = client.messages();
client.send(Line { text: "hello".to_owned() }).await?;
assert_eq!(lines.recv().await.unwrap()?.text, "hello");
# Ok(())
# }
```
"##
    )]
    pub fn builder(
        server: impl AsRef<str>,
        params: &C::Params,
        query: &C::Query,
        headers: &C::Headers,
    ) -> Builder<C> {
        Builder::new(C::request(server, params, query, headers))
    }

    pub(crate) fn new(config: Config<C>) -> Self {
        let handle = Arc::new_cyclic(|handle| Handle {
            shared: Arc::new(Shared::new(config, handle.clone())),
        });
        Self {
            handle,
            opening: None,
        }
    }

    /// The client for what opens a connection.
    pub(crate) fn opening(handle: Arc<Handle<C>>, connection: u64) -> Self {
        Self {
            handle,
            opening: Some(connection),
        }
    }

    fn shared(&self) -> &Arc<Shared<C>> {
        &self.handle.shared
    }

    /// The connection that is opened by what is sent here: with the client that `with_reconnect` gave, or
    /// with any other within its callback.
    fn opened(&self) -> Option<u64> {
        let own = Arc::as_ptr(self.shared()) as usize;
        let scope =
            OPENING.try_with(|(client, connection)| (*client == own).then_some(*connection));
        scope.ok().flatten().or(self.opening)
    }

    /// Marks what runs in a future as opening a connection.
    pub(crate) fn while_opening<F: Future>(
        &self,
        connection: u64,
        future: F,
    ) -> impl Future<Output = F::Output> {
        OPENING.scope((Arc::as_ptr(self.shared()) as usize, connection), future)
    }

    /// Sends a message: the future is ready when it was handed to a connection. While the client is not
    /// connected, it waits in the queue.
    ///
    /// Messages are handed over in the order in which their futures are first polled.
    ///
    /// # Errors
    ///
    /// A [`SendError`] with the message in it: [`Error::Encode`] when the message breaks its schema;
    /// [`Error::QueueFull`] when there is no room and sending is to be
    /// [rejected](super::WhenFull::Reject) then; [`Error::Closed`] when the client has closed or given
    /// up; a timeout when it waited longer than [`within`](Submitting::within) says.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped before it is ready, the message is not sent, unless it was being handed
    /// over at that moment.
    pub fn send(&self, message: impl Outgoing<C, ClientSide>) -> Submitting<C> {
        let message = message.into_message();
        let payload = self.shared().encode(&message);
        let submission = Submission::new(self.shared(), self.opened(), payload, None);
        Submitting::new(message, submission)
    }

    /// Queues a message without waiting. What becomes of it is told in [`Closed`] if it is not sent.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send), but for what happens later; [`Error::QueueFull`] whenever there is no
    /// room.
    pub fn try_send(
        &self,
        message: impl Outgoing<C, ClientSide>,
    ) -> Result<(), SendError<C::ClientMessage>> {
        let message = message.into_message();
        let queue = &self.shared().queue;
        let pushed = self.shared().encode(&message).map(|payload| {
            let entry = Entry::new(payload, None);
            match self.opened() {
                Some(connection) => match queue.push_opening(entry, connection) {
                    Ok(()) => Pushed::Queued,
                    Err(entry) => queue.try_push(entry),
                },
                None => queue.try_push(entry),
            }
        });
        let (fate, error) = match pushed {
            Ok(Pushed::Queued) => return Ok(()),
            Ok(Pushed::Full(entry)) => (super::Fate::Unsent, Error::QueueFull(entry.payload)),
            Ok(Pushed::Closed) => self.shared().closed(),
            Err(error) => (super::Fate::Unsent, error),
        };
        Err(SendError {
            message,
            fate,
            error,
        })
    }

    /// Sends a request and waits for its reply, with an id of its own where the document has a
    /// `correlationId` and the request has none yet, and otherwise by the type of the reply. Any number
    /// of requests may be under way.
    ///
    /// A reply goes to its request alone; one that comes too late goes to those who listen.
    ///
    /// Where the document has no ids, replies are taken to come in the order of the requests, and a message
    /// that is sent otherwise to have none. The client goes on when a reply never comes, and so it may take
    /// the wrong one when two in a row come after their time: ids are better.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send); also when the connection ends before the reply has come, and when it
    /// does not come in time, be it [`within`](Requesting::within) or the
    /// [`request_timeout`](super::Builder::request_timeout). [`SendError::fate`] tells whether the server
    /// has the request. The connection goes on.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the request is not sent if it was not handed over yet, and a reply
    /// that still comes goes to those who listen.
    ///
    /// # Panics
    ///
    /// When the future is polled outside of a tokio runtime with time, unless there is no
    /// [`request_timeout`](super::Builder::request_timeout).
    pub fn request<R>(&self, request: R) -> Requesting<C, R>
    where
        C: Channel<ClientMessage: Correlated, ServerMessage: Correlated>,
        R: Request<C>,
    {
        const {
            assert!(
                !R::IS_STREAMING,
                "any number of replies answers this request: use `request_stream`"
            );
        }
        let time = self.shared().config.request_timeout;
        Requesting::new(self.shared(), self.opened(), request, time)
    }

    /// Sends a request that has several replies (`x-response-type: server-streaming` in the document), which
    /// must be taken while they come: see [`Replies`]. For any other request it does not compile, nor does
    /// [`request`](Self::request) for such a one.
    pub fn request_stream<R>(&self, request: R) -> Replies<C, R>
    where
        C: Channel<ClientMessage: Correlated, ServerMessage: Correlated>,
        R: Request<C>,
    {
        const {
            assert!(
                R::IS_STREAMING,
                "one reply answers this request: use `request`, or say `x-response-type: \
                 server-streaming` at its operation"
            );
        }
        Replies::new(self.shared(), self.opened(), request)
    }

    /// Calls back for each message that comes and is no reply to a request that somebody waits for.
    ///
    /// Callbacks run on the client's task, one after another: while one runs, nothing is read or written.
    /// What takes longer belongs into a task of its own. They may use the client, but not wait for it. One
    /// that keeps a handle of its own client keeps it alive until it is closed.
    pub fn on_any(&self, callback: impl Fn(&C::ServerMessage) + Send + Sync + 'static) -> Listener {
        self.shared().listeners.on_message(callback)
    }

    /// Calls back for each frame that is no valid message ([`Error::Decode`]), for each attempt to connect
    /// that has failed, and for what goes wrong in callbacks ([`Error::Callback`]).
    pub fn on_error(&self, callback: impl Fn(&Error) + Send + Sync + 'static) -> Listener {
        self.shared().listeners.on_error(callback)
    }

    /// Calls back when the server has accepted a connection, before anything is sent on it.
    pub fn on_open(&self, callback: impl Fn(&Opened) + Send + Sync + 'static) -> Listener {
        self.shared().listeners.on_open(callback)
    }

    /// Calls back when a connection has ended, and when the client gives up.
    pub fn on_close(&self, callback: impl Fn(&Closed) + Send + Sync + 'static) -> Listener {
        self.shared().listeners.on_close(callback)
    }

    /// Calls back on each connection before anything that waits is sent, to subscribe again; and now, if
    /// the client is connected. The callbacks are called one after another, in the order in which they
    /// were added, each when the one before is ready.
    ///
    /// While the connection is being opened, what is sent with the client that the callback gets goes before
    /// all that waits; so does what is sent with any other handle of this client within the callback, though
    /// not in a task of its own. An error or a panic ends the connection, as a failed attempt does, and so
    /// do callbacks that take longer than [`connect_timeout`](super::Reconnect::connect_timeout) together.
    ///
    /// A callback that keeps a handle of its own client keeps it alive: better use the one it gets.
    pub fn with_reconnect<F, Fut>(&self, callback: F) -> Listener
    where
        F: Fn(Client<C>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        let restore = move |client| -> BoxFuture<'static, _> { Box::pin(callback(client)) };
        let listener = self.shared().listeners.with_reconnect(Box::new(restore));
        self.shared().queue.wake();
        listener
    }

    /// A stream of the messages that [`on_any`](Self::on_any) tells of, and of the frames that were none.
    /// It begins with the next one. It has the default [`Buffer`].
    pub fn messages(&self) -> Messages<C::ServerMessage>
    where
        C::ServerMessage: Clone,
    {
        self.messages_with(Buffer::default())
    }

    /// As [`messages`](Self::messages), with a buffer of one's own.
    pub fn messages_with(&self, buffer: Buffer) -> Messages<C::ServerMessage>
    where
        C::ServerMessage: Clone,
    {
        let subscriber = Arc::new(Subscriber::new(buffer));
        self.shared().listeners.subscribe(Arc::clone(&subscriber));
        if self.state() == State::Closed {
            subscriber.end();
        }
        // The stream does not keep the client alive.
        let shared = Arc::downgrade(self.shared());
        Messages::new(
            subscriber,
            Arc::new(move || {
                if let Some(shared) = shared.upgrade() {
                    shared.queue.wake();
                }
            }),
        )
    }

    /// How the client is now.
    #[must_use]
    pub fn state(&self) -> State {
        self.shared().state.borrow().clone()
    }

    /// A stream of the changes of the state.
    pub fn states(&self) -> States {
        let subscriber = Arc::new(Subscriber::new(Buffer::lagging(64)));
        let told = Arc::clone(&subscriber);
        let listener = self
            .shared()
            .listeners
            .on_state(move |state: &State| told.push(Ok(state.clone())));
        if self.state() == State::Closed {
            subscriber.end();
        }
        States::new(subscriber, listener)
    }

    /// Whether messages flow.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        *self.shared().state.borrow() == State::Connected
    }

    /// Connects, unless that was begun before, and waits until messages flow: the connection is open, the
    /// first message was sent and the callbacks of `with_reconnect` have run.
    ///
    /// # Errors
    ///
    /// When the client gives up, or is closed.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time and, without a connector of one's own, I/O.
    ///
    /// # Cancel safety
    ///
    /// The client goes on connecting when the future is dropped.
    pub async fn connect(&self) -> Result<(), ConnectError> {
        self.start();
        let mut states = self.shared().state.subscribe();
        let reached = states
            .wait_for(|state| matches!(state, State::Connected | State::Closed))
            .await;
        match reached.as_deref() {
            Ok(State::Connected) => Ok(()),
            _ => Err(self.shared().gave_up().unwrap_or_else(|| ConnectError {
                error: Arc::new(self.shared().closed().1),
                attempts: 0,
            })),
        }
    }

    /// Connects, unless that was begun before, without waiting for it.
    ///
    /// # Panics
    ///
    /// As for [`connect`](Self::connect).
    pub fn start(&self) {
        // Before anything is begun, for it panics outside of a runtime.
        let runtime = tokio::runtime::Handle::current();
        if !self.shared().is_started.swap(true, Ordering::AcqRel) {
            runtime.spawn(driver::run(Arc::clone(self.shared())));
        }
    }

    /// Closes for good: takes nothing more, writes what waits if it is connected, closes the connection
    /// with 1000 (RFC 6455 section 7), and rejects what is left. The messages that nobody waits for are
    /// given back; those that are not known to have arrived are told by [`on_close`](Self::on_close).
    ///
    /// # Cancel safety
    ///
    /// The client goes on closing when the future is dropped. Another call waits again.
    pub async fn close(&self) -> Vec<Payload> {
        self.shared().queue.close();
        // A client that was never started has what waits to give back, too.
        if !self.shared().is_started.swap(true, Ordering::AcqRel) {
            driver::close_unstarted(self.shared());
        }
        self.closed().await;
        self.shared().unsent()
    }

    /// Ready when the client has closed for good, or given up.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped early.
    pub async fn closed(&self) {
        let mut states = self.shared().state.subscribe();
        let _ = states.wait_for(|state| *state == State::Closed).await;
    }
}

impl<C: Channel> fmt::Debug for Client<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("channel", &C::NAME)
            .field("state", &*self.handle.shared.state.borrow())
            .finish_non_exhaustive()
    }
}
