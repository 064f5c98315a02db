//! What becomes of what a connection still has when it has ended.

use std::sync::Arc;

use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::Connection;
use crate::client::driver::closed;
use crate::client::reconnect::abnormal;
use crate::client::{Closed, Fate};
use crate::{Channel, Error};

impl<C> Connection<'_, C>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    /// Settles all that the connection has: what may be sent again goes back to the queue, whoever waits
    /// for the rest is told. How the connection has ended, and what that means for connecting again.
    pub(super) fn settle(&mut self) -> (Closed, Arc<Error>) {
        // What opens the connection is done again on the next one.
        self.opening = None;
        let frame = match self.first_close.take() {
            Some(Some(frame)) => frame,
            Some(None) => CloseFrame {
                code: CloseCode::Status,
                reason: "".into(),
            },
            None => abnormal(),
        };
        let lost = || Error::closed(Some(frame.clone()));
        let mut maybe_sent = std::mem::take(&mut self.disowned);
        let mut again = self.in_flight.end(lost);
        for (sequence, mut entry) in self.sent.drain(..) {
            if let Some(request) = &entry.request {
                if request.is_unaccounted() {
                    maybe_sent.push(entry.payload);
                }
                continue;
            }
            let may_resend = entry.is_idempotent && self.shared.config.resend;
            entry.was_handed = true;
            if may_resend && !entry.is_opening {
                again.push((sequence, entry));
                continue;
            }
            let is_opening = entry.is_opening;
            let unclaimed = entry.fail((Fate::MaybeSent, lost()));
            // What opens a connection is done again.
            maybe_sent.extend(unclaimed.filter(|_| !is_opening));
        }
        again.sort_by_key(|(sequence, _)| *sequence);
        let mut back: Vec<_> = again.into_iter().map(|(_, entry)| entry).collect();
        let left = self.taken.drain(..).chain(self.shared.queue.end_opening());
        for entry in left {
            match entry.is_opening {
                true => drop(entry.fail((Fate::Unsent, lost()))),
                false => back.push(entry),
            }
        }
        self.shared.queue.push_front(back);
        let error = self.error.take();
        let failure = match (&error, self.has_failed) {
            (Some(error), true) => Arc::clone(error),
            _ => Arc::new(lost()),
        };
        let mut closed = closed(frame, error);
        closed.maybe_sent = maybe_sent;
        (closed, failure)
    }
}

/// A task may vanish with its runtime, and what it had is then told all the same.
impl<C> Drop for Connection<'_, C>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    fn drop(&mut self) {
        if !self.is_settled {
            let (closed, _) = self.settle();
            self.shared.vanished(closed);
        }
    }
}
