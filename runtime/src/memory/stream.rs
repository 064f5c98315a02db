//! A connection of a network in memory, and its two ends.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep_until};

use super::pipe::{Arrival, Conditions, Pipe};

/// A connection between a client and a server.
pub(super) struct Connection {
    to_server: Pipe,
    to_client: Pipe,
    conditions: Conditions,
    is_cut: bool,
}

impl Connection {
    /// The client's end of a new connection and the server's.
    pub(super) fn open(
        conditions: Conditions,
        cut_after: Option<u64>,
    ) -> (MemoryStream, MemoryStream) {
        let mut connection = Self {
            to_server: Pipe::new(),
            to_client: Pipe::new(),
            conditions,
            is_cut: false,
        };
        connection.cut_after(cut_after);
        let connection = Arc::new(Mutex::new(connection));
        let client = MemoryStream::new(Arc::clone(&connection), End::Client);
        (client, MemoryStream::new(connection, End::Server))
    }

    pub(super) fn set(&mut self, conditions: Conditions) {
        if self.conditions.bandwidth != conditions.bandwidth {
            self.pipes().for_each(Pipe::restart_line);
        }
        self.conditions = conditions;
        self.pipes().for_each(Pipe::wake);
    }

    /// Is cut when so many more bytes have come to the server.
    pub(super) fn cut_after(&mut self, bytes: Option<u64>) {
        self.to_server.limit(bytes);
        if self.to_server.is_spent() {
            self.cut();
        }
    }

    pub(super) fn cut(&mut self) {
        self.is_cut = true;
        self.pipes().for_each(Pipe::lose);
    }

    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    fn pipes(&mut self) -> impl Iterator<Item = &mut Pipe> {
        [&mut self.to_server, &mut self.to_client].into_iter()
    }

    fn check(&self) -> io::Result<()> {
        match self.is_cut {
            true => Err(io::ErrorKind::ConnectionReset.into()),
            false => Ok(()),
        }
    }

    /// What this end reads from.
    fn incoming(&mut self, end: End) -> &mut Pipe {
        match end {
            End::Client => &mut self.to_client,
            End::Server => &mut self.to_server,
        }
    }

    /// What this end writes to.
    fn outgoing(&mut self, end: End) -> &mut Pipe {
        match end {
            End::Client => &mut self.to_server,
            End::Server => &mut self.to_client,
        }
    }

    fn read(
        &mut self,
        end: End,
        buffer: &mut ReadBuf<'_>,
        cx: &Context<'_>,
    ) -> io::Result<Arrival> {
        self.check()?;
        let conditions = self.conditions;
        let arrival = self.incoming(end).read(buffer, &conditions, cx);
        if self.to_server.is_spent() {
            self.cut();
        }
        Ok(arrival)
    }

    fn write(&mut self, end: End, bytes: &[u8], cx: &Context<'_>) -> Poll<io::Result<usize>> {
        self.check()?;
        let conditions = self.conditions;
        self.outgoing(end).write(bytes, &conditions, cx)
    }
}

/// Locks; nothing is half done under these locks, so that a panic elsewhere does no harm.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Clone, Copy, Debug)]
enum End {
    Client,
    Server,
}

/// One end of a connection of a [`Network`](super::Network): a stream of bytes in both directions.
///
/// What is shut down or dropped is the end of the stream at the other end, after all that was
/// written. Writing to an end that was dropped gives [`BrokenPipe`](io::ErrorKind::BrokenPipe), and
/// after a cut everything gives [`ConnectionReset`](io::ErrorKind::ConnectionReset).
pub struct MemoryStream {
    connection: Arc<Mutex<Connection>>,
    end: End,
    /// Until the next byte arrives; made when one is first waited for.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl MemoryStream {
    fn new(connection: Arc<Mutex<Connection>>, end: End) -> Self {
        Self {
            connection,
            end,
            sleep: None,
        }
    }

    pub(super) fn connection(&self) -> &Arc<Mutex<Connection>> {
        &self.connection
    }
}

impl AsyncRead for MemoryStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        loop {
            let arrival = lock(&this.connection).read(this.end, buffer, cx)?;
            if buffer.filled().len() > before {
                return Poll::Ready(Ok(()));
            }
            match arrival {
                Arrival::Bytes(_) | Arrival::End => return Poll::Ready(Ok(())),
                Arrival::Nothing => return Poll::Pending,
                Arrival::At(time) => {
                    let sleep = &mut this.sleep;
                    let sleep = sleep.get_or_insert_with(|| Box::pin(sleep_until(time)));
                    if sleep.deadline() != time {
                        sleep.as_mut().reset(time);
                    }
                    ready!(sleep.as_mut().poll(cx));
                }
            }
        }
    }
}

impl AsyncWrite for MemoryStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        lock(&self.connection).write(self.end, bytes, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(lock(&self.connection).check())
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut connection = lock(&self.connection);
        connection.check()?;
        connection.outgoing(self.end).end();
        Poll::Ready(Ok(()))
    }
}

impl Drop for MemoryStream {
    fn drop(&mut self) {
        let mut connection = lock(&self.connection);
        connection.outgoing(self.end).end();
        connection.incoming(self.end).abandon();
    }
}

impl fmt::Debug for MemoryStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStream")
            .field("end", &self.end)
            .field("is_cut", &lock(&self.connection).is_cut)
            .finish_non_exhaustive()
    }
}
