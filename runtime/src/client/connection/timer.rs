//! What has to happen in time: pings, and giving up.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::Context;

use futures_util::Sink;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{self, Bytes};

use super::{CONFIRM_AFTER, Connection, FOREVER, Stage, after, timed_out};
use crate::Channel;

impl<C> Connection<'_, C>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    /// Sees to what has to happen by now.
    pub(super) fn poll_timer(&mut self, cx: &mut Context<'_>) {
        while self.stage != Stage::Ended {
            let Some(next) = self.next_deadline() else {
                return;
            };
            let now = Instant::now();
            if next <= now {
                self.expire(now, cx);
                continue;
            }
            if next < self.timer.deadline() || self.timer.is_elapsed() {
                self.timer.as_mut().reset(next);
            }
            if self.timer.as_mut().poll(cx).is_pending() {
                return;
            }
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        let heartbeat = self
            .shared
            .config
            .heartbeat
            .filter(|_| self.stage == Stage::Open && !self.is_held);
        let patience = heartbeat.map(|heartbeat| {
            let patience = heartbeat.interval.saturating_add(heartbeat.timeout);
            patience.min(FOREVER)
        });
        // The time for an answer counts from the ping: before that, this side may have had no turn.
        let heard = heartbeat.map(|heartbeat| match self.pinged {
            Some(pinged) => after(pinged, heartbeat.timeout),
            None => after(self.heard, heartbeat.interval),
        });
        [
            self.open_by.filter(|_| self.stage == Stage::Open),
            self.close_by,
            self.confirm_until.filter(|_| self.stage == Stage::Open),
            self.confirm_at.filter(|_| self.may_confirm()),
            heard,
            patience.and_then(|patience| Some(after(self.blocked?, patience))),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Whether a ping may ask for what is not confirmed.
    fn may_confirm(&self) -> bool {
        self.stage == Stage::Open && !self.close_sent && self.confirming.is_none()
    }

    fn expire(&mut self, now: Instant, cx: &mut Context<'_>) {
        if self.close_by.is_some_and(|by| by <= now) {
            self.fail(timed_out("the closing handshake took too long"));
            self.stage = Stage::Ended;
            return;
        }
        if self.open_by.is_some_and(|by| by <= now) {
            let error = timed_out(
                "the first message and the callbacks of with_reconnect took too long: what they send \
                 must be sent by the client that they are given",
            );
            self.shared.listeners.error(&error);
            return self.fail(error);
        }
        if self.may_confirm() && self.confirm_at.is_some_and(|at| at <= now) {
            // What is asked is written with all that waits.
            self.poll_write(cx);
            if self.confirming.is_none() {
                // There is no room for it now.
                self.confirm_at = Some(now + CONFIRM_AFTER);
            }
            return;
        }
        if self.confirm_until.is_some_and(|until| until <= now) {
            self.confirm_until = None;
            return self.poll_write(cx);
        }
        let Some(heartbeat) = self.shared.config.heartbeat else {
            return;
        };
        let patience = heartbeat.interval.saturating_add(heartbeat.timeout);
        let is_over = |since: Instant| now.duration_since(since) >= patience.min(FOREVER);
        let is_silent = self
            .pinged
            .is_some_and(|pinged| now.duration_since(pinged) >= heartbeat.timeout.min(FOREVER));
        if is_silent {
            self.lose(overdue("nothing was heard for too long"));
        } else if self.blocked.is_some_and(is_over) {
            self.lose(overdue("no ping was answered for too long"));
        } else if self.pinged.is_none() && now.duration_since(self.heard) >= heartbeat.interval {
            self.pinged = Some(now);
            // A ping for which there is no room need not be sent: something else is on its way.
            if self.confirming.is_none()
                && Pin::new(&mut self.socket).poll_ready(cx).is_ready()
                && let Err(error) = self.start_ping(Bytes::new())
            {
                return self.lose(error);
            }
            self.poll_write(cx);
        }
    }
}

fn overdue(reason: &'static str) -> tungstenite::Error {
    tungstenite::Error::Io(io::Error::new(io::ErrorKind::TimedOut, reason))
}
