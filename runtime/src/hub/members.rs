//! Who is connected, and who is in which room.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::recipients::Selection;
use crate::server::{ConnectionId, Link};

/// Connections, those that were opened first coming first.
///
/// Whoever sends to a group takes a clone of it, which shares its content, and needs no lock then.
/// The content is copied when the group changes in the meantime: at most once for each clone, and
/// that is much less work than sending to all of the group was.
pub(super) type Group = Arc<BTreeMap<ConnectionId, Arc<Link>>>;

/// The connections of a hub and their rooms. Nothing in here takes long.
#[derive(Default)]
pub(super) struct Members {
    all: Group,
    /// None of them is empty.
    rooms: HashMap<Arc<str>, Group>,
    /// The rooms of each connection that is in any.
    joined: HashMap<ConnectionId, BTreeSet<Arc<str>>>,
}

impl Members {
    pub(super) fn all(&self) -> &Group {
        &self.all
    }

    pub(super) fn get(&self, id: ConnectionId) -> Option<&Arc<Link>> {
        self.all.get(&id)
    }

    pub(super) fn rooms(&self) -> impl Iterator<Item = &Arc<str>> {
        self.rooms.keys()
    }

    pub(super) fn rooms_of(&self, id: ConnectionId) -> impl Iterator<Item = &Arc<str>> {
        self.joined.get(&id).into_iter().flatten()
    }

    pub(super) fn enter(&mut self, link: &Arc<Link>) {
        Arc::make_mut(&mut self.all).insert(link.id, Arc::clone(link));
    }

    /// Takes a connection away, with all its rooms.
    pub(super) fn exit(&mut self, id: ConnectionId) {
        Arc::make_mut(&mut self.all).remove(&id);
        for room in self.joined.remove(&id).unwrap_or_default() {
            self.remove(id, &room);
        }
    }

    /// Puts a connection into a room. Whether it is there and was not in the room.
    pub(super) fn join(&mut self, id: ConnectionId, room: String) -> bool {
        let Some(link) = self.all.get(&id) else {
            return false;
        };
        let room = match self.rooms.get_key_value(room.as_str()) {
            Some((room, _)) => Arc::clone(room),
            None => room.into(),
        };
        let is_new = self.joined.entry(id).or_default().insert(Arc::clone(&room));
        if is_new {
            let group = self.rooms.entry(room).or_default();
            Arc::make_mut(group).insert(id, Arc::clone(link));
        }
        is_new
    }

    /// Takes a connection out of a room. Whether it was there.
    pub(super) fn leave(&mut self, id: ConnectionId, room: &str) -> bool {
        let Some(rooms) = self.joined.get_mut(&id) else {
            return false;
        };
        let was_there = rooms.remove(room);
        if rooms.is_empty() {
            self.joined.remove(&id);
        }
        if was_there {
            self.remove(id, room);
        }
        was_there
    }

    fn remove(&mut self, id: ConnectionId, room: &str) {
        let Some(group) = self.rooms.get_mut(room) else {
            return;
        };
        Arc::make_mut(group).remove(&id);
        if group.is_empty() {
            self.rooms.remove(room);
        }
    }

    /// The connections that are selected now.
    pub(super) fn select(&self, selection: &Selection) -> Selected {
        let mut groups = Vec::new();
        if selection.all {
            groups.push(Arc::clone(&self.all));
        } else {
            let rooms = selection.rooms.iter();
            groups.extend(rooms.filter_map(|room| self.rooms.get(room.as_str()).cloned()));
            let ids = selection.ids.iter();
            let named = ids.filter_map(|id| Some((*id, Arc::clone(self.all.get(id)?))));
            let named: BTreeMap<_, _> = named.collect();
            if !named.is_empty() {
                groups.push(Arc::new(named));
            }
        }
        Selected {
            groups,
            except: selection.except.clone(),
        }
    }
}

/// Connections as they were when they were selected.
pub(super) struct Selected {
    groups: Vec<Group>,
    except: BTreeSet<ConnectionId>,
}

impl Selected {
    /// Each connection once, also one that is in several of the groups.
    pub(super) fn links(&self) -> impl Iterator<Item = &Arc<Link>> {
        let groups = self.groups.iter().enumerate();
        let members =
            groups.flat_map(|(index, group)| group.iter().map(move |entry| (index, entry)));
        let meant = members.filter(|(index, (id, _))| !self.is_done(*index, id));
        meant.map(|(_, (_, link))| link)
    }

    /// Whether a connection of a group is excepted, or in a group before that.
    fn is_done(&self, index: usize, id: &ConnectionId) -> bool {
        let mut before = self.groups.iter().take(index);
        self.except.contains(id) || before.any(|group| group.contains_key(id))
    }
}
