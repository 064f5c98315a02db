//! All connections of a server: how many there may be, and how they end together.

use std::collections::HashMap;
use std::future::Future;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::connection::Link;
use super::id::ConnectionId;
use super::request::Reject;
use crate::close::close_frame;
use crate::time::after;

/// How long a connection that is cut off may take to notice.
const CUT: Duration = Duration::from_secs(1);

/// How many connections there may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectionLimits {
    pub(crate) all: usize,
    pub(crate) per_peer: usize,
}

/// The connections of a server.
#[derive(Debug)]
pub(crate) struct Registry {
    limits: ConnectionLimits,
    state: Mutex<State>,
    /// Told when the last connection has ended.
    empty: Notify,
    /// Told when nothing more is to be accepted.
    stopped: Notify,
    /// Told when what is still there is cut off.
    cut: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// With those whose handshake is being answered.
    count: usize,
    per_peer: HashMap<IpAddr, usize>,
    open: HashMap<ConnectionId, Weak<Link>>,
    stopping: Option<Instant>,
    is_cut: bool,
    /// How many connections were given up since then, before they were cut off.
    given_up: usize,
}

/// How a shutdown went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// Connections that were closed, with their handlers finished and all that waited written.
    pub closed: usize,
    /// Connections that were cut off at the deadline, with what they were doing.
    pub cut: usize,
}

impl Registry {
    pub(crate) fn new(limits: ConnectionLimits) -> Self {
        Self {
            limits,
            state: Mutex::default(),
            empty: Notify::new(),
            stopped: Notify::new(),
            cut: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count(&self) -> usize {
        self.state().count
    }

    /// A place for one more connection, or why there is none.
    pub(crate) fn slot(self: &Arc<Self>, peer: Option<IpAddr>) -> Result<Slot, Reject> {
        let peer = peer.map(network);
        let mut state = self.state();
        if state.stopping.is_some() {
            return Err(unavailable("the server is going away\n"));
        }
        if state.count >= self.limits.all {
            return Err(unavailable("too many connections\n"));
        }
        if let Some(peer) = peer {
            let count = state.per_peer.get(&peer).copied().unwrap_or_default();
            if count >= self.limits.per_peer {
                return Err(unavailable("too many connections from this address\n"));
            }
            state.per_peer.insert(peer, count + 1);
        }
        state.count += 1;
        Ok(Slot {
            registry: Arc::clone(self),
            peer,
            id: None,
        })
    }

    /// Ready when nothing more is to be accepted.
    pub(crate) async fn stopped(&self) {
        let mut stopped = std::pin::pin!(self.stopped.notified());
        stopped.as_mut().enable();
        if self.state().stopping.is_none() {
            stopped.await;
        }
    }

    /// Ready when what is still there is cut off.
    async fn cut(&self) {
        let mut cut = std::pin::pin!(self.cut.notified());
        cut.as_mut().enable();
        if !self.state().is_cut {
            cut.await;
        }
    }

    /// Lets no one in anymore, closes every connection with 1001 when its handler has finished, and
    /// cuts off those that are still there after the deadline.
    pub(crate) async fn shut_down(&self, within: Duration) -> ShutdownReport {
        let deadline = after(Instant::now(), within);
        let (before, open) = {
            let mut state = self.state();
            state.stopping = Some(deadline);
            let open: Vec<_> = state.open.values().filter_map(Weak::upgrade).collect();
            (state.count, open)
        };
        self.stopped.notify_waiters();
        for link in open {
            retire(&link, deadline);
        }
        let in_time = timeout_at(deadline, self.emptied()).await.is_ok();
        if in_time {
            let cut = self.state().given_up;
            return ShutdownReport {
                closed: before.saturating_sub(cut),
                cut,
            };
        }
        let (cut, open) = {
            let mut state = self.state();
            state.is_cut = true;
            let open: Vec<_> = state.open.values().filter_map(Weak::upgrade).collect();
            (state.count + state.given_up, open)
        };
        for link in open {
            link.outbox.cut();
        }
        self.cut.notify_waiters();
        // A handler that blocks its thread cannot be stopped.
        let _ = timeout_at(Instant::now() + CUT, self.emptied()).await;
        ShutdownReport {
            closed: before.saturating_sub(cut),
            cut,
        }
    }

    async fn emptied(&self) {
        loop {
            let mut empty = std::pin::pin!(self.empty.notified());
            empty.as_mut().enable();
            if self.state().count == 0 {
                return;
            }
            empty.await;
        }
    }
}

fn retire(link: &Link, until: Instant) {
    let frame = close_frame(CloseCode::Away, "the server is going away");
    link.retire(frame, until);
}

pub(crate) fn unavailable(body: &str) -> Reject {
    Reject::new(503, body).with_header("retry-after", "5")
}

/// What counts as one address: all of an IPv6 network that one user has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

/// The place of one connection among those of a server, as long as it lives.
#[derive(Debug)]
pub(crate) struct Slot {
    registry: Arc<Registry>,
    peer: Option<IpAddr>,
    /// The connection, once it is open.
    id: Option<ConnectionId>,
}

impl Slot {
    /// The connection is there, and is told when the server goes away.
    pub(crate) fn opened(&mut self, link: &Arc<Link>) {
        self.id = Some(link.id);
        let mut state = self.registry.state();
        state.open.insert(link.id, Arc::downgrade(link));
        let stopping = state.stopping;
        let is_cut = state.is_cut;
        drop(state);
        if let Some(until) = stopping {
            retire(link, until);
        }
        if is_cut {
            link.outbox.cut();
        }
    }

    /// The outcome of what is done for a connection; `None` when it is cut off.
    pub(crate) async fn unless_cut<F: Future>(&self, future: F) -> Option<F::Output> {
        let cut = std::pin::pin!(self.registry.cut());
        match select(std::pin::pin!(future), cut).await {
            Either::Left((output, _)) => Some(output),
            Either::Right(_) => None,
        }
    }

    /// The connection did not end as it should: something was not written, or it took too long.
    pub(crate) fn give_up(&self) {
        let mut state = self.registry.state();
        if state.stopping.is_some() && !state.is_cut {
            state.given_up += 1;
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut state = self.registry.state();
        state.count = state.count.saturating_sub(1);
        if let Some(id) = self.id {
            state.open.remove(&id);
        }
        if let Some(peer) = self.peer
            && let Some(count) = state.per_peer.get_mut(&peer)
        {
            *count -= 1;
            if *count == 0 {
                state.per_peer.remove(&peer);
            }
        }
        if state.count == 0 {
            drop(state);
            self.registry.empty.notify_waiters();
        }
    }
}
