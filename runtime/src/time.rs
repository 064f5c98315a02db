//! Points in time that any duration leads to.

use std::time::Duration;

use tokio::time::Instant;

/// Longer than anything runs, and short enough for every clock.
pub(crate) const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// When so much time will have passed; for what is too long, in a year.
pub(crate) fn after(start: Instant, time: Duration) -> Instant {
    start + time.min(FOREVER)
}
