//! A connection as anything but its handler sees it.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use serde_json::Value;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::config::{InvalidMessage, SlowConsumer};
use super::connection::Link;
use super::id::ConnectionId;
use super::outbox::Pushed;
use crate::{Channel, Error, Hub, Outgoing, Payload, ServerSide};

/// A connection of channel `C` to a server, without the session that its handler keeps with it.
///
/// A [`Hub`] hands it out, and a handler's [`Connection`](super::Connection) is one too. It can be
/// kept and cloned, and used from any task; each clone is the same connection. One that is kept after
/// the connection has ended does no harm: it is [closed](Self::is_closed).
///
/// # When messages are written
///
/// Sending hands a message to the connection's queue; a task of the connection writes all that waits
/// there together. What could not be written when a connection ends is in
/// [`Disconnect::unsent`](super::Disconnect::unsent).
pub struct Peer<C: Channel> {
    link: Arc<Link>,
    hub: Hub<C>,
}

impl<C: Channel> Clone for Peer<C> {
    fn clone(&self) -> Self {
        Self {
            link: Arc::clone(&self.link),
            hub: self.hub.clone(),
        }
    }
}

impl<C: Channel> Peer<C> {
    pub(crate) fn new(link: Arc<Link>, hub: Hub<C>) -> Self {
        Self { link, hub }
    }

    pub(crate) fn link(&self) -> &Arc<Link> {
        &self.link
    }

    /// The connection's id, which no other has, on this machine or another.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.link.id
    }

    /// All connections of the channel.
    #[must_use]
    pub fn hub(&self) -> &Hub<C> {
        &self.hub
    }

    /// The client's address, where it is known.
    #[must_use]
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.link.peer
    }

    /// The name of the handler, as the [`Endpoint`](super::Endpoint) has it.
    #[must_use]
    pub fn handler(&self) -> &str {
        &self.link.handler
    }

    /// The subprotocol that was agreed on (RFC 6455 section 1.9).
    #[must_use]
    pub fn subprotocol(&self) -> Option<&str> {
        self.link.subprotocol.as_deref()
    }

    /// What a server does with a message that is not valid, by its
    /// [`ConnectionConfig`](super::ConnectionConfig::invalid_message).
    #[must_use]
    pub fn invalid_message(&self) -> InvalidMessage {
        self.link.invalid_message
    }

    /// A value that the application keeps with the connection, and that the [`Hub`] finds it by.
    #[must_use]
    pub fn metadata(&self, key: &str) -> Option<Value> {
        self.link.metadata().get(key).cloned()
    }

    /// Keeps a value with the connection; the value that was there before.
    pub fn set_metadata(&self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.link.metadata().insert(key.into(), value.into())
    }

    /// Takes a value away from the connection.
    pub fn remove_metadata(&self, key: &str) -> Option<Value> {
        self.link.metadata().remove(key)
    }

    /// Puts the connection into a room. Whether it was not there. A connection that has ended joins
    /// nothing, and one that ends leaves all its rooms.
    pub fn join(&self, room: impl Into<String>) -> bool {
        self.hub.join(self.id(), room)
    }

    /// Takes the connection out of a room. Whether it was there.
    pub fn leave(&self, room: &str) -> bool {
        self.hub.leave(self.id(), room)
    }

    /// The rooms that the connection is in, in alphabetical order.
    #[must_use]
    pub fn rooms(&self) -> Vec<String> {
        self.hub.rooms_of(self.id())
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
        Queuing::new(&self.link, self.encode(message))
    }

    /// Sends a message without waiting.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send); and [`Error::QueueFull`], which has the encoded message in it,
    /// where the policy is to [wait](SlowConsumer::Wait).
    pub fn try_send(&self, message: impl Outgoing<C, ServerSide>) -> Result<(), Error> {
        let payload = self.encode(message)?;
        match offer(&self.link, payload) {
            Offered::Done(result) => result,
            Offered::Full(payload) => Err(Error::QueueFull(payload)),
        }
    }

    pub(crate) fn encode(&self, message: impl Outgoing<C, ServerSide>) -> Result<Payload, Error> {
        self.link.encode(&message.into_message())
    }

    /// Takes no more messages, writes those that wait, and closes the connection with a code and a
    /// reason (RFC 6455 section 7.4), of which only the first 123 bytes are sent. A code that must not
    /// be sent is 1000. A connection that is already closed is left as it is.
    ///
    /// Returns at once, with whether the connection was open; [`closed`](Self::closed) and the handler's
    /// `on_disconnect` tell when it has happened.
    pub fn close(&self, code: CloseCode, reason: &str) -> bool {
        self.link.close(code, reason)
    }

    /// Whether the connection takes no more messages.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        !self.link.outbox.is_open()
    }

    /// Ready when the connection takes no more messages, whichever side closed it, and when the server
    /// is being shut down; for a handler that goes on for long. A client's end is not noticed while a
    /// handler of the same connection runs.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost when the future is dropped early.
    pub async fn closed(&self) {
        let link = &self.link;
        let mut notified = std::pin::pin!(link.closed.notified());
        notified.as_mut().enable();
        if link.outbox.is_open() && !link.outbox.is_retiring() {
            notified.await;
        }
    }

    /// How many messages were dropped for newer ones, with [`SlowConsumer::DropOldest`].
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.link.dropped.load(Ordering::Relaxed)
    }
}

impl<C: Channel> fmt::Debug for Peer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Peer")
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

type Waiting<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// The future of [`Peer::send`] and of every generated operation of a server.
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
    waiting: Option<Waiting<'a>>,
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
