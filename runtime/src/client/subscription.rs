//! Streams of what happens to a client.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_util::Stream;
use futures_util::stream::FusedStream;

use super::{Listener, State};
use crate::Error;

/// How many messages a stream has room for, and what happens when there is none.
///
/// ```
/// use asyncapi_channels::client::Buffer;
///
/// // The latest prices matter, not all of them.
/// let prices = Buffer::lagging(16);
/// // Every order does: the client reads no further until there is room.
/// let orders = Buffer::waiting(1024);
/// # assert_ne!(prices, orders);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Buffer {
    capacity: usize,
    waits: bool,
}

impl Buffer {
    /// Room for so many messages, at least one. While there is none, the client reads nothing more from
    /// its connection, and so the server is slowed down in the end; nothing is lost. Other listeners
    /// wait too, and so does who waits for a reply or for a confirmation: better not in the task that takes
    /// the messages.
    pub const fn waiting(capacity: usize) -> Self {
        Self {
            capacity,
            waits: true,
        }
    }

    /// Room for so many messages, at least one. When there is none, the oldest is dropped; how many
    /// were, the next item says: [`Error::Lagged`].
    pub const fn lagging(capacity: usize) -> Self {
        Self {
            capacity,
            waits: false,
        }
    }
}

/// 256 messages, and then the client waits.
impl Default for Buffer {
    fn default() -> Self {
        Self::waiting(256)
    }
}

/// The client's end of a stream.
pub(crate) struct Subscriber<T> {
    state: Mutex<Waiting<T>>,
    buffer: Buffer,
    clone: fn(&T) -> T,
    is_dropped: AtomicBool,
}

struct Waiting<T> {
    items: VecDeque<Result<T, Error>>,
    lagged: u64,
    has_ended: bool,
    task: Option<Waker>,
}

impl<T: Clone> Subscriber<T> {
    pub(crate) fn new(buffer: Buffer) -> Self {
        Self {
            state: Mutex::new(Waiting {
                items: VecDeque::new(),
                lagged: 0,
                has_ended: false,
                task: None,
            }),
            buffer,
            clone: T::clone,
            is_dropped: AtomicBool::new(false),
        }
    }
}

impl<T> Subscriber<T> {
    fn state(&self) -> MutexGuard<'_, Waiting<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_dropped(&self) -> bool {
        self.is_dropped.load(Ordering::Acquire)
    }

    pub(crate) fn has_room(&self) -> bool {
        !self.buffer.waits
            || self.is_dropped()
            || self.state().items.len() < self.buffer.capacity.max(1)
    }

    pub(crate) fn push_clone(&self, item: &T) {
        self.push(Ok((self.clone)(item)));
    }

    pub(crate) fn push(&self, item: Result<T, Error>) {
        let mut state = self.state();
        if state.has_ended || self.is_dropped() {
            return;
        }
        if !self.buffer.waits && state.items.len() >= self.buffer.capacity.max(1) {
            state.items.pop_front();
            state.lagged += 1;
        }
        state.items.push_back(item);
        let task = state.task.take();
        drop(state);
        if let Some(task) = task {
            task.wake();
        }
    }

    /// Nothing more comes.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.has_ended = true;
        let task = state.task.take();
        drop(state);
        if let Some(task) = task {
            task.wake();
        }
    }

    /// The next item, and whether the client may have waited for it to be taken.
    fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<(Result<T, Error>, bool)>> {
        let mut state = self.state();
        let lagged = std::mem::take(&mut state.lagged);
        if lagged > 0 {
            return Poll::Ready(Some((Err(Error::Lagged(lagged)), false)));
        }
        let was_full = self.buffer.waits && state.items.len() >= self.buffer.capacity.max(1);
        if let Some(item) = state.items.pop_front() {
            return Poll::Ready(Some((item, was_full)));
        }
        if state.has_ended {
            return Poll::Ready(None);
        }
        match &mut state.task {
            Some(task) => task.clone_from(cx.waker()),
            task @ None => *task = Some(cx.waker().clone()),
        }
        Poll::Pending
    }

    fn has_ended(&self) -> bool {
        let state = self.state();
        state.has_ended && state.items.is_empty() && state.lagged == 0
    }
}

/// A stream of the messages that a client receives, made by
/// [`Client::messages`](super::Client::messages).
///
/// An item is an error when a frame was no valid message, [`Error::Decode`], and when messages were
/// dropped because they were not taken in time, [`Error::Lagged`]; the stream goes on, also over
/// reconnects. It ends when the client has closed for good, as it does when its last handle is dropped:
/// the stream is none.
#[must_use = "streams do nothing unless polled"]
pub struct Messages<T> {
    subscriber: Arc<Subscriber<T>>,
    /// Tells the client that there is room again.
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl<T> Messages<T> {
    pub(crate) fn new(subscriber: Arc<Subscriber<T>>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { subscriber, wake }
    }

    /// The next message; `None` when the client has closed for good.
    ///
    /// # Errors
    ///
    /// As the items of the stream.
    ///
    /// # Cancel safety
    ///
    /// No message is lost when the future is dropped early.
    pub async fn recv(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<T> Stream for Messages<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.subscriber.poll_next(cx).map(|next| {
            let (item, was_full) = next?;
            if was_full {
                (self.wake)();
            }
            Some(item)
        })
    }
}

impl<T> FusedStream for Messages<T> {
    fn is_terminated(&self) -> bool {
        self.subscriber.has_ended()
    }
}

impl<T> Drop for Messages<T> {
    fn drop(&mut self) {
        self.subscriber.is_dropped.store(true, Ordering::Release);
        let items = std::mem::take(&mut self.subscriber.state().items);
        drop(items);
        (self.wake)();
    }
}

impl<T> fmt::Debug for Messages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages")
            .field("buffer", &self.subscriber.buffer)
            .finish_non_exhaustive()
    }
}

/// A stream of the states of a client, made by [`Client::states`](super::Client::states). It begins
/// with the next change, and ends after [`State::Closed`].
///
/// It keeps the last 64 changes that were not taken yet.
#[must_use = "streams do nothing unless polled"]
pub struct States {
    subscriber: Arc<Subscriber<State>>,
    _listener: Listener,
}

impl States {
    pub(crate) fn new(subscriber: Arc<Subscriber<State>>, listener: Listener) -> Self {
        Self {
            subscriber,
            _listener: listener,
        }
    }

    /// The next state; `None` after [`State::Closed`].
    ///
    /// # Cancel safety
    ///
    /// No change is lost when the future is dropped early.
    pub async fn recv(&mut self) -> Option<State> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for States {
    type Item = State;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<State>> {
        loop {
            match self.subscriber.poll_next(cx) {
                Poll::Ready(Some((Ok(state), _))) => {
                    if state == State::Closed {
                        self.subscriber.end();
                    }
                    return Poll::Ready(Some(state));
                }
                // What was dropped is told by the states that follow.
                Poll::Ready(Some((Err(_), _))) => {}
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl FusedStream for States {
    fn is_terminated(&self) -> bool {
        self.subscriber.has_ended()
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("States").finish_non_exhaustive()
    }
}
