//! What has to happen in time: pings, and giving up.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Sink;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, Message};

use super::{Driver, Stage, frame_length, timed_out};
use crate::server::bucket::Bucket;
use crate::time::after;

impl<I: AsyncRead + AsyncWrite + Unpin> Driver<I> {
    /// Sees to what has to happen by now. `is_reading` is false while a handler runs.
    pub(super) fn poll_timer(&mut self, cx: &mut Context<'_>, is_reading: bool) {
        while self.stage != Stage::Ended {
            let Some(next) = self.next_deadline(is_reading) else {
                return;
            };
            let now = Instant::now();
            if next <= now {
                // Not left to the timer, which may have no turn while a client floods.
                self.expire(now, is_reading, cx);
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

    fn next_deadline(&self, is_reading: bool) -> Option<Instant> {
        let config = &self.config;
        let stalled = self
            .stalled
            .map(|(since, _)| after(since, config.write_timeout));
        let open = is_reading && self.stage == Stage::Open;
        let idle = config.idle_timeout.filter(|_| open);
        let ping = config.ping_interval.filter(|_| open && !self.pinged);
        let resume = self.bucket.as_ref().and_then(Bucket::resumes);
        [
            self.close_by,
            stalled,
            idle.map(|timeout| after(self.heard, timeout)),
            ping.map(|interval| after(self.heard, interval)),
            resume.filter(|_| is_reading),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn expire(&mut self, now: Instant, is_reading: bool, cx: &mut Context<'_>) {
        let config = Arc::clone(&self.config);
        if self.close_by.is_some_and(|by| by <= now) {
            self.time_out("the closing handshake took too long");
            return;
        }
        if let Some((since, before)) = self.stalled
            && after(since, config.write_timeout) <= now
        {
            let written = self.socket.get_ref().written();
            if written == before {
                self.time_out("the client reads nothing");
                return;
            }
            self.stalled = Some((now, written));
        }
        if let Some(bucket) = &mut self.bucket
            && bucket.resumes().is_some_and(|at| at <= now)
        {
            bucket.refill(now);
            // What has arrived meanwhile is to be read.
            cx.waker().wake_by_ref();
        }
        if !is_reading || self.stage != Stage::Open {
            return;
        }
        let silent = now.duration_since(self.heard);
        if config.idle_timeout.is_some_and(|timeout| silent >= timeout) {
            self.error
                .get_or_insert(timed_out("nothing was heard for too long"));
            self.link
                .close(CloseCode::Away, "nothing was heard for too long");
            self.start_closing();
            self.poll_write(cx);
        } else if !self.pinged && config.ping_interval.is_some_and(|every| silent >= every) {
            self.pinged = true;
            self.unflushed = true;
            // A ping for which there is no room need not be sent: something else is on its way.
            if let Poll::Ready(Ok(())) = Pin::new(&mut self.socket).poll_ready(cx) {
                let ping = Message::Ping(tungstenite::Bytes::new());
                self.given += frame_length(0);
                if let Err(error) = Pin::new(&mut self.socket).start_send(ping) {
                    self.lose(error);
                }
            }
            self.poll_write(cx);
        }
    }

    fn time_out(&mut self, reason: &'static str) {
        if self.first_close.is_none() || self.stage == Stage::Open {
            self.error.get_or_insert(timed_out(reason));
        }
        self.given_up = true;
        // Whoever waits for room waits no longer.
        self.link.end();
        self.stage = Stage::Ended;
    }
}
