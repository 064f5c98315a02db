//! What waits to be written to one connection.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::config::SlowConsumer;
use crate::{Error, Payload};

/// What a message takes of the queue's bound beyond its payload.
const OVERHEAD: usize = 64;

/// How many bytes are taken at once to be written. They have left the queue and cannot be dropped.
const BATCH: usize = 16 * 1024;

/// For how many messages an idle connection keeps its queue's memory.
const IDLE_SLOTS: usize = 16;

/// The queue between whoever sends to a connection and the task that writes to it.
pub(crate) struct Outbox {
    state: Mutex<State>,
    /// The bytes for which there is room. What waits for room is served in order.
    room: Semaphore,
    capacity: usize,
    policy: SlowConsumer,
    /// Whether the connection is to be closed when its handler has finished.
    retiring: AtomicBool,
    cut: AtomicBool,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Payload>,
    phase: Phase,
    retiring: Option<CloseFrame>,
    /// How long what waits may be written, if that is not the connection's own time for closing.
    write_until: Option<Instant>,
    /// How this side wanted to close.
    close_frame: Option<CloseFrame>,
    /// The connection's task.
    task: Option<Waker>,
    /// Whether it waits for something to write.
    is_hungry: bool,
}

/// How far a connection is.
#[derive(Clone, Default, Debug, PartialEq)]
pub(crate) enum Phase {
    /// Messages are taken.
    #[default]
    Open,
    /// What was taken is still written, and then this close frame.
    Closing(CloseFrame),
    /// Nothing more is taken or written.
    Ended,
}

/// What became of messages that were not to wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// They wait to be written; so many older ones were dropped for them.
    Queued { dropped: usize },
    /// There is no room for this one. Those before it were taken.
    Full(Payload),
    /// The connection is closed, or being closed.
    Closed,
}

impl Outbox {
    pub(crate) fn new(capacity: usize, policy: SlowConsumer) -> Self {
        let capacity = capacity.clamp(OVERHEAD, u32::MAX as usize);
        Self {
            state: Mutex::default(),
            room: Semaphore::new(capacity),
            capacity,
            policy,
            retiring: AtomicBool::new(false),
            cut: AtomicBool::new(false),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held; if it did, the queue would still be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a message takes of the bound. One that is larger than the bound takes all of it, so that
    /// it can be sent when nothing else waits.
    fn cost(&self, payload: &Payload) -> u32 {
        let cost = payload.len().saturating_add(OVERHEAD).min(self.capacity);
        u32::try_from(cost).unwrap_or(u32::MAX)
    }

    /// Whether there is room for a message without making any.
    pub(crate) fn has_room(&self, payload: &Payload) -> bool {
        self.room.available_permits() >= self.cost(payload) as usize
    }

    /// Takes messages one after the other, as long as there is room for them or the policy is to make
    /// it by dropping the oldest. Whoever writes sees all of them at once.
    pub(crate) fn try_push_all(&self, payloads: impl IntoIterator<Item = Payload>) -> Pushed {
        let mut state = self.state();
        if state.phase != Phase::Open {
            return Pushed::Closed;
        }
        let mut dropped = 0;
        for payload in payloads {
            let cost = self.cost(&payload);
            loop {
                if let Ok(permit) = self.room.try_acquire_many(cost) {
                    permit.forget();
                    break;
                }
                let oldest = match self.policy {
                    SlowConsumer::DropOldest => state.queue.pop_front(),
                    SlowConsumer::Wait | SlowConsumer::Close => None,
                };
                let Some(oldest) = oldest else {
                    wake_writer(state);
                    return Pushed::Full(payload);
                };
                self.room.add_permits(self.cost(&oldest) as usize);
                dropped += 1;
            }
            state.queue.push_back(payload);
        }
        wake_writer(state);
        Pushed::Queued { dropped }
    }

    /// Takes a message as soon as there is room for it.
    pub(crate) async fn push(&self, payload: Payload) -> Result<(), Error> {
        let cost = self.cost(&payload);
        let Ok(permit) = self.room.acquire_many(cost).await else {
            return Err(Error::closed(None));
        };
        let mut state = self.state();
        if state.phase != Phase::Open {
            drop(state);
            return Err(Error::closed(None));
        }
        permit.forget();
        state.queue.push_back(payload);
        wake_writer(state);
        Ok(())
    }

    /// What is done with a receiver that has no room.
    pub(crate) fn policy(&self) -> SlowConsumer {
        self.policy
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state().phase == Phase::Open
    }

    /// Takes no more messages; those that wait are written, and then the close frame. Whether this
    /// was not said before.
    pub(crate) fn close(&self, frame: CloseFrame) -> bool {
        let mut state = self.state();
        let first = state.phase == Phase::Open;
        if first {
            state.close_frame = Some(frame.clone());
            state.phase = Phase::Closing(frame);
            self.room.close();
            wake(state);
        }
        first
    }

    /// As [`close`](Self::close), when the handler that runs now has finished. What waits may be
    /// written until then.
    pub(crate) fn retire(&self, frame: CloseFrame, until: Instant) {
        let mut state = self.state();
        state.retiring.get_or_insert(frame);
        state.write_until = Some(until);
        self.retiring.store(true, Ordering::Release);
        wake(state);
    }

    /// Whether it is to be closed when the handler that runs now has finished.
    pub(crate) fn is_retiring(&self) -> bool {
        self.retiring.load(Ordering::Acquire)
    }

    /// Closes what was to be closed after a handler. Whether there was anything to close.
    pub(crate) fn close_if_retiring(&self) -> bool {
        if !self.retiring.swap(false, Ordering::Acquire) {
            return false;
        }
        let frame = self.state().retiring.take();
        frame.is_some_and(|frame| self.close(frame))
    }

    /// Cuts the connection off, with its handler. What waits stays where it is.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::Release);
        self.end();
    }

    /// Whether the connection is cut off.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Acquire)
    }

    /// Takes no more messages, and nothing is written anymore.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.phase = Phase::Ended;
        self.room.close();
        wake(state);
    }

    /// Wakes the task when the connection is to be closed or cut off. Whether that is so already.
    pub(crate) fn poll_closing(&self, cx: &mut Context<'_>) -> bool {
        let mut state = self.state();
        state.watch(cx);
        state.phase != Phase::Open
    }

    /// How long what waits may be written, if that was said.
    pub(crate) fn write_until(&self) -> Option<Instant> {
        self.state().write_until
    }

    /// How this side wanted to close, if it did.
    pub(crate) fn close_frame(&self) -> Option<CloseFrame> {
        self.state().close_frame.clone()
    }

    /// What was never written.
    pub(crate) fn take_rest(&self) -> VecDeque<Payload> {
        std::mem::take(&mut self.state().queue)
    }

    /// Moves what waits into `taken`, which is empty, as much of it as is written together. While
    /// nothing waits and the connection is open, the task is woken when that changes. Otherwise, how
    /// far the connection is.
    pub(crate) fn poll_take(
        &self,
        taken: &mut VecDeque<Payload>,
        cx: &mut Context<'_>,
    ) -> Poll<Phase> {
        let mut state = self.state();
        let mut size = 0;
        let mut room = 0;
        while size < BATCH
            && state.phase != Phase::Ended
            && let Some(payload) = state.queue.pop_front()
        {
            size += payload.len();
            room += self.cost(&payload) as usize;
            taken.push_back(payload);
        }
        if !taken.is_empty() {
            if state.queue.is_empty() && state.queue.capacity() > IDLE_SLOTS {
                // A connection that is idle again is as small as before.
                state.queue = VecDeque::new();
            }
            self.room.add_permits(room);
            return Poll::Ready(state.phase.clone());
        }
        state.watch(cx);
        if state.phase != Phase::Open {
            return Poll::Ready(state.phase.clone());
        }
        state.is_hungry = true;
        Poll::Pending
    }
}

impl State {
    fn watch(&mut self, cx: &mut Context<'_>) {
        match &mut self.task {
            Some(task) => task.clone_from(cx.waker()),
            task @ None => *task = Some(cx.waker().clone()),
        }
    }
}

/// Wakes the connection's task if it waits for something to write.
fn wake_writer(state: MutexGuard<'_, State>) {
    if state.is_hungry {
        wake(state);
    }
}

/// Wakes the connection's task, without the lock.
fn wake(mut state: MutexGuard<'_, State>) {
    state.is_hungry = false;
    let task = state.task.take();
    drop(state);
    if let Some(task) = task {
        task.wake();
    }
}
