//! What the handles of a client and its task have in common.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::watch;
use tokio_tungstenite::tungstenite::{self, protocol::CloseFrame};

use super::client::Handle;
use super::config::Config;
use super::listeners::Listeners;
use super::queue::Queue;
use super::reconnect::ConnectError;
use super::ticket::Failure;
use super::{Closed, Fate, State};
use crate::correlation::CorrelationId;
use crate::{Channel, Error, Message, Payload};

/// One client.
pub(crate) struct Shared<C: Channel> {
    pub(crate) config: Config<C>,
    pub(crate) queue: Queue<C::ServerMessage>,
    pub(crate) listeners: Arc<Listeners<C>>,
    pub(crate) state: watch::Sender<State>,
    /// All handles that applications have.
    pub(crate) handle: Weak<Handle<C>>,
    pub(crate) is_started: AtomicBool,
    requests: AtomicU64,
    end: Mutex<End>,
}

/// How the client has ended.
#[derive(Default)]
struct End {
    frame: Option<CloseFrame>,
    /// Why it gave up, if that was not asked for.
    error: Option<ConnectError>,
    unsent: Vec<Payload>,
    /// The end of a connection that vanished with its runtime.
    vanished: Option<Closed>,
}

impl<C: Channel> Shared<C> {
    pub(crate) fn new(config: Config<C>, handle: Weak<Handle<C>>) -> Self {
        Self {
            queue: Queue::new(config.queue),
            config,
            listeners: Arc::default(),
            state: watch::Sender::new(State::Idle),
            handle,
            is_started: AtomicBool::new(false),
            requests: AtomicU64::new(1),
            end: Mutex::default(),
        }
    }

    /// Tells of a new state.
    pub(crate) fn enter(&self, state: State) {
        self.state.send_replace(state.clone());
        self.listeners.state(&state);
    }

    pub(crate) fn encode<M: Message>(&self, message: &M) -> Result<Payload, Error> {
        let payload = match self.config.validate {
            true => message.encode()?,
            false => message.encode_unchecked()?,
        };
        self.fitting(payload)
    }

    /// The payload, unless it is too large to be sent.
    pub(crate) fn fitting(&self, payload: Payload) -> Result<Payload, Error> {
        if payload.len() > self.config.socket.longest_sent() {
            let full = tungstenite::Error::WriteBufferFull(Box::new(payload.into()));
            return Err(full.into());
        }
        Ok(payload)
    }

    fn end(&self) -> std::sync::MutexGuard<'_, End> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a message is told that comes after the end.
    pub(crate) fn closed(&self) -> Failure {
        (Fate::Unsent, Error::closed(self.end().frame.clone()))
    }

    /// Why the client gave up.
    pub(crate) fn gave_up(&self) -> Option<ConnectError> {
        self.end().error.clone()
    }

    /// What was never sent and nobody waits for.
    pub(crate) fn unsent(&self) -> Vec<Payload> {
        self.end().unsent.clone()
    }

    /// Two ids which no other request of this client has: one for a text and one for a number.
    pub(crate) fn fresh_ids(&self) -> [CorrelationId; 2] {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        // A random UUID (RFC 9562 section 5.4).
        let random = fastrand::u128(..);
        let bits = random & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
        let parts = parts.map(|part| hex.get(part).unwrap_or_default());
        [
            CorrelationId::Text(parts.join("-")),
            CorrelationId::Integer(number.into()),
        ]
    }

    /// A connection has vanished with its runtime.
    pub(crate) fn vanished(&self, closed: Closed) {
        self.end().vanished = Some(closed);
    }

    pub(crate) fn take_vanished(&self) -> Option<Closed> {
        self.end().vanished.take()
    }

    /// The end for good: nothing more is taken, and all that waits is rejected. How that was for the last
    /// connection is in `closed`.
    pub(crate) fn finish(&self, mut closed: Closed, error: Option<ConnectError>) {
        let frame = CloseFrame {
            code: closed.code,
            reason: closed.reason.as_str().into(),
        };
        self.end().frame = Some(frame.clone());
        self.queue.close();
        let rest = self.queue.take_rest();
        for entry in rest {
            let was_handed = entry.was_handed;
            let unclaimed = entry.fail((Fate::Unsent, Error::closed(Some(frame.clone()))));
            match was_handed {
                true => closed.maybe_sent.extend(unclaimed),
                false => closed.unsent.extend(unclaimed),
            }
        }
        closed.reconnects = false;
        {
            let mut end = self.end();
            end.error = error;
            end.unsent.clone_from(&closed.unsent);
        }
        self.listeners.closed(&closed);
        self.enter(State::Closed);
        self.listeners.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::tests::Lobby;

    #[test]
    fn fresh_ids_are_a_random_uuid_and_a_number() {
        let config = Config::<Lobby>::new(Lobby::request("ws://localhost", &(), &(), &()));
        let shared = Shared::new(config, Weak::new());
        let [CorrelationId::Text(first), CorrelationId::Integer(1)] = shared.fresh_ids() else {
            panic!("expected a text and 1");
        };
        let [CorrelationId::Text(second), CorrelationId::Integer(2)] = shared.fresh_ids() else {
            panic!("expected a text and 2");
        };
        assert_ne!(first, second);
        assert_eq!(first.len(), 36);
        assert_eq!(first.as_bytes()[14], b'4');
        assert!(matches!(first.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
