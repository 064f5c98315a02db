//! What moves the frames of one connection: reading, writing, pings, timeouts, closing.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::{Sink, Stream};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::coop::has_budget_remaining;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};
use tokio_tungstenite::tungstenite::{self, Message};

use super::bucket::Bucket;
use super::config::{ConnectionConfig, WhenExceeded};
use super::connection::Link;
use super::outbox::Phase;
use super::serve::Disconnect;
use super::watched::Watched;
use crate::time::{FOREVER, after};
use crate::{Error, Payload};

mod timer;

/// How many answers to pings may wait to be written before nothing more is read.
const MAX_PONGS: usize = 1024;

/// For how many messages on their way a connection keeps the memory.
const BURST_SLOTS: usize = 64;

/// How often what a failed client still sends is read and thrown away in one turn.
const THROWN_AWAY: usize = 64;

/// What comes of a connection.
pub(crate) enum Event {
    /// A frame with a message.
    Frame(Payload),
    /// The connection has ended.
    Ended,
}

/// How far the closing of a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Open,
    /// A close frame was sent or received; the handshake is going on.
    Closing,
    /// What the client sent could not be understood. Once the close frame is written, the rest of
    /// what it sends is thrown away until it has seen the frame: closing at once might lose it.
    Failed,
    Ended,
}

/// One connection.
pub(crate) struct Driver<I> {
    socket: WebSocketStream<Watched<I>>,
    link: Arc<Link>,
    config: Arc<ConnectionConfig>,
    /// What has left the queue and is not handed to the WebSocket yet.
    taken: VecDeque<Payload>,
    /// What is handed to the WebSocket and not known to be written, with where each ends in all that
    /// is written.
    handed: VecDeque<(u64, Payload)>,
    /// How much was handed over. It is no less than that: answers to pings may be left out.
    given: u64,
    unflushed: bool,
    stage: Stage,
    close_sent: bool,
    /// The first close frame, and whether it was the client's. The client's may have no code.
    first_close: Option<(Option<CloseFrame>, bool)>,
    error: Option<Error>,
    bucket: Option<Bucket>,
    timer: Pin<Box<Sleep>>,
    /// When something whole was last heard.
    heard: Instant,
    /// Something was read since then.
    has_read: bool,
    pinged: bool,
    /// How many pings came since all that waited was last written.
    pongs: usize,
    /// Whether reading has left nothing of the task's turn.
    is_spent: bool,
    /// Since when nothing could be written, and how much was written by then.
    stalled: Option<(Instant, u64)>,
    /// When closing must be over.
    close_by: Option<Instant>,
    /// Whether it was this side that waited no longer.
    given_up: bool,
}

impl<I: AsyncRead + AsyncWrite + Unpin> Driver<I> {
    pub(crate) async fn new(io: I, link: Arc<Link>, config: Arc<ConnectionConfig>) -> Self {
        let io = Watched::new(io, config.max_fragments);
        let socket_config = Some(config.socket.into());
        let socket = WebSocketStream::from_raw_socket(io, Role::Server, socket_config).await;
        let now = Instant::now();
        let first_tick = config.ping_interval.or(config.idle_timeout);
        Self {
            socket,
            link,
            taken: VecDeque::new(),
            handed: VecDeque::new(),
            given: 0,
            unflushed: false,
            stage: Stage::Open,
            close_sent: false,
            first_close: None,
            error: None,
            bucket: config.inbound_rate.map(|rate| Bucket::new(rate, now)),
            timer: Box::pin(sleep_until(after(now, first_tick.unwrap_or(FOREVER)))),
            heard: now,
            has_read: false,
            pinged: false,
            pongs: 0,
            is_spent: false,
            stalled: None,
            close_by: None,
            given_up: false,
            config,
        }
    }

    /// The next frame with a message. Meanwhile what waits is written.
    pub(crate) async fn event(&mut self) -> Event {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    /// Runs what a handler does, and writes meanwhile. Nothing is read before it has finished, so
    /// that messages keep their order and a client cannot send more than is handled. `None` when the
    /// connection was cut off, and the handler with it.
    pub(crate) async fn beside<F: Future>(&mut self, handler: F) -> Option<F::Output> {
        let mut handler = pin!(handler);
        let mut waited = false;
        let output = poll_fn(|cx| {
            if let Poll::Ready(output) = handler.as_mut().poll(cx) {
                return Poll::Ready(Some(output));
            }
            waited = true;
            self.poll_write(cx);
            self.poll_closing(cx);
            self.poll_timer(cx, false);
            match self.link.outbox.is_cut() {
                true => Poll::Ready(None),
                false => Poll::Pending,
            }
        });
        let output = output.await;
        if waited {
            // The time that a handler takes is not the client's.
            self.heard = Instant::now();
        }
        output
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Event> {
        self.link.outbox.close_if_retiring();
        if std::mem::take(&mut self.is_spent) {
            // A client that sends without end is written to and closed all the same.
            self.poll_write(cx);
            self.poll_timer(cx, true);
        }
        if let Some(frame) = self.poll_read(cx) {
            return Poll::Ready(Event::Frame(frame));
        }
        if self.has_read {
            self.has_read = false;
            self.heard = Instant::now();
            self.pinged = false;
        }
        self.poll_write(cx);
        self.poll_closing(cx);
        // Only now is this task told of it, so that it is not missed.
        if self.link.outbox.close_if_retiring() {
            self.poll_write(cx);
        }
        if self.link.outbox.is_cut() {
            self.stage = Stage::Ended;
        }
        if self.stage == Stage::Failed {
            self.poll_throw_away(cx);
        }
        self.poll_timer(cx, true);
        self.is_spent = !has_budget_remaining();
        match self.stage {
            Stage::Ended => Poll::Ready(Event::Ended),
            _ => Poll::Pending,
        }
    }

    /// Reads until there is a message, or nothing more has arrived.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Option<Payload> {
        while matches!(self.stage, Stage::Open | Stage::Closing) {
            if let Some(bucket) = &mut self.bucket
                && !bucket.has_room()
            {
                return None;
            }
            if self.pongs >= MAX_PONGS && !self.poll_flush(cx) {
                return None;
            }
            if self.stage == Stage::Open && !self.link.outbox.is_open() {
                // What still comes is not handled: no ping after it is answered, as none is once the
                // close frame is handed over, so that the client does not take it for arrived.
                self.poll_write(cx);
                if self.stage == Stage::Open {
                    return None;
                }
            }
            let message = match Pin::new(&mut self.socket).poll_next(cx) {
                Poll::Pending => return None,
                Poll::Ready(None) => {
                    self.stage = Stage::Ended;
                    return None;
                }
                Poll::Ready(Some(Err(error))) => {
                    self.fail(error);
                    return None;
                }
                Poll::Ready(Some(Ok(message))) => message,
            };
            self.has_read |=
                message.is_text() || message.is_binary() || !self.socket.get_ref().is_unfinished();
            self.count();
            match message {
                Message::Close(frame) => {
                    self.first_close.get_or_insert((frame, true));
                    // The answer is already on its way, and nothing may follow it.
                    self.link.end();
                    self.start_closing();
                }
                Message::Ping(content) => {
                    self.unflushed = true;
                    self.given += frame_length(content.len());
                    self.pongs += 1;
                }
                message => {
                    if let Ok(frame) = Payload::try_from(message)
                        && self.stage == Stage::Open
                        && self.link.outbox.is_open()
                    {
                        return Some(frame);
                    }
                }
            }
        }
        None
    }

    /// Counts a message against what the client may send.
    fn count(&mut self) {
        let Some(bucket) = &mut self.bucket else {
            return;
        };
        if !bucket.take(Instant::now()) && bucket.when_exceeded() == WhenExceeded::Close {
            self.link.close(CloseCode::Policy, "too many messages");
        }
    }

    fn start_closing(&mut self) {
        if self.stage == Stage::Open {
            self.stage = Stage::Closing;
        }
        self.close_within();
    }

    /// From now on, closing must be over in time.
    fn close_within(&mut self) {
        if self.close_by.is_none() {
            let own = after(Instant::now(), self.config.close_timeout);
            let said = self.link.outbox.write_until();
            self.close_by = Some(said.unwrap_or(own));
        }
    }

    /// Reading has failed: the client is told why if it did something wrong.
    fn fail(&mut self, error: tungstenite::Error) {
        let frame = match &error {
            _ if self.socket.get_ref().is_flooded() => {
                Some((CloseCode::Policy, "a message has too many fragments"))
            }
            tungstenite::Error::Capacity(CapacityError::MessageTooLong { .. }) => {
                Some((CloseCode::Size, "the message is too long"))
            }
            tungstenite::Error::Protocol(
                ProtocolError::ResetWithoutClosingHandshake | ProtocolError::SendAfterClosing,
            ) => None,
            tungstenite::Error::Protocol(_) => {
                Some((CloseCode::Protocol, "the frame is not as RFC 6455 has it"))
            }
            tungstenite::Error::Utf8(_) => Some((CloseCode::Invalid, "the text is not UTF-8")),
            _ => None,
        };
        let error = Error::from(error);
        if !error.is_closed() {
            self.error.get_or_insert(error);
        }
        match frame {
            Some((code, reason)) if self.first_close.is_none() => {
                self.link.close(code, reason);
                self.start_closing();
                self.stage = Stage::Failed;
            }
            _ => self.stage = Stage::Ended,
        }
    }

    /// Hands what waits to the WebSocket, and writes it.
    fn poll_write(&mut self, cx: &mut Context<'_>) {
        if self.stage == Stage::Ended {
            return;
        }
        if let Err(error) = self.poll_feed(cx) {
            return self.lose(error);
        }
        if self.unflushed {
            self.poll_flush(cx);
        }
    }

    /// Writes what the WebSocket has. Whether that was all.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> bool {
        match Pin::new(&mut self.socket).poll_flush(cx) {
            Poll::Ready(Ok(())) => {
                self.unflushed = false;
                self.stalled = None;
                self.pongs = 0;
                self.handed.clear();
                self.given = self.socket.get_ref().written();
                if self.handed.capacity() > BURST_SLOTS {
                    // A connection that is idle again is small again.
                    self.handed = VecDeque::new();
                }
                return true;
            }
            Poll::Ready(Err(error)) => self.lose(error),
            Poll::Pending => self.stall(),
        }
        self.forget_written();
        false
    }

    /// Keeps only what may not be written.
    fn forget_written(&mut self) {
        let written = self.socket.get_ref().written();
        while self.handed.front().is_some_and(|(end, _)| *end <= written) {
            self.handed.pop_front();
        }
    }

    /// Hands over as much as the WebSocket takes.
    fn poll_feed(&mut self, cx: &mut Context<'_>) -> Result<(), tungstenite::Error> {
        loop {
            let mut close = None;
            if self.taken.is_empty() {
                match self.link.outbox.poll_take(&mut self.taken, cx) {
                    Poll::Pending => return Ok(()),
                    Poll::Ready(Phase::Open) => {}
                    Poll::Ready(Phase::Ended) => return Ok(()),
                    Poll::Ready(Phase::Closing(frame)) => {
                        self.close_within();
                        if self.taken.is_empty() {
                            if self.close_sent {
                                return Ok(());
                            }
                            close = Some(frame);
                        }
                    }
                }
            }
            if Pin::new(&mut self.socket).poll_ready(cx)?.is_pending() {
                self.stall();
                return Ok(());
            }
            let message = match (self.taken.pop_front(), close) {
                (Some(payload), _) => {
                    self.given += frame_length(payload.len());
                    self.handed.push_back((self.given, payload.clone()));
                    payload.into()
                }
                (None, Some(frame)) => {
                    self.close_sent = true;
                    // Only the handshake is left.
                    let own = after(Instant::now(), self.config.close_timeout);
                    self.close_by = self.close_by.map(|by| by.min(own));
                    self.first_close.get_or_insert((Some(frame.clone()), false));
                    self.start_closing();
                    self.given += frame_length(2 + frame.reason.len());
                    Message::Close(Some(frame))
                }
                (None, None) => return Ok(()),
            };
            self.unflushed = true;
            Pin::new(&mut self.socket).start_send(message)?;
        }
    }

    /// Notices that the connection is to be closed, also while nothing can be written.
    fn poll_closing(&mut self, cx: &mut Context<'_>) {
        let is_waiting = self.stalled.is_some() || self.stage == Stage::Ended;
        if is_waiting && self.link.outbox.poll_closing(cx) {
            self.close_within();
        }
    }

    /// Writing has failed, so that nothing more can be done.
    fn lose(&mut self, error: tungstenite::Error) {
        let error = Error::from(error);
        if !error.is_closed() {
            self.error.get_or_insert(error);
        }
        self.link.end();
        if self.stage == Stage::Closing {
            // Reading tells when the closing handshake is over.
            self.unflushed = false;
        } else {
            self.stage = Stage::Ended;
        }
    }

    /// Nothing can be written now.
    fn stall(&mut self) {
        let written = self.socket.get_ref().written();
        match self.stalled {
            Some((_, before)) if before == written => {}
            _ => self.stalled = Some((Instant::now(), written)),
        }
    }

    /// Reads on without looking, once the close frame is written.
    fn poll_throw_away(&mut self, cx: &mut Context<'_>) {
        if !self.close_sent || self.unflushed {
            return;
        }
        let mut nowhere = [0; 512];
        let io = self.socket.get_mut().io();
        if let Poll::Ready(Err(_)) = Pin::new(&mut *io).poll_shutdown(cx) {
            self.stage = Stage::Ended;
            return;
        }
        for _ in 0..THROWN_AWAY {
            let mut buffer = ReadBuf::new(&mut nowhere);
            match Pin::new(&mut *io).poll_read(cx, &mut buffer) {
                Poll::Pending => return,
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
                Poll::Ready(_) => {
                    self.stage = Stage::Ended;
                    return;
                }
            }
        }
        cx.waker().wake_by_ref();
    }

    /// The end: how it came, and what was not written. Also whether it was given up.
    pub(crate) async fn finish(mut self) -> (Disconnect, bool) {
        if self.first_close.is_some() && self.error.is_none() {
            // For TLS there is something to say at the end. It need not be waited for.
            let io = self.socket.get_mut().io();
            poll_fn(|cx| {
                let _ = Pin::new(&mut *io).poll_shutdown(cx);
                Poll::Ready(())
            })
            .await;
        }
        if self.link.outbox.is_cut() {
            self.given_up = true;
            self.error
                .get_or_insert(timed_out("the server's shutdown took too long"));
        }
        self.link.end();
        let mut unsent: Vec<Payload> = Vec::new();
        self.forget_written();
        unsent.extend(self.handed.drain(..).map(|(_, payload)| payload));
        unsent.extend(self.taken.drain(..));
        unsent.extend(self.link.outbox.take_rest());
        let wanted = || Some((Some(self.link.outbox.close_frame()?), false));
        let (frame, by_client) = match self.first_close.take().or_else(wanted) {
            Some((frame, by_client)) => {
                let none = || CloseFrame {
                    code: CloseCode::Status,
                    reason: "".into(),
                };
                (frame.unwrap_or_else(none), by_client)
            }
            None => {
                let abnormal = CloseFrame {
                    code: CloseCode::Abnormal,
                    reason: "".into(),
                };
                (abnormal, !self.given_up)
            }
        };
        let disconnect = Disconnect {
            code: frame.code,
            reason: frame.reason.to_string(),
            by_client,
            error: self.error.take(),
            unsent,
        };
        (disconnect, self.given_up)
    }
}

/// How long a server's frame is (RFC 6455 section 5.2).
fn frame_length(content: usize) -> u64 {
    let header = match content {
        0..126 => 2,
        126..0x1_0000 => 4,
        _ => 10,
    };
    header + content as u64
}

fn timed_out(reason: &'static str) -> Error {
    io::Error::new(io::ErrorKind::TimedOut, reason).into()
}
