//! One connection of a client: reading, writing, confirming, closing.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Sink, Stream};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, Bytes, Message as WsMessage};

use super::client::Client;
use super::listeners::{Audience, panicked};
use super::open::ClientStream;
use super::queue::{Entry, Lane};
use super::request::{InFlight, Offered};
use super::sending::{send_opening, timed_out};
use super::{Closed, Fate, Shared, State};
use crate::time::{FOREVER, after};
use crate::{Channel, Error, Message, Payload};

mod settling;
mod timer;

/// How long what was sent stays unconfirmed before a ping asks, unless somebody waits for it.
const CONFIRM_AFTER: Duration = Duration::from_millis(10);

/// How much may be unconfirmed before a ping asks at once, in bytes.
const CONFIRM_SIZE: usize = 256 * 1024;

/// How often whoever was told that a message is handed over has a turn to send another one before
/// anything is written.
const TURNS: u32 = 64;

/// How many frames are read in one turn before anything is written.
const FRAMES: usize = 256;

/// How far the closing of a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Open,
    /// A close frame was sent or received; the handshake is going on.
    Closing,
    Ended,
}

/// One connection.
pub(crate) struct Connection<'a, C>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    shared: &'a Arc<Shared<C>>,
    audience: &'a mut Audience<C>,
    socket: ClientStream,
    /// Which connection of the client this is.
    number: u64,
    lane: Lane,
    /// The first message and the callbacks of `with_reconnect`.
    opening: Option<BoxFuture<'static, Result<(), Error>>>,
    /// What has left the queue and is not handed to the WebSocket yet.
    taken: VecDeque<Entry<C::ServerMessage>>,
    /// What is handed to the WebSocket and not confirmed, with its place in the order.
    sent: VecDeque<(u64, Entry<C::ServerMessage>)>,
    /// How much that is, as the window counts it.
    sent_size: usize,
    /// How many messages were handed to the WebSocket.
    sequence: u64,
    /// The last message that the ping on its way confirms.
    confirming: Option<u64>,
    /// When a ping is to ask for what is not confirmed.
    confirm_at: Option<Instant>,
    /// Whether somebody was told since something was last written that a message is handed over.
    has_resolved: bool,
    /// How often writing was put off for that.
    turns: u32,
    in_flight: InFlight<C::ServerMessage>,
    /// What was handed to an earlier connection and was to be sent again, but nobody wants that anymore.
    disowned: Vec<Payload>,
    unflushed: bool,
    stage: Stage,
    close_sent: bool,
    /// The first close frame, which may have no code.
    first_close: Option<Option<CloseFrame>>,
    error: Option<Arc<Error>>,
    is_settled: bool,
    /// Whether it was this side that gave the connection up, for what its own error says.
    has_failed: bool,
    timer: Pin<Box<Sleep>>,
    /// When something was last heard.
    heard: Instant,
    has_read: bool,
    /// When a ping was sent because nothing was heard.
    pinged: Option<Instant>,
    /// Whether nothing is read because those who listen have no room.
    is_held: bool,
    /// Since when nothing can be sent because nothing is confirmed.
    blocked: Option<Instant>,
    open_by: Option<Instant>,
    close_by: Option<Instant>,
    /// How long to wait before that until what was sent is confirmed.
    confirm_until: Option<Instant>,
}

impl<'a, C> Connection<'a, C>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    pub(crate) fn new(
        shared: &'a Arc<Shared<C>>,
        socket: ClientStream,
        audience: &'a mut Audience<C>,
        number: u64,
    ) -> Self {
        let now = Instant::now();
        shared.queue.start_opening(number);
        let open_by = after(now, shared.config.reconnect.connect_timeout);
        Self {
            opening: Some(opening(shared, number, true)),
            shared,
            audience,
            socket,
            number,
            lane: Lane::Opening,
            taken: VecDeque::new(),
            sent: VecDeque::new(),
            sent_size: 0,
            sequence: 0,
            confirming: None,
            confirm_at: None,
            has_resolved: false,
            turns: 0,
            in_flight: InFlight::new(),
            disowned: Vec::new(),
            unflushed: false,
            stage: Stage::Open,
            close_sent: false,
            first_close: None,
            error: None,
            is_settled: false,
            has_failed: false,
            timer: Box::pin(sleep_until(open_by)),
            heard: now,
            has_read: false,
            pinged: None,
            is_held: false,
            blocked: None,
            open_by: Some(open_by),
            close_by: None,
            confirm_until: None,
        }
    }

    /// Runs the connection to its end: how that came, and what it means for connecting again.
    pub(crate) async fn run(mut self) -> (Closed, Arc<Error>) {
        poll_fn(|cx| self.poll(cx)).await;
        self.is_settled = true;
        self.settle()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // From here on, this task is told of all that happens to the queue.
        if self.shared.queue.poll_closed(cx) && self.close_by.is_none() {
            self.close_within();
        }
        self.poll_opening(cx);
        let is_spent = self.poll_read(cx);
        if self.has_read {
            self.has_read = false;
            self.pinged = None;
            self.heard = Instant::now();
        }
        self.poll_write(cx);
        self.poll_timer(cx);
        if self.stage == Stage::Ended {
            return Poll::Ready(());
        }
        if is_spent {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }

    fn close_within(&mut self) {
        if self.close_by.is_none() {
            let (now, time) = (Instant::now(), self.shared.config.close_timeout);
            self.close_by = Some(after(now, time));
            self.confirm_until = Some(after(now, time / 2));
        }
    }

    /// Runs what opens the connection; then messages flow.
    fn poll_opening(&mut self, cx: &mut Context<'_>) {
        if self.stage != Stage::Open || self.close_sent {
            return;
        }
        if self.lane == Lane::All && self.close_by.is_some() {
            // There is nothing left to restore.
            self.opening = None;
            self.open_by = None;
            return;
        }
        if self.opening.is_none() && self.shared.listeners.has_restorer(self.number) {
            // One that was added after the connection was opened.
            self.opening = Some(opening(self.shared, self.number, false));
            let time = self.shared.config.reconnect.connect_timeout;
            self.open_by = Some(after(Instant::now(), time));
        }
        let Some(opening) = &mut self.opening else {
            return;
        };
        match opening.as_mut().poll(cx) {
            Poll::Pending => {}
            Poll::Ready(Ok(())) => {
                self.opening = None;
                self.open_by = None;
                if self.lane == Lane::Opening {
                    self.lane = Lane::All;
                    self.taken.append(&mut self.shared.queue.end_opening());
                    self.shared.enter(State::Connected);
                }
            }
            Poll::Ready(Err(error)) => {
                self.opening = None;
                self.shared.listeners.error(&error);
                self.fail(error);
            }
        }
    }

    /// Reads until nothing more has arrived. Whether it has stopped before that.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> bool {
        for _ in 0..FRAMES {
            if self.stage == Stage::Ended {
                return false;
            }
            // What closes the connection is heard at any rate.
            let is_held =
                self.close_by.is_none() && (!self.audience.has_room() || self.in_flight.is_full());
            if self.is_held && !is_held {
                // The time that those who listen take is not the server's.
                self.has_read = true;
                self.blocked = self.blocked.map(|_| Instant::now());
            }
            self.is_held = is_held;
            if is_held {
                return false;
            }
            let message = match Pin::new(&mut self.socket).poll_next(cx) {
                Poll::Pending => return false,
                Poll::Ready(None) => {
                    self.stage = Stage::Ended;
                    return false;
                }
                Poll::Ready(Some(Err(error))) => {
                    self.lose(error);
                    return false;
                }
                Poll::Ready(Some(Ok(message))) => message,
            };
            self.has_read = true;
            match message {
                WsMessage::Ping(_) => self.unflushed = true,
                WsMessage::Pong(content) => {
                    let asked = self
                        .confirming
                        .filter(|last| last.to_be_bytes() == content[..]);
                    if let Some(sequence) = asked {
                        self.confirm(sequence);
                    }
                }
                WsMessage::Close(frame) => {
                    self.first_close.get_or_insert(frame);
                    self.unflushed = true;
                    self.stage = Stage::Closing;
                    self.close_within();
                }
                message => {
                    if let Ok(frame) = Payload::try_from(message) {
                        self.receive(&frame);
                    }
                }
            }
        }
        true
    }

    fn receive(&mut self, frame: &Payload) {
        let decoded = match self.shared.config.validate {
            true => C::ServerMessage::decode(frame.as_frame()),
            false => C::ServerMessage::decode_unchecked(frame.as_frame()),
        };
        match decoded {
            Ok(message) => match self.in_flight.offer(message, frame) {
                Offered::Back(message) => self.audience.message(message),
                Offered::Taken(Some(sequence)) => self.confirm(sequence),
                Offered::Taken(None) => {}
            },
            Err(error) => self.audience.invalid(error),
        }
    }

    /// The other side has all messages up to this one.
    fn confirm(&mut self, sequence: u64) {
        while let Some((own, _)) = self.sent.front()
            && *own <= sequence
            && let Some((_, entry)) = self.sent.pop_front()
        {
            self.sent_size -= entry.size();
            self.blocked = None;
            if let Some(request) = &entry.request {
                request.confirm();
            } else if let Some(ticket) = &entry.ticket {
                ticket.resolve(Ok(()));
            }
        }
        if self.confirming.is_some_and(|last| last <= sequence) {
            self.confirming = None;
        }
        if self.sent.is_empty() {
            self.confirm_at = None;
        }
    }

    fn poll_write(&mut self, cx: &mut Context<'_>) {
        if self.stage == Stage::Ended {
            return;
        }
        let fed = match self.stage {
            Stage::Open => self.poll_feed(cx),
            _ => Ok(()),
        };
        if fed.is_ok() && std::mem::take(&mut self.has_resolved) && self.turns < TURNS {
            // What they send next is written together with this.
            self.turns += 1;
            return cx.waker().wake_by_ref();
        }
        self.turns = 0;
        let written = fed.and_then(|()| match self.unflushed {
            true => self.poll_flush(cx),
            false => Ok(()),
        });
        if let Err(error) = written {
            self.lose(error);
        }
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Result<(), tungstenite::Error> {
        if Pin::new(&mut self.socket).poll_flush(cx)?.is_ready() {
            self.unflushed = false;
        }
        Ok(())
    }

    /// Hands over as much as the WebSocket takes and the window allows.
    fn poll_feed(&mut self, cx: &mut Context<'_>) -> Result<(), tungstenite::Error> {
        let is_closing = self.close_by.is_some();
        loop {
            if self.close_sent || Pin::new(&mut self.socket).poll_ready(cx)?.is_pending() {
                return Ok(());
            }
            if self.taken.is_empty() {
                if self.sent_size >= self.shared.config.window && !self.sent.is_empty() {
                    self.blocked.get_or_insert_with(Instant::now);
                    break;
                }
                let is_abandoned = is_closing && self.lane == Lane::Opening;
                if is_abandoned || !self.shared.queue.take(self.lane, &mut self.taken) {
                    break;
                }
            }
            let Some(entry) = self.taken.pop_front() else {
                break;
            };
            if !entry.claim() {
                self.disowned
                    .extend(entry.fail((Fate::Unsent, Error::closed(None))));
                continue;
            }
            self.unflushed = true;
            match Pin::new(&mut self.socket).start_send(entry.payload.clone().into()) {
                Ok(()) => self.handed(entry),
                Err(tungstenite::Error::WriteBufferFull(full)) => {
                    // There may be room when all that came before is written.
                    let flushed = match Pin::new(&mut self.socket).poll_flush(cx) {
                        Poll::Ready(Err(error)) => return self.handed_to_lost(entry, error),
                        flushed => flushed,
                    };
                    if flushed.is_pending() {
                        entry.unclaim();
                        self.taken.push_front(entry);
                        return Ok(());
                    }
                    match Pin::new(&mut self.socket).start_send(entry.payload.clone().into()) {
                        Ok(()) => self.handed(entry),
                        Err(tungstenite::Error::WriteBufferFull(_)) => {
                            let error = Error::from(tungstenite::Error::WriteBufferFull(full));
                            self.shared.listeners.error(&error);
                            entry.fail((Fate::Unsent, error));
                        }
                        Err(error) => return self.handed_to_lost(entry, error),
                    }
                }
                Err(error) => return self.handed_to_lost(entry, error),
            }
        }
        let may_close = is_closing && self.taken.is_empty() && self.may_close();
        if may_close && self.is_to_be_confirmed() {
            // The server's close frame would not tell what it has read before.
            self.confirm_by(Duration::ZERO);
        } else if may_close {
            // A close frame for which there is no room is not given back, so room is made first.
            if self.unflushed {
                self.poll_flush(cx)?;
            }
            if self.unflushed {
                return Ok(());
            }
            self.close_sent = true;
            self.unflushed = true;
            let frame = CloseFrame {
                code: CloseCode::Normal,
                reason: "".into(),
            };
            self.first_close.get_or_insert(Some(frame.clone()));
            return Pin::new(&mut self.socket).start_send(WsMessage::Close(Some(frame)));
        }
        if self.confirming.is_none() && self.is_to_confirm() {
            let ping = Bytes::copy_from_slice(&self.sequence.to_be_bytes());
            if self.start_ping(ping)? {
                self.confirming = Some(self.sequence);
                self.confirm_at = None;
            } else {
                self.confirm_at = Some(Instant::now() + CONFIRM_AFTER);
            }
        }
        Ok(())
    }

    /// Hands a ping to the WebSocket, if there is room for it.
    fn start_ping(&mut self, content: Bytes) -> Result<bool, tungstenite::Error> {
        self.unflushed = true;
        match Pin::new(&mut self.socket).start_send(WsMessage::Ping(content)) {
            Ok(()) => Ok(true),
            Err(tungstenite::Error::WriteBufferFull(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether it is time to ask whether the other side has what was sent.
    fn is_to_confirm(&self) -> bool {
        let is_much = self.sent_size >= CONFIRM_SIZE.min(self.shared.config.window);
        !self.sent.is_empty() && (is_much || self.confirm_at.is_some_and(|at| at <= Instant::now()))
    }

    /// Whether nothing more is to be written before the connection is closed.
    fn may_close(&self) -> bool {
        self.lane == Lane::Opening || self.shared.queue.is_empty()
    }

    /// Whether it is worth waiting, before the connection is closed, until what was sent is confirmed.
    fn is_to_be_confirmed(&self) -> bool {
        !self.sent.is_empty()
            && self
                .confirm_until
                .is_some_and(|until| until > Instant::now())
    }

    /// A message was handed to the WebSocket when the connection was found to be lost: it may have
    /// been written in part.
    fn handed_to_lost(
        &mut self,
        entry: Entry<C::ServerMessage>,
        error: tungstenite::Error,
    ) -> Result<(), tungstenite::Error> {
        self.handed(entry);
        Err(error)
    }

    /// A message was handed to the WebSocket.
    fn handed(&mut self, mut entry: Entry<C::ServerMessage>) {
        self.sequence += 1;
        if let Some(request) = &entry.request {
            let may_resend = entry.is_idempotent && self.shared.config.resend;
            let again = may_resend.then(|| entry.again());
            self.in_flight.add(self.sequence, request, again);
        }
        if let Some(ticket) = entry.ticket.take_if(|ticket| !ticket.until_confirmed) {
            ticket.resolve(Ok(()));
            self.has_resolved = true;
        }
        self.confirm_by(match &entry.ticket {
            Some(_) => Duration::ZERO,
            None => CONFIRM_AFTER,
        });
        self.sent_size += entry.size();
        self.sent.push_back((self.sequence, entry));
    }

    /// A message is to be confirmed, and it is to be asked for in this time.
    fn confirm_by(&mut self, time: Duration) {
        if self.confirm_at.is_none() || time.is_zero() {
            self.confirm_at = Some(Instant::now() + time);
        }
    }

    /// The connection cannot be used anymore.
    fn lose(&mut self, error: tungstenite::Error) {
        let error = Error::from(error);
        if !error.is_closed() && self.stage == Stage::Open {
            self.error.get_or_insert_with(|| Arc::new(error));
        }
        self.stage = Stage::Ended;
    }

    /// This side gives the connection up.
    fn fail(&mut self, error: Error) {
        if self.stage == Stage::Open {
            self.has_failed = true;
            self.error.get_or_insert_with(|| Arc::new(error));
            self.stage = Stage::Ended;
        }
    }
}

/// What opens a connection, or what was added to it later.
fn opening<C>(
    shared: &Arc<Shared<C>>,
    number: u64,
    with_first: bool,
) -> BoxFuture<'static, Result<(), Error>>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    let shared = Arc::clone(shared);
    let opened = async move {
        let Some(handle) = shared.handle.upgrade() else {
            // Nobody has the client anymore.
            return Ok(());
        };
        let client = Client::opening(handle, number);
        if with_first && let Some(make) = &shared.config.first_message {
            let message = make().await.map_err(Error::Authentication)?;
            send_opening(&shared, number, shared.encode(&message)).await?;
        }
        while let Some(restorer) = shared.listeners.next_restorer(number) {
            let restored = (restorer.restore)(client.clone());
            client
                .while_opening(number, restored)
                .await
                .map_err(Error::Callback)?;
        }
        Ok(())
    };
    let opened = AssertUnwindSafe(opened).catch_unwind();
    Box::pin(opened.map(|opened| opened.unwrap_or_else(|panic| Err(panicked(&*panic)))))
}
