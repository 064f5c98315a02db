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
/// # Cancel safety
///
/// A message is taken as a whole or not at all. When the future of `send` is dropped early, it is
/// not known which; if it was taken, the next [`flush`](Socket::flush) or `send` writes it. When
/// that of `feed` is dropped early, the message was not taken.
#[must_use = "nothing is sent unless the future is awaited"]
pub struct Sending<'a, C, D, S> {
    socket: &'a mut Socket<C, D, S>,
    /// What is still to be taken by the WebSocket, or why it cannot be.
    message: Option<Result<tungstenite::Message, Error>>,
    flush: bool,
}

impl<'a, C, D, S> Sending<'a, C, D, S> {
    pub(crate) fn new(
        socket: &'a mut Socket<C, D, S>,
        message: Result<tungstenite::Message, Error>,
        flush: bool,
    ) -> Self {
        Self {
            socket,
            message: Some(message),
            flush,
        }
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
        if let Some(message) = this.message.take() {
            let message = message?;
            match this.socket.poll_sink_ready(cx) {
                Poll::Ready(ready) => ready?,
                Poll::Pending => {
                    this.message = Some(Ok(message));
                    return Poll::Pending;
                }
            }
            this.socket.start(message)?;
        }
        if this.flush {
            ready!(this.socket.poll_sink_flush(cx))?;
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
