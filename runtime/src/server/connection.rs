//! A connection as its handler and the hub see it.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use serde_json::Value;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::config::{InvalidMessage, SlowConsumer};
use super::id::ConnectionId;
use super::outbox::{Outbox, Pushed};
use crate::close::close_frame;
use crate::{Channel, Error, Hub, Message, Outgoing, Payload, ServerSide};

/// What every connection has, whatever its channel.
pub(crate) struct Link {
    pub(crate) id: ConnectionId,
    pub(crate) outbox: Outbox,
    pub(crate) peer: Option<SocketAddr>,
    pub(crate) handler: Arc<str>,
    pub(crate) subprotocol: Option<String>,
    pub(crate) validate: bool,
    pub(crate) invalid_message: InvalidMessage,
    /// Values that the application keeps with the connection.
    pub(crate) metadata: Mutex<BTreeMap<String, Value>>,
    /// How many messages were dropped for newer ones.
    dropped: AtomicU64,
    /// Told when the connection is closed, by either side.
    closed: Notify,
}

impl Link {
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn new(
        id: ConnectionId,
        outbox: Outbox,
        peer: Option<SocketAddr>,
        handler: Arc<str>,
        subprotocol: Option<String>,
        validate: bool,
        invalid_message: InvalidMessage,
        metadata: BTreeMap<String, Value>,
    ) -> Self {
        Self {
            id,
            outbox,
            peer,
            handler,
            subprotocol,
            validate,
            invalid_message,
            metadata: Mutex::new(metadata),
            dropped: AtomicU64::new(0),
            closed: Notify::new(),
        }
    }

    pub(crate) fn metadata(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a message over without waiting.
    pub(crate) fn offer(&self, payload: Payload) -> Pushed {
        let pushed = self.outbox.try_push(payload);
        if let Pushed::Queued { dropped } = pushed
            && dropped > 0
        {
            self.dropped.fetch_add(dropped as u64, Ordering::Relaxed);
            super::observe::dropped(self, dropped);
        }
        pushed
    }

    /// Closes a connection that takes its messages too slowly. Whether that was not done before.
    pub(crate) fn close_slow(&self) -> bool {
        self.close(CloseCode::Again, "messages are taken too slowly")
    }

    pub(crate) fn close(&self, code: CloseCode, reason: &str) -> bool {
        let closed = self.outbox.close(close_frame(code, reason));
        self.closed.notify_waiters();
        closed
    }

    /// Takes no more messages and writes none.
    pub(crate) fn end(&self) {
        self.outbox.end();
        self.closed.notify_waiters();
    }

    pub(crate) fn encode<M: Message>(&self, message: &M) -> Result<Payload, Error> {
        let payload = match self.validate {
            true => message.encode()?,
            false => message.encode_unchecked()?,
        };
        Ok(payload)
    }
}

struct Shared<C: Channel, S> {
    link: Arc<Link>,
    hub: Hub<C>,
    session: S,
}

/// A connection of channel `C` to a server, with the session `S` that its handler gave it when it was
/// opened. It can be kept and cloned, and used from any task; each clone is the same connection.
///
/// Generated code wraps it in a type `Connection` of the channel's module, with a method for each
/// operation that the server sends, and hands that to the `Handler`.
///
/// # When messages are written
///
/// Sending hands a message to the connection's queue; a task of the connection writes all that waits
/// there together. What could not be written when a connection ends is in
/// [`Disconnect::unsent`](super::Disconnect::unsent).
pub struct Connection<C: Channel, S = ()>(Arc<Shared<C, S>>);

impl<C: Channel, S> Clone for Connection<C, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C: Channel, S> Connection<C, S> {
    pub(crate) fn new(link: Arc<Link>, hub: Hub<C>, session: S) -> Self {
        Self(Arc::new(Shared { link, hub, session }))
    }

    pub(crate) fn link(&self) -> &Arc<Link> {
        &self.0.link
    }

    /// The connection's id, which no other has, on this machine or another.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.0.link.id
    }

    /// What the handler's `on_connect` returned.
    #[must_use]
    pub fn session(&self) -> &S {
        &self.0.session
    }

    /// All connections of the channel.
    #[must_use]
    pub fn hub(&self) -> &Hub<C> {
        &self.0.hub
    }

    /// The client's address, where it is known.
    #[must_use]
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.0.link.peer
    }

    /// The name of the handler, as the [`Endpoint`](super::Endpoint) has it.
    #[must_use]
    pub fn handler(&self) -> &str {
        &self.0.link.handler
    }

    /// The subprotocol that was agreed on (RFC 6455 section 1.9).
    #[must_use]
    pub fn subprotocol(&self) -> Option<&str> {
        self.0.link.subprotocol.as_deref()
    }

    /// What a server does with a message that is not valid, by its
    /// [`ConnectionConfig`](super::ConnectionConfig::invalid_message).
    #[must_use]
    pub fn invalid_message(&self) -> InvalidMessage {
        self.0.link.invalid_message
    }

    /// A value that the application keeps with the connection, and that the [`Hub`] finds it by.
    #[must_use]
    pub fn metadata(&self, key: &str) -> Option<Value> {
        self.0.link.metadata().get(key).cloned()
    }

    /// Keeps a value with the connection; the value that was there before.
    pub fn set_metadata(&self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.link.metadata().insert(key.into(), value.into())
    }

    /// Takes a value away from the connection.
    pub fn remove_metadata(&self, key: &str) -> Option<Value> {
        self.0.link.metadata().remove(key)
    }

    /// Puts the connection into a room. Whether it was not there. A connection that has ended joins
    /// nothing, and one that ends leaves all its rooms.
    pub fn join(&self, room: impl Into<String>) -> bool {
        self.0.hub.join(self.id(), room)
    }

    /// Takes the connection out of a room. Whether it was there.
    pub fn leave(&self, room: &str) -> bool {
        self.0.hub.leave(self.id(), room)
    }

    /// Sends a message: the future is ready when the connection's queue has taken it.
    ///
    /// The message is checked and encoded at once, and handed over when the future is first polled.
    /// When the queue has no room, [`SlowConsumer`] says what happens.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when the message breaks its schema or has no form on the wire;
    /// [`Error::Closed`] when the connection is closed.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped before it is ready, the message is not sent.
    pub fn send(&self, message: impl Outgoing<C, ServerSide>) -> Queuing<'_> {
        Queuing::new(&self.0.link, self.encode(message))
    }

    /// Sends a message without waiting.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send); and [`Error::QueueFull`], which has the encoded message in it,
    /// where the policy is to [wait](SlowConsumer::Wait).
    pub fn try_send(&self, message: impl Outgoing<C, ServerSide>) -> Result<(), Error> {
        let payload = self.encode(message)?;
        match offer(&self.0.link, payload) {
            Offered::Done(result) => result,
            Offered::Full(payload) => Err(Error::QueueFull(payload)),
        }
    }

    fn encode(&self, message: impl Outgoing<C, ServerSide>) -> Result<Payload, Error> {
        self.0.link.encode(&message.into_message())
    }

    /// Takes no more messages, writes those that wait, and closes the connection with a code and a
    /// reason (RFC 6455 section 7.4), of which only the first 123 bytes are sent. A code that must not
    /// be sent is 1000. A connection that is already closed is left as it is.
    ///
    /// Returns at once; [`closed`](Self::closed) and the handler's `on_disconnect` tell when it has
    /// happened.
    pub fn close(&self, code: CloseCode, reason: &str) {
        self.0.link.close(code, reason);
    }

    /// Whether the connection takes no more messages.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        !self.0.link.outbox.is_open()
    }

    /// Ready when the connection takes no more messages, whichever side closed it; for a handler that
    /// goes on for long. A client's end is not noticed while a handler of the same connection runs.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped early.
    pub async fn closed(&self) {
        let link = &self.0.link;
        let mut notified = std::pin::pin!(link.closed.notified());
        notified.as_mut().enable();
        if link.outbox.is_open() {
            notified.await;
        }
    }

    /// How many messages were dropped for newer ones, with [`SlowConsumer::DropOldest`].
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0.link.dropped.load(Ordering::Relaxed)
    }
}

impl<C: Channel, S> fmt::Debug for Connection<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("channel", &C::NAME)
            .field("id", &self.id())
            .field("peer_addr", &self.peer_addr())
            .field("handler", &self.handler())
            .finish_non_exhaustive()
    }
}

/// What became of a message that a single connection was offered.
enum Offered {
    Done(Result<(), Error>),
    /// There is no room, and it is to wait.
    Full(Payload),
}

fn offer(link: &Link, payload: Payload) -> Offered {
    match link.offer(payload) {
        Pushed::Queued { .. } => Offered::Done(Ok(())),
        Pushed::Closed => Offered::Done(Err(Error::closed(None))),
        Pushed::Full(payload) => match link.outbox.policy() {
            SlowConsumer::Wait => Offered::Full(payload),
            SlowConsumer::DropOldest | SlowConsumer::Close => {
                link.close_slow();
                Offered::Done(Err(Error::closed(None)))
            }
        },
    }
}

/// The future of [`Connection::send`] and of every generated operation of a server.
///
/// # Cancel safety
///
/// When it is dropped before it is ready, the message is not sent.
#[must_use = "nothing is sent unless the future is awaited"]
pub struct Queuing<'a> {
    link: &'a Link,
    message: Option<Result<Payload, Error>>,
    /// Whether the task that writes has had its turn, which may be the one that sends.
    yielded: bool,
    /// There while the queue has no room.
    waiting: Option<Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>>,
}

impl<'a> Queuing<'a> {
    pub(crate) fn new(link: &'a Link, message: Result<Payload, Error>) -> Self {
        Self {
            link,
            message: Some(message),
            yielded: false,
            waiting: None,
        }
    }
}

impl Future for Queuing<'_> {
    type Output = Result<(), Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(Ok(payload)) = &this.message
            && !this.yielded
            && !this.link.outbox.has_room(payload)
        {
            this.yielded = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if let Some(message) = this.message.take() {
            match offer(this.link, message?) {
                Offered::Done(result) => return Poll::Ready(result),
                Offered::Full(payload) => {
                    this.waiting = Some(Box::pin(this.link.outbox.push(payload)));
                }
            }
        }
        match &mut this.waiting {
            Some(waiting) => waiting.as_mut().poll(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl fmt::Debug for Queuing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queuing")
            .field("connection", &self.link.id)
            .field("waiting", &self.waiting.is_some())
            .finish()
    }
}
