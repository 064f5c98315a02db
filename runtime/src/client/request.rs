//! Requests and their replies.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::Stream;
use futures_util::task::AtomicWaker;

use super::queue::Entry;
use super::sending::{Submission, timed_out};
use super::ticket::Failure;
use super::{Fate, SendError, Shared};
use crate::correlation::{Correlated, CorrelationId, Request};
use crate::{Channel, Error, Payload};

/// How many replies of a stream may wait to be taken before nothing more is read.
const MAX_REPLIES: usize = 256;

/// For how many requests that nobody waits for the client still expects a reply.
const MAX_ABANDONED: usize = 1024;

/// A request that waits for its reply. `M` is what the server sends.
pub(crate) struct Pending<M> {
    id: Option<CorrelationId>,
    id_of: fn(&M, &Payload) -> Option<CorrelationId>,
    /// Whether messages of a kind have a place for an id in their payload. Beside it, a handler may leave
    /// the id out.
    has_place: fn(&M) -> bool,
    is_reply: fn(&M) -> bool,
    is_stream: bool,
    answers: Mutex<Answers<M>>,
    /// Whether the other side has the request.
    is_confirmed: AtomicBool,
    /// Whether its reply may have been taken for that of a request that was given up before.
    is_doubtful: AtomicBool,
    waker: AtomicWaker,
}

struct Answers<M> {
    replies: VecDeque<M>,
    failure: Option<Failure>,
    /// Whether somebody was told what became of the request.
    is_settled: bool,
    /// Whether nobody waits anymore.
    is_abandoned: bool,
}

impl<M> Pending<M> {
    fn answers(&self) -> MutexGuard<'_, Answers<M>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody waits for a reply anymore.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.answers().is_abandoned
    }

    /// Whether nobody was told what became of the request, or is going to be.
    pub(crate) fn is_unaccounted(&self) -> bool {
        let answers = self.answers();
        answers.is_abandoned && !answers.is_settled
    }

    fn is_doubtful(&self) -> bool {
        self.is_doubtful.load(Ordering::Relaxed)
    }

    /// Takes a reply. It is given back when nobody waits for it.
    fn answer(&self, reply: M) -> Option<M> {
        let mut answers = self.answers();
        if answers.is_abandoned {
            return Some(reply);
        }
        answers.replies.push_back(reply);
        answers.is_settled = true;
        drop(answers);
        self.waker.wake();
        None
    }

    /// There will be no reply, or no other.
    pub(crate) fn fail(&self, failure: Failure) {
        self.answers().failure.get_or_insert(failure);
        self.waker.wake();
    }

    pub(crate) fn confirm(&self) {
        self.is_confirmed.store(true, Ordering::Release);
    }

    fn abandon(&self) {
        let mut answers = self.answers();
        answers.is_abandoned = true;
        answers.replies.clear();
    }

    /// The next reply, and whether the client may have waited for it to be taken.
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<(M, bool), Failure>> {
        self.waker.register(cx.waker());
        let mut answers = self.answers();
        let was_full = answers.replies.len() >= MAX_REPLIES;
        if let Some(reply) = answers.replies.pop_front() {
            return Poll::Ready(Ok((reply, was_full)));
        }
        match answers.failure.take() {
            Some(failure) => {
                answers.is_settled = true;
                Poll::Ready(Err(failure))
            }
            None => Poll::Pending,
        }
    }

    /// What is known when time is up.
    fn overdue(&self) -> Failure {
        let mut answers = self.answers();
        answers.is_settled = true;
        answers.is_abandoned = true;
        drop(answers);
        (self.fate(), timed_out("there was no reply in time"))
    }

    /// What is known of a request that has no reply.
    pub(crate) fn fate(&self) -> Fate {
        match self.is_confirmed.load(Ordering::Acquire) {
            true => Fate::Sent,
            false => Fate::MaybeSent,
        }
    }
}

/// What became of a message that requests were offered.
pub(crate) enum Offered<M> {
    /// It is a reply. With its id it tells which message the server has, and so all before it.
    Taken(Option<u64>),
    /// It answers none, or one that nobody waits for anymore.
    Back(M),
}

/// A request that was handed to the connection.
struct Flight<M> {
    sequence: u64,
    pending: Arc<Pending<M>>,
    /// The request, where it may be sent again.
    again: Option<Entry<M>>,
}

/// The requests that were handed to a connection, oldest first.
pub(crate) struct InFlight<M> {
    flights: VecDeque<Flight<M>>,
    /// Those among them that have a stream of replies, or had one.
    streams: Vec<Arc<Pending<M>>>,
    /// When to look next for those that nobody waits for.
    clean_at: usize,
}

impl<M> InFlight<M> {
    pub(crate) fn new() -> Self {
        Self {
            flights: VecDeque::new(),
            streams: Vec::new(),
            clean_at: MAX_ABANDONED,
        }
    }

    /// A request was handed to the connection. `again` is what may be sent again.
    pub(crate) fn add(
        &mut self,
        sequence: u64,
        pending: &Arc<Pending<M>>,
        again: Option<Entry<M>>,
    ) {
        if self.flights.len() >= self.clean_at {
            self.clean();
        }
        if pending.is_stream {
            self.streams.retain(|stream| !stream.answers().is_abandoned);
            self.streams.push(Arc::clone(pending));
        }
        self.flights.push_back(Flight {
            sequence,
            pending: Arc::clone(pending),
            again,
        });
    }

    /// Forgets requests that nobody waits for: those with an id, whose late replies are taken for no
    /// other's, and of those without the oldest, when they are too many.
    fn clean(&mut self) {
        let flights = &mut self.flights;
        flights.retain(|flight| flight.pending.id.is_none() || !flight.pending.is_abandoned());
        while flights.len() >= MAX_ABANDONED
            && flights
                .front()
                .is_some_and(|flight| flight.pending.is_abandoned())
        {
            flights.pop_front();
        }
        // Looked through as often as it has doubled, each is looked at once or twice.
        self.clean_at = (flights.len() * 2).max(MAX_ABANDONED);
    }

    /// Whether a stream of replies has no room.
    pub(crate) fn is_full(&self) -> bool {
        let is_full = |stream: &Arc<Pending<M>>| stream.answers().replies.len() >= MAX_REPLIES;
        self.streams.iter().any(is_full)
    }

    /// Hands a message, which has come in this frame, to the request that it answers: to the one with its
    /// id, or, where it has no place for one or the request has none, to the oldest that it can answer.
    pub(crate) fn offer(&mut self, message: M, frame: &Payload) -> Offered<M> {
        let Some(newest) = self.flights.back() else {
            return Offered::Back(message);
        };
        let id = (newest.pending.id_of)(&message, frame).filter(|id| !id.is_blank());
        let has_place = (newest.pending.has_place)(&message);
        // Without an id, a request whose reply was probably another's is not waited for twice.
        self.flights.retain(|flight| {
            let pending = &flight.pending;
            !(pending.is_doubtful() && pending.is_abandoned())
        });
        let is_by_id = |flight: &Flight<M>| flight.pending.id.is_some() && id.is_some();
        let answers = |flight: &Flight<M>| {
            let pending = &flight.pending;
            let is_own = match (&pending.id, &id) {
                (Some(own), Some(id)) => is_same(own, id),
                // It answers what was sent without an id.
                (Some(_), None) => !has_place,
                (None, _) => true,
            };
            is_own && (pending.is_reply)(&message)
        };
        // By an id, what was given up does not keep the reply from what was asked again.
        let is_wanted = |flight: &Flight<M>| {
            answers(flight) && is_by_id(flight) && !flight.pending.is_abandoned()
        };
        let flights = &self.flights;
        let index = flights.iter().position(is_wanted);
        let Some(index) = index.or_else(|| flights.iter().position(answers)) else {
            return Offered::Back(message);
        };
        let flight = &self.flights[index];
        let (sequence, is_by_id) = (flight.sequence, is_by_id(flight));
        let is_live = |flight: &&Flight<M>| {
            answers(flight) && !flight.pending.is_stream && !flight.pending.is_abandoned()
        };
        if !is_by_id
            && flight.pending.is_abandoned()
            && let Some(next) = self.flights.iter().find(is_live)
        {
            // If the one before was never answered, this was its reply.
            next.pending.is_doubtful.store(true, Ordering::Relaxed);
        }
        let back = flight.pending.answer(message);
        if !flight.pending.is_stream || back.is_some() {
            self.flights.remove(index);
        }
        match back {
            Some(message) => Offered::Back(message),
            // A reply shows that the server has read all that came before it.
            None => Offered::Taken(is_by_id.then_some(sequence)),
        }
    }

    /// The connection has ended: what may be sent again is given back with its place in the order, the
    /// others fail.
    pub(crate) fn end(&mut self, error: impl Fn() -> Error) -> Vec<(u64, Entry<M>)> {
        let mut again = Vec::new();
        self.streams.clear();
        for flight in self.flights.drain(..) {
            match flight.again {
                Some(entry) if !flight.pending.is_abandoned() => {
                    again.push((flight.sequence, entry));
                }
                _ => {
                    flight.pending.fail((flight.pending.fate(), error()));
                }
            }
        }
        again
    }
}

/// Whether two ids are the same, be it that one is a number and the other the text of this number, or that
/// a UUID is written otherwise (RFC 9562 section 4).
fn is_same(left: &CorrelationId, right: &CorrelationId) -> bool {
    use CorrelationId::{Integer, Text};
    match (left, right) {
        (Text(left), Text(right)) if left.len() == 36 => left.eq_ignore_ascii_case(right),
        (Text(text), Integer(number)) | (Integer(number), Text(text)) => {
            number.to_string() == *text
        }
        _ => left == right,
    }
}

/// Encodes a request, with a fresh id in its payload where it has a place for one and none yet.
fn encode_with_id<C>(shared: &Shared<C>, message: &mut C::ClientMessage) -> Result<Payload, Error>
where
    C: Channel<ClientMessage: Correlated, ServerMessage: Send>,
{
    if message.correlation_id().is_none_or(|id| id.is_blank()) {
        let [text, number] = shared.fresh_ids();
        if message.set_correlation_id(&text) {
            let payload = shared.encode(message);
            // Not every text takes one of this form.
            if payload.is_ok() || !message.set_correlation_id(&number) {
                return payload;
            }
        } else {
            message.set_correlation_id(&number);
        }
    }
    shared.encode(message)
}

/// What requests and streams of replies have in common.
struct Exchange<C: Channel, R> {
    shared: Arc<Shared<C>>,
    message: Option<C::ClientMessage>,
    submission: Submission<C>,
    pending: Arc<Pending<C::ServerMessage>>,
    is_handed: bool,
    request: std::marker::PhantomData<fn() -> R>,
}

impl<C, R> Exchange<C, R>
where
    C: Channel<ClientMessage: Correlated, ServerMessage: Correlated + Send>,
    R: Request<C>,
{
    fn new(
        shared: &Arc<Shared<C>>,
        opening: Option<u64>,
        request: R,
        time: Option<Duration>,
        is_stream: bool,
    ) -> Self {
        let mut message = request.into_message();
        let (id, payload) = match message.header_id() {
            Some(place) => {
                let id = place.pick(shared.fresh_ids());
                let payload = shared.encode(&message);
                let payload = payload.and_then(|frame| shared.fitting(place.write(frame, &id)));
                (Some(id), payload)
            }
            None => {
                let payload = encode_with_id(shared, &mut message);
                (message.correlation_id(), payload)
            }
        };
        let pending = Arc::new(Pending {
            id,
            id_of: C::ServerMessage::id_in,
            has_place: C::ServerMessage::has_id_place,
            is_reply: R::is_reply,
            is_stream,
            answers: Mutex::new(Answers {
                replies: VecDeque::new(),
                failure: None,
                is_settled: false,
                is_abandoned: false,
            }),
            is_confirmed: AtomicBool::new(false),
            is_doubtful: AtomicBool::new(false),
            waker: AtomicWaker::new(),
        });
        let mut submission = Submission::new(shared, opening, payload, time);
        submission.request = Some(Arc::clone(&pending));
        // What a stream has told already would come again.
        submission.is_idempotent = R::IS_IDEMPOTENT && !is_stream;
        Self {
            shared: Arc::clone(shared),
            message: Some(message),
            submission,
            pending,
            is_handed: false,
            request: std::marker::PhantomData,
        }
    }

    fn poll(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<R::Reply, SendError<C::ClientMessage>>> {
        loop {
            match self.poll_message(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(message)) => match R::into_reply(message) {
                    Ok(reply) => return Poll::Ready(Ok(reply)),
                    // Only what is a reply was taken.
                    Err(_) => continue,
                },
                Poll::Ready(Err((fate, error))) => {
                    // Polled again after it was ready, there is none.
                    let Some(message) = self.message.take() else {
                        return Poll::Pending;
                    };
                    return Poll::Ready(Err(SendError {
                        message,
                        fate,
                        error,
                    }));
                }
            }
        }
    }

    fn poll_message(&mut self, cx: &mut Context<'_>) -> Poll<Result<C::ServerMessage, Failure>> {
        if let Poll::Ready(answer) = self.pending.poll(cx) {
            return Poll::Ready(answer.map(|(message, was_full)| {
                if was_full {
                    self.shared.queue.wake();
                }
                message
            }));
        }
        if !self.is_handed {
            ready!(self.submission.poll(cx))?;
            self.is_handed = true;
        }
        ready!(self.submission.poll_deadline(cx));
        Poll::Ready(Err(self.pending.overdue()))
    }
}

impl<C: Channel, R> Drop for Exchange<C, R> {
    fn drop(&mut self) {
        self.pending.abandon();
        self.shared.queue.wake();
    }
}

/// The future of [`Client::request`](super::Client::request): ready with the reply.
///
/// # Cancel safety
///
/// When it is dropped, nobody waits for the reply anymore: the request is not sent if it was not
/// handed over yet, and a reply that still comes goes to whoever listens to all messages. The
/// connection goes on.
#[must_use = "nothing is sent unless the future is awaited"]
pub struct Requesting<C: Channel, R>(Exchange<C, R>);

/// Nothing in it is pinned in place.
impl<C: Channel, R> Unpin for Requesting<C, R> {}

impl<C, R> Requesting<C, R>
where
    C: Channel<ClientMessage: Correlated, ServerMessage: Correlated + Send>,
    R: Request<C>,
{
    pub(crate) fn new(
        shared: &Arc<Shared<C>>,
        opening: Option<u64>,
        request: R,
        time: Option<Duration>,
    ) -> Self {
        Self(Exchange::new(shared, opening, request, time, false))
    }

    /// Waits for the reply for so long, from when the future is first polled, in place of the
    /// [`request_timeout`](super::Builder::request_timeout). The connection goes on after that.
    pub fn within(mut self, time: Duration) -> Self {
        self.0.submission.within(time);
        self
    }

    /// As [`Submitting::idempotent`](super::Submitting::idempotent): the request may be sent again.
    pub fn idempotent(mut self) -> Self {
        self.0.submission.is_idempotent = true;
        self
    }
}

impl<C, R> Future for Requesting<C, R>
where
    C: Channel<ClientMessage: Correlated, ServerMessage: Correlated + Send>,
    R: Request<C>,
{
    type Output = Result<R::Reply, SendError<C::ClientMessage>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.get_mut().0.poll(cx)
    }
}

impl<C: Channel, R> fmt::Debug for Requesting<C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requesting")
            .field("channel", &C::NAME)
            .field("is_handed", &self.0.is_handed)
            .finish_non_exhaustive()
    }
}

/// The replies to a request that has several, made by
/// [`Client::request_stream`](super::Client::request_stream).
///
/// Nothing tells that there will be no other reply, so the stream goes on until it is dropped, or until
/// the connection ends: then its last item is an error.
///
/// # Cancel safety
///
/// When it is dropped, further replies go to whoever listens to all messages; where replies have no ids,
/// the next request that they can answer gets them. So streams without ids are not for several at once.
///
/// # While it is not polled
///
/// When 256 replies wait to be taken, the client reads nothing more, also not for others. Whoever takes a
/// reply and then waits for something else from this client should take them in a task of their own.
#[must_use = "nothing is sent unless the stream is polled"]
pub struct Replies<C: Channel, R>(Exchange<C, R>);

/// Nothing in it is pinned in place.
impl<C: Channel, R> Unpin for Replies<C, R> {}

impl<C, R> Replies<C, R>
where
    C: Channel<ClientMessage: Correlated, ServerMessage: Correlated + Send>,
    R: Request<C>,
{
    pub(crate) fn new(shared: &Arc<Shared<C>>, opening: Option<u64>, request: R) -> Self {
        Self(Exchange::new(shared, opening, request, None, true))
    }
}

impl<C, R> Stream for Replies<C, R>
where
    C: Channel<ClientMessage: Correlated, ServerMessage: Correlated + Send>,
    R: Request<C>,
{
    type Item = Result<R::Reply, SendError<C::ClientMessage>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        match this.0.message {
            Some(_) => this.0.poll(cx).map(Some),
            None => Poll::Ready(None),
        }
    }
}

impl<C: Channel, R> fmt::Debug for Replies<C, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replies")
            .field("channel", &C::NAME)
            .finish_non_exhaustive()
    }
}
