//! What waits to be written: in order, and bounded.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use super::Fate;
use super::request::Pending;
use super::ticket::{Failure, Ticket};
use crate::Payload;

/// What a message takes of a bound beyond its payload.
const OVERHEAD: usize = 64;

/// How many bytes are taken at once to be written.
const BATCH: usize = 16 * 1024;

/// For how many messages an idle client keeps its queue's memory.
const IDLE_SLOTS: usize = 64;

/// A message on its way. `M` is what the server sends.
pub(crate) struct Entry<M> {
    pub(crate) payload: Payload,
    /// There when somebody waits for what becomes of it.
    pub(crate) ticket: Option<Arc<Ticket>>,
    /// Whether it may be sent again when it is not known to have arrived.
    pub(crate) is_idempotent: bool,
    /// The request that it is.
    pub(crate) request: Option<Arc<Pending<M>>>,
    /// Whether it opens a connection: then it belongs to that one alone.
    pub(crate) is_opening: bool,
    /// Whether it was handed to a connection that has ended.
    pub(crate) was_handed: bool,
    /// How much of the queue's room it has.
    room: usize,
}

impl<M> Entry<M> {
    pub(crate) fn new(payload: Payload, ticket: Option<Arc<Ticket>>) -> Self {
        Self {
            payload,
            ticket,
            is_idempotent: false,
            request: None,
            is_opening: false,
            was_handed: false,
            room: 0,
        }
    }

    /// The same request, to be sent again.
    pub(crate) fn again(&self) -> Self {
        Self {
            payload: self.payload.clone(),
            ticket: None,
            is_idempotent: self.is_idempotent,
            request: self.request.clone(),
            is_opening: false,
            was_handed: true,
            room: 0,
        }
    }

    /// What it takes of a bound in bytes.
    pub(crate) fn size(&self) -> usize {
        size(&self.payload)
    }

    /// Whether it is to be written: unless whoever sent it has changed their mind.
    pub(crate) fn claim(&self) -> bool {
        let is_abandoned = self.request.as_ref().is_some_and(|own| own.is_abandoned());
        !is_abandoned && self.ticket.as_ref().is_none_or(|ticket| ticket.claim())
    }

    /// Takes back that it is going to be written.
    pub(crate) fn unclaim(&self) {
        if let Some(ticket) = &self.ticket {
            ticket.unclaim();
        }
    }

    fn is_withdrawn(&self) -> bool {
        let is_withdrawn = |ticket: &Arc<Ticket>| ticket.is_withdrawn();
        !self.was_handed && self.ticket.as_ref().is_some_and(is_withdrawn)
    }

    /// Tells whoever waits that it is not going to be written, or not again. What nobody waits for is
    /// given back, unless it was taken back before.
    pub(crate) fn fail(self, (fate, error): Failure) -> Option<Payload> {
        let fate = match (self.was_handed, &self.request) {
            (true, Some(request)) => request.fate(),
            (true, None) => Fate::MaybeSent,
            (false, _) => fate,
        };
        match (&self.request, &self.ticket) {
            (Some(request), _) if request.is_abandoned() => {
                return (self.was_handed && request.is_unaccounted()).then_some(self.payload);
            }
            (Some(request), _) => request.fail((fate, error)),
            (None, Some(ticket)) if ticket.is_withdrawn() => {}
            (None, Some(ticket)) if ticket.is_abandoned() => return Some(self.payload),
            (None, Some(ticket)) => ticket.resolve(Err((fate, error))),
            (None, None) => return Some(self.payload),
        }
        None
    }
}

fn size(payload: &Payload) -> usize {
    payload.len().saturating_add(OVERHEAD)
}

/// Which messages are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Those that open a connection: the first message, and what restores subscriptions.
    Opening,
    /// All.
    All,
}

/// What became of a message that was handed over.
pub(crate) enum Pushed<M> {
    Queued,
    Full(Entry<M>),
    Closed,
}

/// The queue of a client.
pub(crate) struct Queue<M> {
    state: Mutex<State<M>>,
    /// The bytes for which there is room.
    capacity: usize,
}

struct State<M> {
    entries: VecDeque<Entry<M>>,
    /// What opens the connection goes before all that waits.
    opening: VecDeque<Entry<M>>,
    /// The connection that is being opened, while only what opens it is taken.
    opened: Option<u64>,
    is_closed: bool,
    /// How much of the room is taken.
    used: usize,
    /// When to look next for messages that nobody wants anymore, as far as there is no room.
    clean_at: usize,
    task: Option<Waker>,
}

impl<M> Queue<M> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State {
                entries: VecDeque::new(),
                opening: VecDeque::new(),
                opened: None,
                is_closed: false,
                used: 0,
                clean_at: 0,
                task: None,
            }),
            capacity: capacity.max(OVERHEAD),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<M>> {
        // Nothing panics while the lock is held; if it did, the queue would still be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a message takes of the bound. One that is larger than the bound takes all of it, so that
    /// it can be sent when nothing else waits.
    fn cost(&self, payload: &Payload) -> usize {
        size(payload).min(self.capacity)
    }

    /// Takes a message that opens a connection, if that is the one that is being opened. Such messages
    /// are few, and have no bound.
    pub(crate) fn push_opening(&self, mut entry: Entry<M>, of: u64) -> Result<(), Entry<M>> {
        let mut state = self.state();
        if state.opened != Some(of) || state.is_closed {
            return Err(entry);
        }
        entry.is_opening = true;
        state.opening.push_back(entry);
        wake(state);
        Ok(())
    }

    /// Takes a message if there is room for it.
    pub(crate) fn try_push(&self, entry: Entry<M>) -> Pushed<M> {
        let cost = self.cost(&entry.payload);
        let mut state = self.state();
        if state.is_closed {
            return Pushed::Closed;
        }
        if state.used.saturating_add(cost) > self.capacity {
            // Those that nobody wants anymore make room.
            state.forget_withdrawn();
            if state.used.saturating_add(cost) > self.capacity {
                return Pushed::Full(entry);
            }
        }
        state.push(entry, cost);
        wake(state);
        Pushed::Queued
    }

    /// Takes a message whose sender waits until it is handed over, whether there is room or not: the
    /// sender would have to keep it otherwise, and here it has its place in the order.
    pub(crate) fn push(&self, entry: Entry<M>) -> Pushed<M> {
        let cost = self.cost(&entry.payload);
        let mut state = self.state();
        if state.is_closed {
            return Pushed::Closed;
        }
        if state.used > state.clean_at.max(self.capacity) {
            state.forget_withdrawn();
            // Looked through as often as it has doubled, each message is looked at once or twice.
            state.clean_at = state.used.saturating_mul(2);
        }
        state.push(entry, cost);
        wake(state);
        Pushed::Queued
    }

    /// Puts messages back that were taken and are to be written again, before all others.
    pub(crate) fn push_front(&self, entries: Vec<Entry<M>>) {
        let mut state = self.state();
        for entry in entries.into_iter().rev() {
            state.entries.push_front(entry);
        }
    }

    /// Moves what waits into `taken`, as much of it as is written together. Whether there was anything.
    pub(crate) fn take(&self, lane: Lane, taken: &mut VecDeque<Entry<M>>) -> bool {
        let mut state = self.state();
        taken.append(&mut state.opening);
        let mut size = 0;
        while lane == Lane::All
            && size < BATCH
            && let Some(mut entry) = state.entries.pop_front()
        {
            size += entry.payload.len();
            state.used -= std::mem::take(&mut entry.room);
            taken.push_back(entry);
        }
        if state.used <= self.capacity {
            state.clean_at = 0;
        }
        if state.entries.is_empty() && state.entries.capacity() > IDLE_SLOTS {
            // A client that has caught up is as small as before.
            state.entries = VecDeque::new();
        }
        !taken.is_empty()
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        let state = self.state();
        state.entries.is_empty() && state.opening.is_empty()
    }

    /// From now on, only what opens a connection is taken.
    pub(crate) fn start_opening(&self, connection: u64) {
        self.state().opened = Some(connection);
    }

    /// Ends the opening; what could not be written of it is given back.
    pub(crate) fn end_opening(&self) -> VecDeque<Entry<M>> {
        let mut state = self.state();
        state.opened = None;
        std::mem::take(&mut state.opening)
    }

    /// Takes no more messages. Those that wait stay.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        wake(state);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    /// What was never taken.
    pub(crate) fn take_rest(&self) -> VecDeque<Entry<M>> {
        let mut state = self.state();
        let mut rest = std::mem::take(&mut state.opening);
        rest.append(&mut state.entries);
        rest
    }

    /// The task is woken when there is something to do. Whether the client is closed already.
    pub(crate) fn poll_closed(&self, cx: &mut Context<'_>) -> bool {
        let mut state = self.state();
        state.watch(cx);
        state.is_closed
    }

    /// Wakes the client's task.
    pub(crate) fn wake(&self) {
        wake(self.state());
    }
}

impl<M> State<M> {
    fn watch(&mut self, cx: &mut Context<'_>) {
        match &mut self.task {
            Some(task) => task.clone_from(cx.waker()),
            task @ None => *task = Some(cx.waker().clone()),
        }
    }

    fn push(&mut self, mut entry: Entry<M>, cost: usize) {
        entry.room = cost;
        self.used += cost;
        self.entries.push_back(entry);
    }

    fn forget_withdrawn(&mut self) {
        let mut freed = 0;
        self.entries.retain(|entry| {
            let keep = !entry.is_withdrawn();
            freed += if keep { 0 } else { entry.room };
            keep
        });
        self.used -= freed;
    }
}

/// Wakes the client's task, without the lock.
fn wake<M>(mut state: MutexGuard<'_, State<M>>) {
    let task = state.task.take();
    drop(state);
    if let Some(task) = task {
        task.wake();
    }
}
