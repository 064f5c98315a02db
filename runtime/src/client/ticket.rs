//! What becomes of one message that somebody waits for.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;

use super::sending::Fate;
use crate::Error;

/// Why a message was not sent, or not known to be.
pub(crate) type Failure = (Fate, Error);

const WAITING: u8 = 0;
const CLAIMED: u8 = 1;
const WITHDRAWN: u8 = 2;
const ABANDONED: u8 = 3;

/// Between whoever sends a message and the task that writes it. Either takes the message first: the
/// one by withdrawing it, the other by claiming it; never both.
#[derive(Default)]
pub(crate) struct Ticket {
    state: AtomicU8,
    outcome: Mutex<Option<Result<(), Failure>>>,
    waker: AtomicWaker,
    /// Whether it is to be told when the other side has the message, rather than when it is handed to
    /// the socket.
    pub(crate) until_confirmed: bool,
}

impl Ticket {
    pub(crate) fn new(until_confirmed: bool) -> Self {
        Self {
            until_confirmed,
            ..Self::default()
        }
    }

    /// The message is going to be written, if nobody has withdrawn it.
    pub(crate) fn claim(&self) -> bool {
        let claimed =
            self.state
                .compare_exchange(WAITING, CLAIMED, Ordering::AcqRel, Ordering::Acquire);
        claimed != Err(WITHDRAWN)
    }

    /// The message is not going to be written yet after all.
    pub(crate) fn unclaim(&self) {
        let _ = self
            .state
            .compare_exchange(CLAIMED, WAITING, Ordering::AcqRel, Ordering::Acquire);
        // Whoever wanted to withdraw it meanwhile can do so now.
        self.waker.wake();
    }

    /// Nobody waits anymore for what becomes of a message that is being written, or was.
    pub(crate) fn abandon(&self) {
        self.state.store(ABANDONED, Ordering::Release);
    }

    pub(crate) fn is_abandoned(&self) -> bool {
        self.state.load(Ordering::Acquire) == ABANDONED
    }

    /// The message is not to be written, if that has not begun.
    pub(crate) fn withdraw(&self) -> bool {
        self.state
            .compare_exchange(WAITING, WITHDRAWN, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    pub(crate) fn is_withdrawn(&self) -> bool {
        self.state.load(Ordering::Acquire) == WITHDRAWN
    }

    /// Tells what became of the message.
    pub(crate) fn resolve(&self, outcome: Result<(), Failure>) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        self.waker.wake();
    }

    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        self.waker.register(cx.waker());
        let outcome = self
            .outcome
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        outcome.map_or(Poll::Pending, Poll::Ready)
    }
}
