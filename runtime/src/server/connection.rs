//! A connection as its handler sees it.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::config::{ConnectionConfig, InvalidMessage};
use super::id::ConnectionId;
use super::outbox::{Outbox, Pushed};
use super::peer::Peer;
use crate::close::close_frame;
use crate::{Channel, CorrelationId, Error, Hub, Message, Payload};

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
    /// The id that the request which is handled has beside its payload.
    request_id: Mutex<Option<CorrelationId>>,
    /// How many messages were dropped for newer ones.
    pub(super) dropped: AtomicU64,
    /// Told when the connection is closed, by either side.
    pub(super) closed: Notify,
}

impl Link {
    pub(crate) fn new(
        config: &ConnectionConfig,
        id: ConnectionId,
        peer: Option<SocketAddr>,
        handler: Arc<str>,
        subprotocol: Option<String>,
        metadata: BTreeMap<String, Value>,
    ) -> Self {
        Self {
            id,
            outbox: Outbox::new(config.queue, config.slow_consumer),
            peer,
            handler,
            subprotocol,
            validate: config.validate,
            invalid_message: config.invalid_message,
            metadata: Mutex::new(metadata),
            request_id: Mutex::default(),
            dropped: AtomicU64::new(0),
            closed: Notify::new(),
        }
    }

    pub(crate) fn metadata(&self) -> MutexGuard<'_, BTreeMap<String, Value>> {
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn request_id(&self) -> MutexGuard<'_, Option<CorrelationId>> {
        self.request_id
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a message over without waiting.
    pub(crate) fn offer(&self, payload: Payload) -> Pushed {
        self.offer_all([payload])
    }

    /// Hands several messages over without waiting, so that they are written together.
    pub(crate) fn offer_all(&self, payloads: impl IntoIterator<Item = Payload>) -> Pushed {
        let pushed = self.outbox.try_push_all(payloads);
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

    /// As [`close`](Self::close), when the handler that runs now has finished.
    pub(crate) fn retire(&self, frame: CloseFrame, until: Instant) {
        self.outbox.retire(frame, until);
        self.closed.notify_waiters();
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
    peer: Peer<C>,
    session: S,
}

/// A connection of channel `C` to a server, with the session `S` that its handler gave it when it was
/// opened. It can be kept and cloned, and used from any task; each clone is the same connection.
///
/// Generated code wraps it in a type `Connection` of the channel's module, with a method for each
/// operation that the server sends, and hands that to the `Handler`.
///
/// What can be done with it is told at [`Peer`], which every connection is.
pub struct Connection<C: Channel, S = ()>(Arc<Shared<C, S>>);

impl<C: Channel, S> Clone for Connection<C, S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C: Channel, S> Connection<C, S> {
    pub(crate) fn new(link: Arc<Link>, hub: Hub<C>, session: S) -> Self {
        let peer = Peer::new(link, hub);
        Self(Arc::new(Shared { peer, session }))
    }

    /// What the handler's `on_connect` returned.
    #[must_use]
    pub fn session(&self) -> &S {
        &self.0.session
    }

    /// The connection without its session, as the [`Hub`] has it: to be kept where the session's type
    /// is not known.
    #[must_use]
    pub fn peer(&self) -> &Peer<C> {
        &self.0.peer
    }
}

impl<C: Channel, S> Deref for Connection<C, S> {
    type Target = Peer<C>;

    fn deref(&self) -> &Peer<C> {
        &self.0.peer
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
