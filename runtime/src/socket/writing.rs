//! How a socket hands its messages to the WebSocket without losing one.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Sink;
use tokio_tungstenite::tungstenite;

use super::Socket;
use crate::{Channel, Error, Side};

impl<C, D, S> Socket<C, D, S>
where
    C: Channel,
    D: Side,
    S: Sink<tungstenite::Message, Error = tungstenite::Error> + Unpin,
{
    /// Takes a message as soon as there is room for it. Until then it stays where it is.
    pub(crate) fn poll_take(
        &mut self,
        message: &mut Option<tungstenite::Message>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        ready!(self.poll_room(cx))?;
        self.start(message)?;
        if message.is_some() {
            ready!(self.poll_written(cx))?;
            self.start(message)?;
        }
        match message.take() {
            Some(message) => Poll::Ready(Err(no_room(message))),
            None => Poll::Ready(Ok(())),
        }
    }

    /// Ready when the WebSocket takes a message, and nothing is held that comes before.
    pub(super) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            if self.held.is_some() {
                ready!(self.poll_written(cx))?;
            }
            match ready!(Pin::new(&mut self.stream).poll_ready(cx)) {
                Err(tungstenite::Error::WriteBufferFull(full)) => self.held = Some(*full),
                result => return Poll::Ready(result.map_err(|error| self.error(error))),
            }
        }
    }

    /// Ready when everything that was taken is written.
    ///
    /// A WebSocket gives back what its buffer has no room for, even when that was taken: the sink of
    /// a split one keeps a message and hands it on later. Such a message is handed over again when
    /// all that came before it is written. Given back once more, it is larger than the buffer.
    ///
    /// Only one message is held. Of a sink that gives back several, the next one is in the error.
    pub(crate) fn poll_written(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let mut again = false;
        loop {
            match ready!(Pin::new(&mut self.stream).poll_flush(cx)) {
                Ok(()) => {}
                Err(tungstenite::Error::WriteBufferFull(full)) if again || self.held.is_some() => {
                    return Poll::Ready(Err(no_room(*full)));
                }
                Err(tungstenite::Error::WriteBufferFull(full)) => {
                    self.held = Some(*full);
                    continue;
                }
                Err(error) => {
                    // It is told once, not at each reading.
                    self.unflushed = None;
                    return Poll::Ready(Err(self.error(error)));
                }
            }
            let mut held = self.held.take();
            if held.is_none() {
                self.unflushed = None;
                return Poll::Ready(Ok(()));
            }
            again = true;
            self.start(&mut held)?;
            if let Some(held) = held {
                return Poll::Ready(Err(no_room(held)));
            }
        }
    }

    /// Hands a message to the WebSocket, which gives it back when its buffer has no room for it.
    pub(super) fn start(
        &mut self,
        message: &mut Option<tungstenite::Message>,
    ) -> Result<(), Error> {
        let Some(taken) = message.take() else {
            return Ok(());
        };
        self.unflushed = Some(Self::poll_written);
        match Pin::new(&mut self.stream).start_send(taken) {
            Err(tungstenite::Error::WriteBufferFull(full)) => *message = Some(*full),
            result => result.map_err(|error| self.error(error))?,
        }
        Ok(())
    }
}

/// The error of a message that has no room, mostly as it is larger than an empty buffer. The message
/// is in it.
fn no_room(message: tungstenite::Message) -> Error {
    Error::WebSocket(tungstenite::Error::WriteBufferFull(Box::new(message)))
}
