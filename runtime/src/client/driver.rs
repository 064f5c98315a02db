//! The task of a client: it connects, and connects again.

use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::http::Response;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::connection::Connection;
use super::listeners::{Audience, panicked, unwinding};
use super::open::{ClientStream, open};
use super::reconnect::{ConnectError, Failure, abnormal};
use super::sending::timed_out;
use super::{Closed, Opened, Shared, State};
use crate::{Channel, Error};

/// Keeps a client connected until it is closed or gives up.
pub(crate) fn run<C>(shared: Arc<Shared<C>>) -> impl Future<Output = ()> + Send
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    // Made here, so that the client ends also when the task is never run.
    let ending = Ending(Some(Arc::clone(&shared)));
    keep_connected(shared, ending)
}

async fn keep_connected<C>(shared: Arc<Shared<C>>, ending: Ending<C>)
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    let mut audience = Audience::new(Arc::clone(&shared.listeners));
    let mut failures: u32 = 0;
    let mut connections: u64 = 0;
    loop {
        let attempt = failures.saturating_add(1);
        shared.enter(State::Connecting { attempt });
        let (closed, error) = match attempt_to_open(&shared).await {
            None => return ending.finish(closed_by_client(), None),
            Some(Ok((socket, response))) => {
                connections += 1;
                let opened = Opened { response, attempt };
                shared.listeners.opened(&opened);
                let began = Instant::now();
                let connection = Connection::new(&shared, socket, &mut audience, connections);
                let (closed, error) = connection.run().await;
                if began.elapsed() >= shared.config.reconnect.reset_after {
                    failures = 0;
                }
                (Some(closed), error)
            }
            Some(Err(error)) => {
                shared.listeners.error(&error);
                (None, Arc::new(error))
            }
        };
        failures = failures.saturating_add(1);
        if shared.queue.is_closed() {
            return ending.finish(closed.unwrap_or_else(closed_by_client), None);
        }
        match delay(&shared, failures, &error) {
            Some(retry_in) => {
                if let Some(closed) = closed {
                    shared.listeners.closed(&closed);
                }
                shared.enter(State::Disconnected { retry_in });
                if unless_closed(&shared, sleep(retry_in)).await.is_none() {
                    return ending.finish(closed_by_client(), None);
                }
            }
            None => {
                let attempts = failures;
                let closed = closed.unwrap_or_else(|| gave_up(&error));
                return ending.finish(closed, Some(ConnectError { error, attempts }));
            }
        }
    }
}

/// Closes a client that has no task.
pub(crate) fn close_unstarted<C: Channel>(shared: &Shared<C>) {
    shared.finish(closed_by_client(), None);
}

/// Sees to it that a client ends whatever happens to its task: when a runtime is shut down, its tasks
/// just vanish.
struct Ending<C: Channel>(Option<Arc<Shared<C>>>);

impl<C: Channel> Ending<C> {
    fn finish(mut self, closed: Closed, error: Option<ConnectError>) {
        if let Some(shared) = self.0.take() {
            shared.finish(closed, error);
        }
    }
}

impl<C: Channel> Drop for Ending<C> {
    fn drop(&mut self) {
        if let Some(shared) = self.0.take() {
            let last = shared.take_vanished();
            shared.finish(last.unwrap_or_else(|| closed(abnormal(), None)), None);
        }
    }
}

async fn attempt_to_open<C>(
    shared: &Shared<C>,
) -> Option<Result<(ClientStream, Response<()>), Error>>
where
    C: Channel<ClientMessage: Send, ServerMessage: Send>,
{
    let opening = AssertUnwindSafe(open(&shared.config)).catch_unwind();
    let opening = timeout(shared.config.reconnect.connect_timeout, opening);
    let opened = unless_closed(shared, opening).await?;
    Some(match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(panic)) => Err(panicked(&*panic)),
        Err(_) => Err(timed_out("connecting took too long")),
    })
}

/// How long to wait after a failure; `None` to give up, as a classification that panics does.
fn delay<C: Channel<ServerMessage: Send>>(
    shared: &Shared<C>,
    failures: u32,
    error: &Error,
) -> Option<Duration> {
    let reconnect = &shared.config.reconnect;
    match unwinding(|| reconnect.delay(failures, &Failure::new(error))) {
        Ok(delay) => delay,
        Err(panic) => {
            shared.listeners.error(&panic);
            None
        }
    }
}

/// What a future gives, unless the client is closed before.
async fn unless_closed<C: Channel, F: Future>(shared: &Shared<C>, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|cx| match shared.queue.poll_closed(cx) {
        true => Poll::Ready(None),
        false => future.as_mut().poll(cx).map(Some),
    })
    .await
}

/// The end of a connection, with nothing left of it.
pub(crate) fn closed(frame: CloseFrame, error: Option<Arc<Error>>) -> Closed {
    Closed {
        code: frame.code,
        reason: frame.reason.to_string(),
        error,
        maybe_sent: Vec::new(),
        unsent: Vec::new(),
        reconnects: true,
    }
}

fn closed_by_client() -> Closed {
    let frame = CloseFrame {
        code: CloseCode::Normal,
        reason: "".into(),
    };
    closed(frame, None)
}

fn gave_up(error: &Arc<Error>) -> Closed {
    closed(abnormal(), Some(Arc::clone(error)))
}
