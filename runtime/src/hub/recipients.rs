//! Sending to many connections.

use std::collections::BTreeSet;
use std::fmt;

use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::members::Selected;
use crate::server::{ConnectionId, Link, Peer, Pushed};
use crate::{Channel, EncodeError, Hub, Message, Outgoing, Payload, ServerSide};

/// Which connections are meant: plain data, which means the same to another machine.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    pub(super) all: bool,
    /// Those in any of these rooms,
    pub(super) rooms: Vec<String>,
    /// and these,
    pub(super) ids: Vec<ConnectionId>,
    /// but none of these.
    pub(super) except: BTreeSet<ConnectionId>,
}

/// Some of the connections of a [`Hub`], which all get the same messages: those of
/// [all](Hub::all), or of any of several rooms or ids, without those that are
/// [excepted](Self::except).
///
/// It says who is meant and holds no connection: whoever is meant when something is sent gets it. So
/// it can be kept for as long as one likes.
///
/// ```
/// # use asyncapi_channels::{Channel, DecodeError, EncodeError, Frame, Hub, Message, Outgoing};
/// # use asyncapi_channels::{Payload, ServerSide};
/// # use asyncapi_channels::server::ConnectionId;
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
/// # fn notify(hub: &Hub<Chat>, author: ConnectionId) -> Result<(), EncodeError> {
/// let readers = hub.to("red").to("blue").except(author);
/// let delivery = readers.send(Line("hello".into()))?;
/// println!("sent to {} of {} readers", delivery.queued, readers.len());
/// # Ok(())
/// # }
/// # let id = "00000000000000010000000000000002".parse().unwrap();
/// # notify(&Hub::new(), id).unwrap();
/// ```
#[must_use = "nothing is sent to them unless `send` is called"]
pub struct Recipients<C> {
    hub: Hub<C>,
    selection: Selection,
}

impl<C> Clone for Recipients<C> {
    fn clone(&self) -> Self {
        Self {
            hub: self.hub.clone(),
            selection: self.selection.clone(),
        }
    }
}

impl<C> fmt::Debug for Recipients<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.selection.fmt(f)
    }
}

impl<C: Channel> Recipients<C> {
    /// All of a hub, or none yet.
    pub(super) fn new(hub: Hub<C>, all: bool) -> Self {
        let selection = Selection {
            all,
            ..Selection::default()
        };
        Self { hub, selection }
    }

    /// Also those in this room. A room that nobody is in is no error.
    pub fn to(mut self, room: impl Into<String>) -> Self {
        self.selection.rooms.push(room.into());
        self
    }

    /// Also these. One that is not connected is no error.
    pub fn to_ids(mut self, ids: impl IntoIterator<Item = ConnectionId>) -> Self {
        self.selection.ids.extend(ids);
        self
    }

    /// But not this one, whatever room it is in.
    pub fn except(mut self, id: ConnectionId) -> Self {
        self.selection.except.insert(id);
        self
    }

    fn selected(&self) -> Selected {
        self.hub.read().select(&self.selection)
    }

    /// Sends a message to each of them, once. It is encoded once and its bytes are shared, and no
    /// connection is waited for: one whose queue has no room is closed with 1013 (try again later),
    /// or drops its oldest messages where [that is its policy](crate::server::SlowConsumer::DropOldest).
    ///
    /// Messages that one task sends arrive in this order everywhere. Whoever joins or leaves at the
    /// same time may get the message or not.
    ///
    /// # Errors
    ///
    /// When the message breaks its schema or has no form on the wire; nothing was sent then. A message
    /// for nobody is not looked at, and one for connections without
    /// [validation](crate::server::ConnectionConfig::validation) is not checked for them.
    pub fn send(&self, message: impl Outgoing<C, ServerSide>) -> Result<Delivery, EncodeError> {
        self.send_all([message])
    }

    /// Sends several messages, as [`send`](Self::send) does: each connection takes all of them at
    /// once and writes them together, which is faster than to send one after the other.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send): when one of the messages cannot be sent, none of them was.
    pub fn send_all(
        &self,
        messages: impl IntoIterator<Item = impl Outgoing<C, ServerSide>>,
    ) -> Result<Delivery, EncodeError> {
        let messages: Vec<_> = messages.into_iter().map(Outgoing::into_message).collect();
        let selected = self.selected();
        let encoded = Encoded::new(&messages, &selected)?;
        let mut delivery = Delivery::default();
        for link in selected.links() {
            delivery.count(link, encoded.for_link(link));
        }
        Ok(delivery)
    }

    /// Closes the connection of each of them, as [`Peer::close`] does. How many were open.
    pub fn close(&self, code: CloseCode, reason: &str) -> usize {
        let selected = self.selected();
        let closed = selected.links().filter(|link| link.close(code, reason));
        closed.count()
    }

    /// These connections, those that were opened first coming first within a room.
    #[must_use]
    pub fn connections(&self) -> Vec<Peer<C>> {
        let selected = self.selected();
        let links = selected.links();
        links
            .map(|link| Peer::new(link.clone(), self.hub.clone()))
            .collect()
    }

    /// The ids of these connections.
    #[must_use]
    pub fn ids(&self) -> Vec<ConnectionId> {
        self.selected().links().map(|link| link.id).collect()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.selected().links().count()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.selected().links().next().is_none()
    }
}

/// What became of messages that were sent to many connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Connections that took all of the messages, and will write them.
    pub queued: usize,
    /// Older messages that connections dropped to have room, by
    /// [`SlowConsumer::DropOldest`](crate::server::SlowConsumer::DropOldest).
    pub dropped: usize,
    /// Connections that had no room and were closed.
    pub closed: usize,
}

impl Delivery {
    /// Sends to one connection.
    fn count(&mut self, link: &Link, payloads: &[Payload]) {
        match link.offer_all(payloads.iter().cloned()) {
            Pushed::Queued { dropped } => {
                self.queued += 1;
                self.dropped += dropped;
            }
            Pushed::Full(_) => self.closed += usize::from(link.close_slow()),
            Pushed::Closed => {}
        }
    }
}

/// Messages as they are on the wire, in each of the two ways in which a connection may want them, if
/// any does.
struct Encoded {
    checked: Vec<Payload>,
    unchecked: Vec<Payload>,
}

impl Encoded {
    fn new<M: Message>(messages: &[M], receivers: &Selected) -> Result<Self, EncodeError> {
        let (mut check, mut trust) = (false, false);
        for link in receivers.links() {
            check |= link.validate;
            trust |= !link.validate;
        }
        let encode = |is_needed: bool, encode: fn(&M) -> Result<Payload, EncodeError>| {
            let needed = messages.iter().filter(|_| is_needed);
            needed.map(encode).collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            checked: encode(check, M::encode)?,
            unchecked: encode(trust, M::encode_unchecked)?,
        })
    }

    fn for_link(&self, link: &Link) -> &[Payload] {
        match link.validate {
            true => &self.checked,
            false => &self.unchecked,
        }
    }
}
