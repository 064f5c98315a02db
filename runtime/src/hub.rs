//! The connections of a channel, and sending to many of them at once.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::Channel;
use crate::server::{ConnectionId, Link};

/// All connections of channel `C`.
pub struct Hub<C> {
    state: Arc<RwLock<State>>,
    channel: PhantomData<fn() -> C>,
}

#[derive(Default)]
struct State {
    connections: HashMap<ConnectionId, Member>,
    rooms: HashMap<String, HashMap<ConnectionId, Arc<Link>>>,
}

struct Member {
    link: Arc<Link>,
    rooms: BTreeSet<String>,
}

impl<C> Clone for Hub<C> {
    fn clone(&self) -> Self {
        Self {
            state: Arc::clone(&self.state),
            channel: PhantomData,
        }
    }
}

impl<C: Channel> Hub<C> {
    /// A hub without connections.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: Arc::default(),
            channel: PhantomData,
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a connection into a room. Whether it is connected and was not there.
    pub fn join(&self, id: ConnectionId, room: impl Into<String>) -> bool {
        let room = room.into();
        let mut state = self.write();
        let state = &mut *state;
        let Some(member) = state.connections.get_mut(&id) else {
            return false;
        };
        member.rooms.insert(room.clone());
        let room = state.rooms.entry(room).or_default();
        room.insert(id, Arc::clone(&member.link)).is_none()
    }

    /// Takes a connection out of a room. Whether it was there.
    pub fn leave(&self, id: ConnectionId, room: &str) -> bool {
        let mut state = self.write();
        let left = match state.connections.get_mut(&id) {
            Some(member) => member.rooms.remove(room),
            None => false,
        };
        if left {
            state.leave(id, room);
        }
        left
    }

    /// How many connections there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().connections.len()
    }

    /// Whether there is no connection.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A connection is open, and belongs to the hub until the guard is dropped.
    pub(crate) fn enter(&self, link: &Arc<Link>, rooms: Vec<String>) -> Membership<C> {
        let member = Member {
            link: Arc::clone(link),
            rooms: BTreeSet::new(),
        };
        self.write().connections.insert(link.id, member);
        for room in rooms {
            self.join(link.id, room);
        }
        Membership {
            hub: self.clone(),
            id: link.id,
        }
    }
}

impl State {
    fn leave(&mut self, id: ConnectionId, room: &str) {
        if let Some(members) = self.rooms.get_mut(room) {
            members.remove(&id);
            if members.is_empty() {
                self.rooms.remove(room);
            }
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
        let mut state = self.hub.write();
        if let Some(member) = state.connections.remove(&self.id) {
            for room in &member.rooms {
                state.leave(self.id, room);
            }
        }
    }
}
