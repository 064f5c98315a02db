//! When a client connects again, and when it gives up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio_tungstenite::tungstenite::http::header::RETRY_AFTER;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{self, error::ProtocolError};

use crate::{AddressError, Error};

/// How long a server can make a client wait.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

/// What a client does after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It connects again, if there are attempts left.
    Retry,
    /// It closes for good.
    GiveUp,
}

/// Why a client is not connected: an attempt has failed, or a connection has ended.
#[derive(Debug)]
pub struct Failure<'a> {
    error: &'a Error,
}

impl<'a> Failure<'a> {
    pub(crate) fn new(error: &'a Error) -> Self {
        Self { error }
    }

    /// The error itself.
    #[must_use]
    pub fn error(&self) -> &'a Error {
        self.error
    }

    /// The HTTP status with which the server refused the handshake, if it did.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.error {
            Error::WebSocket(tungstenite::Error::Http(response)) => {
                Some(response.status().as_u16())
            }
            _ => None,
        }
    }

    /// The code with which the server closed the connection: 1005 when it gave none; and 1006 when the
    /// connection ended otherwise (RFC 6455 section 7.1.5). `None` when there was no connection.
    #[must_use]
    pub fn close_code(&self) -> Option<CloseCode> {
        match self.error {
            Error::Closed { frame: Some(frame) } => Some(frame.code),
            Error::Closed { frame: None } => Some(CloseCode::Abnormal),
            _ => None,
        }
    }

    /// How long the server asks to wait, in the header `Retry-After` of its answer (RFC 9110 section
    /// 10.2.3). A date is not read. The client waits for it, up to
    /// five minutes, and then for its own delay.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let Error::WebSocket(tungstenite::Error::Http(response)) = self.error else {
            return None;
        };
        let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
        seconds.trim().parse().ok().map(Duration::from_secs)
    }

    /// What is done by itself. Given up is what would end in the same way again:
    ///
    /// - a handshake answered with a status of less than 500, such as 401 and 403, but for 408, 425 and
    ///   429;
    /// - a connection that the server closed with 1000 (normal), 1002, 1003, 1007, 1008, 1009 or 1010
    ///   (the other side made a mistake; RFC 6455 section 7.4.1), 3000 (unauthorized) or 3003
    ///   (forbidden; both of the registry of RFC 6455 section 11.7);
    /// - a request that cannot be built, credentials that no request can carry, and a server that does not
    ///   speak WebSocket.
    ///
    /// All else is tried again: 1001, 1005, 1006, 1011, 1012, 1013, 1014, codes of applications, statuses from
    /// 500, timeouts, failures of the network, and those of what finds credentials.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let gives_up = match self.error {
            Error::Closed { frame: Some(frame) } => is_final(frame.code),
            Error::Address(_) | Error::Encode(_) => true,
            Error::Authentication(error) => error.is::<AddressError>(),
            Error::WebSocket(tungstenite::Error::Http(response)) => {
                let status = response.status().as_u16();
                status < 500 && !matches!(status, 408 | 425 | 429)
            }
            // Of a connection, this would be its end. Only a handshake that was cut off may do better.
            Error::WebSocket(tungstenite::Error::Protocol(error)) => {
                !matches!(error, ProtocolError::HandshakeIncomplete)
            }
            Error::WebSocket(tungstenite::Error::Url(_) | tungstenite::Error::HttpFormat(_)) => {
                true
            }
            _ => false,
        };
        match gives_up {
            true => Verdict::GiveUp,
            false => Verdict::Retry,
        }
    }
}

fn is_final(code: CloseCode) -> bool {
    matches!(
        u16::from(code),
        1000 | 1002 | 1003 | 1007..=1010 | 3000 | 3003
    )
}

type Classify = dyn Fn(&Failure<'_>) -> Verdict + Send + Sync;

/// When a client connects again: after delays that grow from failure to failure, each of them random
/// between nothing and its limit (full jitter), so that the clients of a server that was restarted do
/// not all come back at once.
///
/// ```
/// use std::time::Duration;
/// use asyncapi_channels::client::{Reconnect, Verdict};
///
/// let reconnect = Reconnect::new()
///     .first_delay(Duration::from_millis(50))
///     .max_attempts(None)
///     .classify(|failure| match failure.status() {
///         Some(404) => Verdict::Retry,
///         _ => failure.verdict(),
///     });
/// # let _ = reconnect;
/// ```
#[derive(Clone)]
#[must_use]
pub struct Reconnect {
    first_delay: Duration,
    max_delay: Duration,
    factor: f32,
    jitter: bool,
    max_attempts: Option<u32>,
    pub(crate) reset_after: Duration,
    pub(crate) connect_timeout: Duration,
    classify: Option<Arc<Classify>>,
}

impl Reconnect {
    /// The defaults.
    pub const fn new() -> Self {
        Self {
            first_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(10),
            factor: 2.0,
            jitter: true,
            max_attempts: Some(30),
            reset_after: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(10),
            classify: None,
        }
    }

    /// The first failure is the last: one attempt, and one connection.
    pub const fn never() -> Self {
        Self::new().max_attempts(Some(1))
    }

    /// The limit of the delay after the first failure; 100 ms at first.
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The limit that delays grow to; 10 s at first.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// By how much the limit grows from failure to failure; 2 at first. Less than 1 is 1.
    pub const fn factor(mut self, factor: f32) -> Self {
        self.factor = factor;
        self
    }

    /// Whether delays are random, as they are at first; otherwise each is its limit.
    pub const fn jitter(mut self, on: bool) -> Self {
        self.jitter = on;
        self
    }

    /// After how many failures in a row the client gives up; 30 at first, and `None` is never. The end
    /// of a connection is a failure too, one after which the count begins anew if the connection was up
    /// for [`reset_after`](Self::reset_after).
    pub const fn max_attempts(mut self, attempts: Option<u32>) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// How long a connection must have been up for the failures before it to be forgotten; 10 s at
    /// first.
    pub const fn reset_after(mut self, time: Duration) -> Self {
        self.reset_after = time;
        self
    }

    /// How long an attempt may take, from asking for credentials to the answer of the handshake, and
    /// then again what opens the connection: the first message and the callbacks of `with_reconnect`;
    /// 10 s at first.
    pub const fn connect_timeout(mut self, time: Duration) -> Self {
        self.connect_timeout = time;
        self
    }

    /// Decides what is done after a failure, in place of [`Failure::verdict`].
    pub fn classify(
        mut self,
        classify: impl Fn(&Failure<'_>) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        self.classify = Some(Arc::new(classify));
        self
    }

    /// How long to wait after so many failures in a row, the last of which is this one; `None` to give
    /// up.
    pub(crate) fn delay(&self, failures: u32, failure: &Failure<'_>) -> Option<Duration> {
        let verdict = match &self.classify {
            Some(classify) => classify(failure),
            None => failure.verdict(),
        };
        if verdict == Verdict::GiveUp || self.max_attempts.is_some_and(|most| failures >= most) {
            return None;
        }
        let limit = self.limit(failures);
        let delay = match self.jitter {
            true => limit.mul_f64(fastrand::f64()),
            false => limit,
        };
        let asked = failure.retry_after().unwrap_or_default();
        Some(delay + asked.min(MAX_RETRY_AFTER))
    }

    /// The limit of the delay after so many failures in a row.
    fn limit(&self, failures: u32) -> Duration {
        let most = self.max_delay.max(self.first_delay);
        let factor = match self.factor.is_finite() {
            true => self.factor.max(1.0),
            false => 1.0,
        };
        let mut delays = ExponentialBuilder::new()
            .with_min_delay(self.first_delay)
            .with_max_delay(most)
            .with_factor(factor)
            .without_max_times()
            .build();
        // However many failures there were, the limit has long been reached.
        let nth = failures.saturating_sub(1).min(1_000) as usize;
        let limit = delays.nth(nth).unwrap_or(most);
        // What the multiplication of fractions leaves is not part of it.
        Duration::from_micros(u64::try_from(limit.as_micros()).unwrap_or(u64::MAX))
    }
}

impl Default for Reconnect {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Reconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconnect")
            .field("first_delay", &self.first_delay)
            .field("max_delay", &self.max_delay)
            .field("factor", &self.factor)
            .field("jitter", &self.jitter)
            .field("max_attempts", &self.max_attempts)
            .field("reset_after", &self.reset_after)
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}

/// Why connecting has ended for good.
///
/// It is the error of the last attempt.
#[derive(Clone, Debug)]
pub struct ConnectError {
    pub(crate) error: Arc<Error>,
    pub(crate) attempts: u32,
}

impl ConnectError {
    /// The error of the last attempt.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// How many attempts have failed in a row.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attempts {
            0 => write!(f, "cannot connect: {}", self.error),
            1 => write!(f, "cannot connect, after one attempt: {}", self.error),
            attempts => write!(
                f,
                "cannot connect, after {attempts} attempts: {}",
                self.error
            ),
        }
    }
}

impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.error)
    }
}

/// How a connection has ended that had no closing handshake.
pub(crate) fn abnormal() -> CloseFrame {
    CloseFrame {
        code: CloseCode::Abnormal,
        reason: "".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tungstenite::http::Response;

    fn refused(status: u16) -> Error {
        let response = Response::builder()
            .status(status)
            .header("retry-after", "7");
        Error::WebSocket(tungstenite::Error::Http(Box::new(
            response.body(None).unwrap(),
        )))
    }

    fn closed(code: u16) -> Error {
        Error::closed(Some(CloseFrame {
            code: code.into(),
            reason: "".into(),
        }))
    }

    #[test]
    fn what_would_end_in_the_same_way_is_given_up() {
        for status in [200, 301, 400, 401, 403, 404, 426] {
            assert_eq!(Failure::new(&refused(status)).verdict(), Verdict::GiveUp);
        }
        for status in [408, 425, 429, 500, 502, 503, 504] {
            assert_eq!(Failure::new(&refused(status)).verdict(), Verdict::Retry);
        }
        for code in [1000, 1002, 1003, 1007, 1008, 1009, 1010, 3000, 3003] {
            assert_eq!(Failure::new(&closed(code)).verdict(), Verdict::GiveUp);
        }
        for code in [1001, 1005, 1006, 1011, 1012, 1013, 1014, 3001, 4000, 4999] {
            assert_eq!(Failure::new(&closed(code)).verdict(), Verdict::Retry);
        }
    }

    #[test]
    fn a_delay_is_anything_up_to_a_limit_that_grows() {
        let reconnect = Reconnect::new().max_delay(Duration::from_secs(1));
        let error = closed(1006);
        let failure = Failure::new(&error);
        let limits: Vec<u128> = (1..=6)
            .map(|failures| reconnect.limit(failures).as_millis())
            .collect();
        assert_eq!(limits, [100, 200, 400, 800, 1000, 1000]);
        assert_eq!(reconnect.limit(u32::MAX).as_millis(), 1000);
        let delays: Vec<Duration> = (0..1000)
            .map(|_| reconnect.delay(4, &failure).unwrap())
            .collect();
        let limit = Duration::from_millis(800);
        assert!(delays.iter().all(|delay| *delay <= limit));
        assert!(delays.iter().any(|delay| *delay < limit / 10));
        assert!(delays.iter().any(|delay| *delay > limit * 9 / 10));
        let exact = reconnect.jitter(false);
        assert_eq!(exact.delay(4, &failure), Some(limit));
    }

    #[test]
    fn attempts_are_counted() {
        let error = closed(1006);
        let failure = Failure::new(&error);
        let reconnect = Reconnect::new().max_attempts(Some(3));
        assert!(reconnect.delay(2, &failure).is_some());
        assert!(reconnect.delay(3, &failure).is_none());
        assert!(Reconnect::never().delay(1, &failure).is_none());
        let forever = Reconnect::new().max_attempts(None);
        assert!(forever.delay(u32::MAX, &failure).is_some());
    }

    #[test]
    fn a_server_may_ask_for_time() {
        let error = refused(503);
        let failure = Failure::new(&error);
        assert_eq!(failure.retry_after(), Some(Duration::from_secs(7)));
        assert!(Reconnect::new().delay(1, &failure) >= Some(Duration::from_secs(7)));
    }

    #[test]
    fn any_factor_is_one_that_delays_can_grow_by() {
        for factor in [f32::NAN, f32::INFINITY, -1.0, 0.0, f32::MAX] {
            let reconnect = Reconnect::new().factor(factor);
            assert!(
                reconnect.limit(1_000) <= Duration::from_secs(10),
                "{factor}"
            );
        }
    }

    #[test]
    fn what_is_done_can_be_decided() {
        let reconnect = Reconnect::new().classify(|failure| match failure.status() {
            Some(401) => Verdict::Retry,
            _ => Verdict::GiveUp,
        });
        assert!(reconnect.delay(1, &Failure::new(&refused(401))).is_some());
        assert!(reconnect.delay(1, &Failure::new(&closed(1006))).is_none());
    }
}
