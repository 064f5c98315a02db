//! How many messages a client may still send: a token bucket.

use std::time::Duration;

use tokio::time::Instant;

use super::config::{Rate, WhenExceeded};

/// A bucket that is refilled at a steady rate.
#[derive(Debug)]
pub(crate) struct Bucket {
    rate: Rate,
    /// What is left; below zero when the client has sent more than it may.
    left: f64,
    filled: Instant,
}

impl Bucket {
    pub(crate) fn new(rate: Rate, now: Instant) -> Self {
        Self {
            rate,
            left: f64::from(rate.burst),
            filled: now,
        }
    }

    pub(crate) fn when_exceeded(&self) -> WhenExceeded {
        self.rate.exceeded
    }

    pub(crate) fn refill(&mut self, now: Instant) {
        let passed = now.duration_since(self.filled).as_secs_f64();
        self.filled = now;
        let more = passed * f64::from(self.rate.per_second);
        self.left = (self.left + more).min(f64::from(self.rate.burst));
    }

    /// Takes one; whether it was there.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        self.refill(now);
        self.left -= 1.0;
        self.left >= 0.0
    }

    /// Whether the next message may be read.
    pub(crate) fn has_room(&mut self) -> bool {
        if self.left < 1.0 {
            self.refill(Instant::now());
        }
        self.left >= 1.0 || self.rate.exceeded == WhenExceeded::Close
    }

    /// When the next message may be read, if that is not now.
    pub(crate) fn resumes(&self) -> Option<Instant> {
        if self.left >= 1.0 || self.rate.exceeded == WhenExceeded::Close {
            return None;
        }
        let seconds = (1.0 - self.left) / f64::from(self.rate.per_second);
        // A little more, so that it is there for certain.
        Some(self.filled + Duration::from_secs_f64(seconds) + Duration::from_micros(1))
    }
}
