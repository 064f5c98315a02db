//! Who listens to a client.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;

use super::subscription::Subscriber;
use super::{Client, Closed, Opened, State};
use crate::error::BoxError;
use crate::{Channel, Error};

/// A callback of a client; it is removed when this is dropped.
///
/// One that is running then still finishes.
#[must_use = "the callback is removed when this is dropped; `detach` keeps it"]
pub struct Listener(Option<Box<dyn FnOnce() + Send + Sync>>);

impl Listener {
    fn new(remove: impl FnOnce() + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(remove)))
    }

    /// Keeps the callback as long as the client.
    pub fn detach(mut self) {
        self.0 = None;
    }

    /// Removes the callback, as dropping does.
    pub fn remove(self) {}
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(remove) = self.0.take() {
            remove();
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}

/// Callbacks of one kind, in the order in which they came. Whoever calls them has a list of its own,
/// so that a callback may add and remove callbacks.
struct Callbacks<F: ?Sized>(Mutex<Vec<(u64, Arc<F>)>>);

impl<F: ?Sized> Default for Callbacks<F> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<F: ?Sized> Callbacks<F> {
    fn list(&self) -> MutexGuard<'_, Vec<(u64, Arc<F>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<F>> {
        let list = self.list();
        list.iter().map(|(_, call)| Arc::clone(call)).collect()
    }

    fn remove(&self, id: u64) {
        let removed = {
            let mut list = self.list();
            let index = list.iter().position(|(own, _)| *own == id);
            index.map(|index| list.remove(index))
        };
        // What it holds may be dropped only without the lock.
        drop(removed);
    }

    fn clear(&self) {
        let all = std::mem::take(&mut *self.list());
        drop(all);
    }
}

type OnMessage<C> = dyn Fn(&<C as Channel>::ServerMessage) + Send + Sync;
type OnState = dyn Fn(&State) + Send + Sync;
/// Restores what a connection needs, such as subscriptions.
pub(crate) type Restore<C> =
    dyn Fn(Client<C>) -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync;

/// A callback of `with_reconnect`, and the last connection that it was called for.
pub(crate) struct Restorer<C: Channel> {
    pub(crate) restore: Box<Restore<C>>,
    called_for: AtomicU64,
}

impl<C: Channel> Restorer<C> {
    fn is_due(&self, connection: u64) -> bool {
        self.called_for.load(Ordering::Relaxed) < connection
    }
}

/// All callbacks and streams of a client.
pub(crate) struct Listeners<C: Channel> {
    next_id: AtomicU64,
    /// Changes with whoever wants messages.
    version: AtomicU64,
    messages: Callbacks<OnMessage<C>>,
    errors: Callbacks<dyn Fn(&Error) + Send + Sync>,
    opened: Callbacks<dyn Fn(&Opened) + Send + Sync>,
    closed: Callbacks<dyn Fn(&Closed) + Send + Sync>,
    subscribers: Mutex<Vec<Arc<Subscriber<C::ServerMessage>>>>,
    states: Callbacks<OnState>,
    restorers: Callbacks<Restorer<C>>,
}

impl<C: Channel> Default for Listeners<C> {
    fn default() -> Self {
        Self {
            next_id: AtomicU64::default(),
            version: AtomicU64::new(1),
            messages: Callbacks::default(),
            errors: Callbacks::default(),
            opened: Callbacks::default(),
            closed: Callbacks::default(),
            subscribers: Mutex::default(),
            states: Callbacks::default(),
            restorers: Callbacks::default(),
        }
    }
}

/// Adds a callback to one of the lists.
macro_rules! add {
    ($name:ident, $list:ident, $argument:ty) => {
        pub(crate) fn $name(
            self: &Arc<Self>,
            call: impl Fn(&$argument) + Send + Sync + 'static,
        ) -> Listener {
            let call: Arc<dyn Fn(&$argument) + Send + Sync> = Arc::new(call);
            self.add(|own| &own.$list, call)
        }
    };
}

impl<C: Channel<ServerMessage: Send>> Listeners<C> {
    add!(on_message, messages, C::ServerMessage);
    add!(on_error, errors, Error);
    add!(on_open, opened, Opened);
    add!(on_close, closed, Closed);
    add!(on_state, states, State);

    pub(crate) fn with_reconnect(self: &Arc<Self>, restore: Box<Restore<C>>) -> Listener {
        let called_for = AtomicU64::new(0);
        let restorer = Restorer {
            restore,
            called_for,
        };
        self.add(|own| &own.restorers, Arc::new(restorer))
    }

    fn add<F: ?Sized + Send + Sync + 'static>(
        self: &Arc<Self>,
        list: fn(&Self) -> &Callbacks<F>,
        call: Arc<F>,
    ) -> Listener {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        list(self).list().push((id, call));
        self.change();
        let listeners = Arc::downgrade(self);
        Listener::new(move || {
            if let Some(listeners) = listeners.upgrade() {
                list(&listeners).remove(id);
                listeners.change();
            }
        })
    }
}

impl<C: Channel> Listeners<C> {
    fn change(&self) {
        self.version.fetch_add(1, Ordering::Release);
    }

    fn subscribers(&self) -> MutexGuard<'_, Vec<Arc<Subscriber<C::ServerMessage>>>> {
        self.subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn subscribe(&self, subscriber: Arc<Subscriber<C::ServerMessage>>) {
        let mut subscribers = self.subscribers();
        subscribers.retain(|other| !other.is_dropped());
        subscribers.push(subscriber);
        drop(subscribers);
        self.change();
    }

    /// Whether there is a callback that was not called for a connection yet.
    pub(crate) fn has_restorer(&self, connection: u64) -> bool {
        let list = self.restorers.list();
        list.iter().any(|(_, own)| own.is_due(connection))
    }

    /// The next callback that was not called for a connection yet. Connections are counted from 1.
    pub(crate) fn next_restorer(&self, connection: u64) -> Option<Arc<Restorer<C>>> {
        let list = self.restorers.list();
        let (_, next) = list.iter().find(|(_, own)| own.is_due(connection))?;
        next.called_for.store(connection, Ordering::Relaxed);
        Some(Arc::clone(next))
    }

    pub(crate) fn error(&self, error: &Error) {
        for call in self.errors.all() {
            // Whoever listens to errors is not told of its own.
            let _ = unwinding(|| call(error));
        }
    }

    pub(crate) fn opened(&self, opened: &Opened) {
        let calls = self.opened.all();
        self.each(calls, |call| call(opened));
    }

    pub(crate) fn closed(&self, closed: &Closed) {
        let calls = self.closed.all();
        self.each(calls, |call| call(closed));
    }

    pub(crate) fn state(&self, state: &State) {
        let calls = self.states.all();
        self.each(calls, |call| call(state));
    }

    fn each<F: ?Sized>(&self, calls: Vec<Arc<F>>, call: impl Fn(&F)) {
        for each in calls {
            if let Err(error) = unwinding(|| call(&each)) {
                self.error(&error);
            }
        }
    }

    /// The client has ended: so do the streams, and callbacks that keep the client keep it no longer.
    pub(crate) fn end(&self) {
        for subscriber in self.subscribers().drain(..) {
            subscriber.end();
        }
        self.messages.clear();
        self.errors.clear();
        self.opened.clear();
        self.closed.clear();
        self.states.clear();
        self.restorers.clear();
        self.change();
    }
}

/// Those who get the messages, as the client's task knows them.
pub(crate) struct Audience<C: Channel> {
    listeners: Arc<Listeners<C>>,
    version: u64,
    messages: Vec<Arc<OnMessage<C>>>,
    subscribers: Vec<Arc<Subscriber<C::ServerMessage>>>,
}

impl<C: Channel<ServerMessage: Send>> Audience<C> {
    pub(crate) fn new(listeners: Arc<Listeners<C>>) -> Self {
        Self {
            listeners,
            version: 0,
            messages: Vec::new(),
            subscribers: Vec::new(),
        }
    }

    fn update(&mut self) {
        let version = self.listeners.version.load(Ordering::Acquire);
        if version != self.version {
            self.version = version;
            self.messages = self.listeners.messages.all();
            let mut subscribers = self.listeners.subscribers();
            subscribers.retain(|subscriber| !subscriber.is_dropped());
            self.subscribers.clone_from(&subscribers);
        }
    }

    /// Whether all that wait when they have no room have some.
    pub(crate) fn has_room(&mut self) -> bool {
        self.update();
        self.subscribers
            .iter()
            .all(|subscriber| subscriber.has_room())
    }

    /// Hands a message to all who want it.
    pub(crate) fn message(&mut self, message: C::ServerMessage) {
        self.update();
        for call in &self.messages {
            if let Err(error) = unwinding(|| call(&message)) {
                self.listeners.error(&error);
            }
        }
        if let Some((last, others)) = self.subscribers.split_last() {
            for subscriber in others {
                subscriber.push_clone(&message);
            }
            last.push(Ok(message));
        }
    }

    /// Hands a frame that is no message to all who want it.
    pub(crate) fn invalid(&mut self, error: crate::DecodeError) {
        self.update();
        for subscriber in &self.subscribers {
            subscriber.push(Err(error.clone().into()));
        }
        self.listeners.error(&error.into());
    }
}

/// Calls a callback; a panic stays here.
pub(crate) fn unwinding<T>(call: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| panicked(&*panic))
}

/// The error that a panic of a callback is.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let text = text.unwrap_or("no message");
    Error::Callback(format!("a callback panicked: {text}").into())
}
