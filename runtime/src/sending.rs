//! The future of sending.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Sink;
use tokio_tungstenite::tungstenite;

use crate::{Channel, Error, Side, Socket};

/// The future of [`Socket::send`], of [`Socket::feed`] and of every generated operation.
///
/// The message is encoded when the future is made, so that the future does not hold it, and a wrong
/// message is one compile error and not another one at the `.await`.
///
/// That of `feed` is ready when the message is taken; the others when it is written to the
/// connection too, as are all messages that were fed before. While the write buffer is full and the
/// other side does not read, each of them waits.
///
/// # Cancel safety
///
/// A message is taken as a whole or not at all. When the future of `send` is dropped early, it is
/// not known which; if it was taken, the next [`flush`](Socket::flush) or `send` writes it. When
/// that of `feed` is dropped early, the message was not taken.
#[must_use = "nothing is sent unless the future is awaited"]
pub struct Sending<'a, C, D, S> {
    socket: &'a mut Socket<C, D, S>,
    /// What is still to be taken by the WebSocket.
    message: Option<tungstenite::Message>,
    /// Why there is nothing to be taken.
    refused: Option<Error>,
    flush: bool,
}

impl<'a, C, D, S> Sending<'a, C, D, S> {
    pub(crate) fn new(
        socket: &'a mut Socket<C, D, S>,
        message: Result<tungstenite::Message, Error>,
        flush: bool,
    ) -> Self {
        let (message, refused) = match message {
            Ok(message) => (Some(message), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            socket,
            message,
            refused,
            flush,
        }
    }
}

impl<C, D, S> Sending<'_, C, D, S> {
    /// Only takes the message, as [`Socket::feed`] does: so that an operation's messages go out
    /// together, `socket.say(text).without_flush().await?`.
    pub fn without_flush(mut self) -> Self {
        self.flush = false;
        self
    }
}

impl<C, D, S> Future for Sending<'_, C, D, S>
where
    C: Channel,
    D: Side,
    S: Sink<tungstenite::Message, Error = tungstenite::Error> + Unpin,
{
    type Output = Result<(), Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(error) = this.refused.take() {
            return Poll::Ready(Err(error));
        }
        if this.message.is_some() {
            ready!(this.socket.poll_take(&mut this.message, cx))?;
        }
        if this.flush {
            ready!(this.socket.poll_written(cx))?;
        }
        Poll::Ready(Ok(()))
    }
}

impl<C, D, S> fmt::Debug for Sending<'_, C, D, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending")
            .field("taken", &self.message.is_none())
            .field("flush", &self.flush)
            .finish_non_exhaustive()
    }
}
