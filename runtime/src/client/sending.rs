//! Handing messages to a client.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use super::Shared;
use super::queue::{Entry, Pushed};
use super::request::Pending;
use super::ticket::{Failure, Ticket};
use crate::{Channel, Error, Message, Payload};

/// What is known of a message that was not sent, or not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It was not sent, and is not going to be.
    Unsent,
    /// It was handed to a connection, which ended before the other side was known to have it.
    MaybeSent,
    /// The other side has it, but there was no answer.
    Sent,
}

/// A message that was not sent, or not known to be, or not answered.
///
/// The message is given back. As an [`Error`](std::error::Error) it is what went wrong.
pub struct SendError<M> {
    /// The message.
    pub message: M,
    /// Whether it was sent.
    pub fate: Fate,
    /// What went wrong.
    pub error: Error,
}

impl<M: Message> fmt::Debug for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError")
            .field("message", &self.message.name())
            .field("fate", &self.fate)
            .field("error", &self.error)
            .finish()
    }
}

impl<M: Message> fmt::Display for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fate = match self.fate {
            Fate::Unsent => "was not sent",
            Fate::MaybeSent => "may not have been sent",
            Fate::Sent => "was not answered",
        };
        write!(
            f,
            "message `{}` {fate}: {}",
            self.message.name(),
            self.error
        )
    }
}

impl<M: Message> std::error::Error for SendError<M> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// What is left of it where only the error counts.
impl<M> From<SendError<M>> for Error {
    fn from(error: SendError<M>) -> Self {
        error.error
    }
}

/// What happens to a message for which the queue has no room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WhenFull {
    /// Sending waits, as it does anyway until the message is handed over; the message has its place in
    /// the queue meanwhile.
    #[default]
    Wait,
    /// Sending fails, with [`Error::QueueFull`] and the message.
    Reject,
}

/// The way of a message from being handed over to being written, or not.
pub(crate) struct Submission<C: Channel> {
    shared: Arc<Shared<C>>,
    /// The connection that it opens, if any: then it goes before all that waits.
    opening: Option<u64>,
    payload: Option<Result<Payload, Error>>,
    pub(crate) is_idempotent: bool,
    pub(crate) until_confirmed: bool,
    pub(crate) request: Option<Arc<Pending<C::ServerMessage>>>,
    time: Option<Duration>,
    deadline: Option<Pin<Box<Sleep>>>,
    ticket: Option<Arc<Ticket>>,
    /// Whether what became of the message was told.
    is_told: bool,
}

impl<C: Channel> Submission<C> {
    pub(crate) fn new(
        shared: &Arc<Shared<C>>,
        opening: Option<u64>,
        payload: Result<Payload, Error>,
        time: Option<Duration>,
    ) -> Self {
        Self {
            shared: Arc::clone(shared),
            opening,
            payload: Some(payload),
            is_idempotent: false,
            until_confirmed: false,
            request: None,
            time,
            deadline: None,
            ticket: None,
            is_told: false,
        }
    }

    pub(crate) fn within(&mut self, time: Duration) {
        self.time = Some(time);
    }

    /// Ready when the message was handed to the socket, or confirmed, or will not be.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Failure>>
    where
        C::ServerMessage: Send,
    {
        let outcome = self.poll_outcome(cx);
        if outcome.is_ready() && self.request.is_none() {
            self.is_told = true;
        }
        outcome
    }

    fn poll_outcome(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Failure>>
    where
        C::ServerMessage: Send,
    {
        if let Some(payload) = self.payload.take()
            && let Err(failure) = self.begin(payload)
        {
            return Poll::Ready(Err(failure));
        }
        let Some(ticket) = &self.ticket else {
            return Poll::Pending;
        };
        if let Poll::Ready(outcome) = ticket.poll(cx) {
            return Poll::Ready(outcome);
        }
        ready!(self.poll_deadline(cx));
        if self.withdraw() {
            return Poll::Ready(Err((
                Fate::Unsent,
                timed_out("the message waited too long"),
            )));
        }
        match self.until_confirmed {
            true => Poll::Ready(Err((
                Fate::MaybeSent,
                timed_out("nothing has confirmed the message in time"),
            ))),
            // It is being handed over at this moment.
            false => Poll::Pending,
        }
    }

    /// Ready when there is no time left.
    pub(crate) fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.deadline {
            Some(deadline) => deadline.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }

    fn begin(&mut self, payload: Result<Payload, Error>) -> Result<(), Failure>
    where
        C::ServerMessage: Send,
    {
        let payload = payload.map_err(|error| (Fate::Unsent, error))?;
        if let Some(time) = self.time {
            self.deadline = Some(Box::pin(sleep(time)));
        }
        let ticket = Arc::new(Ticket::new(self.until_confirmed));
        self.ticket = Some(Arc::clone(&ticket));
        let mut entry = Entry::new(payload, Some(ticket));
        entry.is_idempotent = self.is_idempotent;
        entry.request.clone_from(&self.request);
        if let Some(connection) = self.opening {
            match self.shared.queue.push_opening(entry, connection) {
                Ok(()) => return Ok(()),
                // The connection is open, or has ended.
                Err(back) => entry = back,
            }
        }
        let queue = &self.shared.queue;
        let pushed = match self.shared.config.when_full {
            WhenFull::Wait => queue.push(entry),
            WhenFull::Reject => queue.try_push(entry),
        };
        match pushed {
            Pushed::Queued => Ok(()),
            Pushed::Closed => Err(self.shared.closed()),
            Pushed::Full(entry) => Err((Fate::Unsent, Error::QueueFull(entry.payload))),
        }
    }

    /// Takes the message back, if it was not written yet.
    fn withdraw(&mut self) -> bool {
        self.ticket.as_ref().is_some_and(|ticket| ticket.withdraw())
    }
}

/// Whoever waits no longer takes the message back.
impl<C: Channel> Drop for Submission<C> {
    fn drop(&mut self) {
        let is_written = !self.withdraw() && !self.is_told;
        if let Some(ticket) = &self.ticket
            && is_written
        {
            ticket.abandon();
        }
    }
}

pub(crate) fn timed_out(reason: &'static str) -> Error {
    io::Error::new(io::ErrorKind::TimedOut, reason).into()
}

/// The future of a message that opens a connection.
pub(crate) async fn send_opening<C>(
    shared: &Arc<Shared<C>>,
    connection: u64,
    payload: Result<Payload, Error>,
) -> Result<(), Error>
where
    C: Channel<ServerMessage: Send>,
{
    let mut submission = Submission::new(shared, Some(connection), payload, None);
    let sent = std::future::poll_fn(|cx| submission.poll(cx)).await;
    sent.map_err(|(_, error)| error)
}

/// The future of [`Client::send`](super::Client::send), and of each operation of a generated client.
///
/// The message is checked and encoded when the future is made, and joins the queue when it is first
/// polled. It is ready when the message was handed to a connection.
///
/// # Cancel safety
///
/// When it is dropped before it is ready, the message is not sent, unless it was being handed over at
/// that moment.
#[must_use = "nothing is sent unless the future is awaited"]
pub struct Submitting<C: Channel> {
    message: Option<C::ClientMessage>,
    submission: Submission<C>,
}

/// Nothing in it is pinned in place.
impl<C: Channel> Unpin for Submitting<C> {}

impl<C: Channel> Submitting<C> {
    pub(crate) fn new(message: C::ClientMessage, submission: Submission<C>) -> Self {
        Self {
            message: Some(message),
            submission,
        }
    }

    /// Gives the message up when it could not be handed over in this time, or
    /// [confirmed](Self::confirmed). The time begins when the future is first polled, which must be in a
    /// tokio runtime with time.
    pub fn within(mut self, time: Duration) -> Self {
        self.submission.within(time);
        self
    }

    /// Makes the future ready only when the other side is known to have the message: it has answered a
    /// ping that was sent after it (RFC 6455 section 5.5.3). That its WebSocket has it does not say that
    /// the application has handled it.
    ///
    /// When the connection ends before, the message is [`Fate::MaybeSent`].
    ///
    /// The answer is read after all that came before it: while a stream of messages has no room, with a
    /// [`Buffer`](super::Buffer) that waits, it is not.
    pub fn confirmed(mut self) -> Self {
        self.submission.until_confirmed = true;
        self
    }

    /// Says that it does no harm when the message arrives twice, so that it may be sent again when a
    /// connection has ended before the other side was known to have it; see
    /// [`Builder::resend_idempotent`](super::Builder::resend_idempotent).
    pub fn idempotent(mut self) -> Self {
        self.submission.is_idempotent = true;
        self
    }
}

impl<C: Channel<ServerMessage: Send>> Future for Submitting<C> {
    type Output = Result<(), SendError<C::ClientMessage>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let Err((fate, error)) = ready!(this.submission.poll(cx)) else {
            return Poll::Ready(Ok(()));
        };
        match this.message.take() {
            Some(message) => Poll::Ready(Err(SendError {
                message,
                fate,
                error,
            })),
            // Polled again after it was ready.
            None => Poll::Pending,
        }
    }
}

impl<C: Channel> fmt::Debug for Submitting<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submitting")
            .field("channel", &C::NAME)
            .finish_non_exhaustive()
    }
}
