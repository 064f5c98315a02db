//! The connections of a channel, and sending to many of them at once.

mod members;
mod recipients;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::Value;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::server::{ConnectionId, Link, Peer, Queuing};
use crate::{Channel, EncodeError, Error, Outgoing, ServerSide};
use members::Members;
pub use recipients::{Delivery, Recipients};

/// All connections of channel `C`, with the rooms that they are in.
///
/// Each [`Endpoint`](crate::server::Endpoint) has a hub, or is given one. Clones are the same hub; one
/// can be kept anywhere, such as in the state of an HTTP route or in a timer's task, and used from any
/// thread. It sends only messages that the document lets the server send on this channel.
///
/// A connection is in the hub from before the handler's `on_open` until its end: it has left the hub
/// and all its rooms when `on_disconnect` is called. A room is there as long as someone is in it.
///
/// # Sending to many
///
/// [`broadcast`](Self::broadcast) and [`Recipients::send`] never wait, so that a slow receiver does not
/// delay the others, and they tell what became of the message: see [`Delivery`]. A message is encoded
/// once, and its bytes are shared.
///
/// ```
/// # use asyncapi_channels::{Channel, DecodeError, EncodeError, Frame, Hub, Message, Outgoing};
/// # use asyncapi_channels::{Payload, ServerSide};
/// # use asyncapi_channels::serde_json::json;
/// # struct Line(String);
/// # impl Message for Line {
/// #     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
/// #         Ok(Line(String::from_utf8_lossy(frame.as_bytes()).into_owned()))
/// #     }
/// #     fn encode(&self) -> Result<Payload, EncodeError> { Ok(Payload::from(self.0.as_str())) }
/// #     fn name(&self) -> &'static str { "line" }
/// # }
/// # struct Chat;
/// # impl Channel for Chat {
/// #     const NAME: &'static str = "chat";
/// #     const ADDRESS: &'static str = "/chat";
/// #     type Params = ();
/// #     type Query = ();
/// #     type Headers = ();
/// #     type ClientMessage = Line;
/// #     type ServerMessage = Line;
/// # }
/// # impl Outgoing<Chat, ServerSide> for Line {
/// #     fn into_message(self) -> Line { self }
/// # }
/// # fn main() -> Result<(), EncodeError> {
/// let hub = Hub::<Chat>::new();
///
/// // To all, to a room, to all devices of a user.
/// let delivery = hub.broadcast(Line("the server restarts at noon".into()))?;
/// assert_eq!(delivery.queued, 0);
/// hub.to("red").send(Line("a new member".into()))?;
/// let devices = hub.by_metadata("user", &json!("ann"));
/// hub.to_ids(devices.iter().map(|device| device.id())).send(Line("hello, Ann".into()))?;
/// # Ok(())
/// # }
/// ```
pub struct Hub<C> {
    members: Arc<RwLock<Members>>,
    channel: PhantomData<fn() -> C>,
}

impl<C> Clone for Hub<C> {
    fn clone(&self) -> Self {
        Self {
            members: Arc::clone(&self.members),
            channel: PhantomData,
        }
    }
}

impl<C: Channel> Hub<C> {
    /// A hub without connections.
    #[must_use]
    pub fn new() -> Self {
        Self {
            members: Arc::default(),
            channel: PhantomData,
        }
    }

    // Nothing panics while the lock is held, nothing is sent, and no one is called.

    fn read(&self) -> RwLockReadGuard<'_, Members> {
        self.members.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Members> {
        self.members.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a message to all connections, and waits for none. More is told at [`Recipients::send`].
    ///
    /// # Errors
    ///
    /// When the message breaks its schema or has no form on the wire; nothing was sent then.
    pub fn broadcast(
        &self,
        message: impl Outgoing<C, ServerSide>,
    ) -> Result<Delivery, EncodeError> {
        self.all().send(message)
    }

    /// Sends several messages to all connections, each of which takes all of them at once and writes
    /// them together. More is told at [`Recipients::send_all`].
    ///
    /// # Errors
    ///
    /// When one of the messages breaks its schema or has no form on the wire; none was sent then.
    pub fn broadcast_all(
        &self,
        messages: impl IntoIterator<Item = impl Outgoing<C, ServerSide>>,
    ) -> Result<Delivery, EncodeError> {
        self.all().send_all(messages)
    }

    /// All connections, to send them something.
    pub fn all(&self) -> Recipients<C> {
        Recipients::new(self.clone(), true)
    }

    /// All connections but this one.
    pub fn except(&self, id: ConnectionId) -> Recipients<C> {
        self.all().except(id)
    }

    /// The connections in a room, to send them something.
    pub fn to(&self, room: impl Into<String>) -> Recipients<C> {
        Recipients::new(self.clone(), false).to(room)
    }

    /// These connections, to send them something.
    pub fn to_ids(&self, ids: impl IntoIterator<Item = ConnectionId>) -> Recipients<C> {
        Recipients::new(self.clone(), false).to_ids(ids)
    }

    /// Sends a message to one connection: the future is ready when its queue has taken the message.
    ///
    /// The message is checked and encoded at once, and handed over when the future is first polled.
    /// When the queue has no room, [`SlowConsumer`](crate::server::SlowConsumer) says what happens.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] when there is no such connection, or it is closed; [`Error::Encode`] when the
    /// message breaks its schema or has no form on the wire.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped before it is ready, the message is not sent.
    pub fn send<M: Outgoing<C, ServerSide>>(
        &self,
        id: ConnectionId,
        message: M,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<C, M> {
        let prepared = self.get(id).map(|peer| (peer.encode(message), peer));
        async move {
            let (message, peer) = prepared.ok_or_else(|| Error::closed(None))?;
            Queuing::new(peer.link(), message).await
        }
    }

    /// Sends a message to one connection without waiting.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send); and [`Error::QueueFull`], which has the encoded message in it,
    /// where the policy is to [wait](crate::server::SlowConsumer::Wait).
    pub fn try_send(
        &self,
        id: ConnectionId,
        message: impl Outgoing<C, ServerSide>,
    ) -> Result<(), Error> {
        let peer = self.get(id).ok_or_else(|| Error::closed(None))?;
        peer.try_send(message)
    }

    /// Closes one connection, as [`Peer::close`] does. Whether it was there and open.
    pub fn close(&self, id: ConnectionId, code: CloseCode, reason: &str) -> bool {
        self.get(id).is_some_and(|peer| peer.close(code, reason))
    }

    /// A connection by its id.
    #[must_use]
    pub fn get(&self, id: ConnectionId) -> Option<Peer<C>> {
        let link = self.read().get(id).cloned()?;
        Some(Peer::new(link, self.clone()))
    }

    /// All connections, those that were opened first coming first.
    #[must_use]
    pub fn connections(&self) -> Vec<Peer<C>> {
        self.all().connections()
    }

    /// The connections in a room, those that were opened first coming first.
    #[must_use]
    pub fn room(&self, room: &str) -> Vec<Peer<C>> {
        self.to(room).connections()
    }

    /// The connections of which this holds. Each connection is looked at; the hub can be used
    /// meanwhile, also by `predicate`.
    #[must_use]
    pub fn find(&self, mut predicate: impl FnMut(&Peer<C>) -> bool) -> Vec<Peer<C>> {
        let mut found = self.connections();
        found.retain(|peer| predicate(peer));
        found
    }

    /// The connections of the handler with this name, which an endpoint
    /// [has](crate::server::Endpoint::name).
    #[must_use]
    pub fn by_handler(&self, name: &str) -> Vec<Peer<C>> {
        self.find(|peer| peer.handler() == name)
    }

    /// The connections that have this value in their [metadata](Peer::metadata).
    ///
    /// Each connection is looked at. Where that is done often, a room for each value is faster.
    #[must_use]
    pub fn by_metadata(&self, key: &str, value: &Value) -> Vec<Peer<C>> {
        self.find(|peer| peer.link().metadata().get(key) == Some(value))
    }

    /// Puts a connection into a room. Whether it is connected and was not there.
    pub fn join(&self, id: ConnectionId, room: impl Into<String>) -> bool {
        let room = room.into();
        self.write().join(id, room)
    }

    /// Takes a connection out of a room. Whether it was there.
    pub fn leave(&self, id: ConnectionId, room: &str) -> bool {
        self.write().leave(id, room)
    }

    /// The rooms that someone is in, in alphabetical order.
    #[must_use]
    pub fn rooms(&self) -> Vec<String> {
        let mut rooms: Vec<_> = self.read().rooms().map(|room| room.to_string()).collect();
        rooms.sort_unstable();
        rooms
    }

    pub(crate) fn rooms_of(&self, id: ConnectionId) -> Vec<String> {
        let members = self.read();
        members.rooms_of(id).map(|room| room.to_string()).collect()
    }

    /// How many connections there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().all().len()
    }

    /// Whether there is no connection.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A connection is open, and belongs to the hub until the guard is dropped.
    pub(crate) fn enter(&self, link: &Arc<Link>, rooms: Vec<String>) -> Membership<C> {
        let mut members = self.write();
        members.enter(link);
        for room in rooms {
            members.join(link.id, room);
        }
        Membership {
            hub: self.clone(),
            id: link.id,
        }
    }
}

impl<C: Channel> Default for Hub<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: Channel> fmt::Debug for Hub<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub")
            .field("channel", &C::NAME)
            .field("connections", &self.len())
            .finish_non_exhaustive()
    }
}

/// That a connection belongs to a hub; dropped, it has left it with all its rooms.
pub(crate) struct Membership<C: Channel> {
    hub: Hub<C>,
    id: ConnectionId,
}

impl<C: Channel> Drop for Membership<C> {
    fn drop(&mut self) {
        self.hub.write().exit(self.id);
    }
}
