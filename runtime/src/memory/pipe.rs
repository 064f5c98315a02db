//! One direction of a connection: what was written and not yet read, and when it arrives.

use std::collections::VecDeque;
use std::io;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::ReadBuf;
use tokio::time::Instant;

const NANOSECONDS: u128 = 1_000_000_000;

/// What a network does to what is written, the same in both directions of all connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conditions {
    /// How long each byte is on its way.
    pub(super) delay: Duration,
    /// How many bytes arrive in a second.
    pub(super) bandwidth: Option<u64>,
    /// How many bytes may be written and not yet read.
    pub(super) buffer: usize,
    /// Nothing arrives.
    pub(super) stalled: bool,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            bandwidth: None,
            buffer: 64 * 1024,
            stalled: false,
        }
    }
}

/// What was written at once.
struct Chunk {
    written: Instant,
    bytes: Bytes,
}

/// What the reader can have.
pub(super) enum Arrival {
    /// So many bytes, at least one.
    Bytes(usize),
    /// The writer has ended, and everything was read.
    End,
    /// Something at this time, unless conditions change.
    At(Instant),
    /// Nothing yet.
    Nothing,
}

/// One direction of a connection.
pub(super) struct Pipe {
    chunks: VecDeque<Chunk>,
    /// The bytes of all chunks.
    held: usize,
    /// How many more bytes may be read before the connection is cut.
    limit: Option<u64>,
    /// When the next byte starts to pass through the bandwidth, at the earliest.
    line_free: Instant,
    /// When the writer ended.
    ended: Option<Instant>,
    /// The reader is gone.
    abandoned: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl Pipe {
    pub(super) fn new() -> Self {
        Self {
            chunks: VecDeque::new(),
            held: 0,
            limit: None,
            line_free: Instant::now(),
            ended: None,
            abandoned: false,
            reader: None,
            writer: None,
        }
    }

    /// Takes as much as there is room for, at least one byte.
    pub(super) fn write(
        &mut self,
        bytes: &[u8],
        conditions: &Conditions,
        cx: &Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if self.abandoned || self.ended.is_some() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let room = conditions.buffer.saturating_sub(self.held);
        let (taken, _) = bytes.split_at(room.min(bytes.len()));
        if taken.is_empty() && !bytes.is_empty() {
            self.writer = Some(cx.waker().clone());
            return Poll::Pending;
        }
        if !taken.is_empty() {
            self.held += taken.len();
            self.chunks.push_back(Chunk {
                written: Instant::now(),
                bytes: Bytes::copy_from_slice(taken),
            });
            wake(&mut self.reader);
        }
        Poll::Ready(Ok(taken.len()))
    }

    /// The writer writes no more.
    pub(super) fn end(&mut self) {
        self.ended.get_or_insert_with(Instant::now);
        wake(&mut self.reader);
    }

    /// Reads what has arrived; what comes after it is returned.
    pub(super) fn read(
        &mut self,
        buffer: &mut ReadBuf<'_>,
        conditions: &Conditions,
        cx: &Context<'_>,
    ) -> Arrival {
        let now = Instant::now();
        loop {
            let arrival = self.arrival(conditions, now);
            match arrival {
                Arrival::Bytes(count) if buffer.remaining() > 0 => {
                    self.take(count.min(buffer.remaining()), buffer, conditions);
                }
                Arrival::Bytes(_) | Arrival::End => return arrival,
                Arrival::At(_) | Arrival::Nothing => {
                    self.reader = Some(cx.waker().clone());
                    return arrival;
                }
            }
        }
    }

    /// What can be read now of the first chunk.
    fn arrival(&mut self, conditions: &Conditions, now: Instant) -> Arrival {
        if conditions.stalled || self.is_spent() {
            return Arrival::Nothing;
        }
        let front = self.chunks.front();
        let Some(left) = front.map(|chunk| chunk.written).or(self.ended) else {
            return Arrival::Nothing;
        };
        let Some(arrives) = left.checked_add(conditions.delay) else {
            return Arrival::Nothing;
        };
        if arrives > now {
            return Arrival::At(arrives);
        }
        let Some(front) = front else {
            return Arrival::End;
        };
        self.line_free = self.line_free.max(arrives);
        let mut count = front.bytes.len() as u128;
        if let Some(rate) = conditions.bandwidth {
            let elapsed = now.saturating_duration_since(self.line_free).as_nanos();
            count = count.min(elapsed.saturating_mul(rate.into()) / NANOSECONDS);
            if count == 0 {
                let first = passing(1, rate).and_then(|time| self.line_free.checked_add(time));
                return first.map_or(Arrival::Nothing, Arrival::At);
            }
        }
        let count = count.min(self.limit.unwrap_or(u64::MAX).into());
        Arrival::Bytes(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Takes bytes that have arrived from the first chunk.
    fn take(&mut self, count: usize, buffer: &mut ReadBuf<'_>, conditions: &Conditions) {
        let Some(front) = self.chunks.front_mut() else {
            return;
        };
        let time = conditions.bandwidth.and_then(|rate| passing(count, rate));
        self.line_free += time.unwrap_or_default();
        buffer.put_slice(&front.bytes.split_to(count));
        if front.bytes.is_empty() {
            self.chunks.pop_front();
        }
        self.held -= count;
        self.limit = self.limit.map(|limit| limit.saturating_sub(count as u64));
        wake(&mut self.writer);
    }

    /// The reader reads no more.
    pub(super) fn abandon(&mut self) {
        self.abandoned = true;
        self.lose();
    }

    /// What is on its way is lost.
    pub(super) fn lose(&mut self) {
        self.chunks.clear();
        self.held = 0;
        self.wake();
    }

    /// How many more bytes may be read before the connection is cut.
    pub(super) fn limit(&mut self, limit: Option<u64>) {
        self.limit = limit;
    }

    /// Whether everything was read that may be.
    pub(super) fn is_spent(&self) -> bool {
        self.limit == Some(0)
    }

    /// What is on its way goes on with a new bandwidth from now on.
    pub(super) fn restart_line(&mut self) {
        self.line_free = Instant::now();
    }

    /// Both ends look again.
    pub(super) fn wake(&mut self) {
        wake(&mut self.reader);
        wake(&mut self.writer);
    }
}

/// How long bytes take at a rate, rounded up; `None` when they never pass.
fn passing(bytes: usize, rate: u64) -> Option<Duration> {
    let rate = u128::from(rate);
    let nanoseconds = (bytes as u128 * NANOSECONDS + rate.saturating_sub(1)).checked_div(rate)?;
    u64::try_from(nanoseconds).ok().map(Duration::from_nanos)
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}
