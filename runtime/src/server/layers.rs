//! Layers around messages.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_service::Service;

use super::connection::Connection;
use super::serve::{HandlerError, Incoming, Serve};
use crate::error::BoxError;

type Handling = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

/// A message on its way to its handler.
pub struct IncomingMessage<V: Serve> {
    pub(crate) connection: Connection<V::Channel, V::Session>,
    pub(crate) message: Incoming<V>,
}

impl<V: Serve> IncomingMessage<V> {
    /// The connection that it came on.
    pub fn connection(&self) -> &Connection<V::Channel, V::Session> {
        &self.connection
    }

    /// The message.
    pub fn message(&self) -> &Incoming<V> {
        &self.message
    }

    /// The message, to be changed.
    pub fn message_mut(&mut self) -> &mut Incoming<V> {
        &mut self.message
    }

    /// The name of the operation that it belongs to, in the document.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        V::operation(&self.message)
    }
}

impl<V: Serve> fmt::Debug for IncomingMessage<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingMessage")
            .field("connection", &self.connection)
            .field("operation", &self.operation())
            .finish_non_exhaustive()
    }
}

/// Handles the messages of one connection: what the layers of an [`Endpoint`](super::Endpoint) are
/// around.
pub struct MessageService<V: Serve>(Box<dyn Handle<V> + Send>);

trait Handle<V: Serve> {
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>>;
    fn call(&mut self, message: IncomingMessage<V>) -> Handling;
}

impl<V: Serve> MessageService<V> {
    /// The handler itself.
    pub(crate) fn new(serve: Arc<V>, connection: Arc<V::Connection>) -> Self {
        Self(Box::new(Innermost { serve, connection }))
    }

    /// A service with layers.
    pub(crate) fn over<S>(service: S) -> Self
    where
        S: Service<IncomingMessage<V>, Response = (), Error: Into<BoxError>, Future: Send>
            + Send
            + 'static,
    {
        Self(Box::new(Layered(service)))
    }

    /// Handles a message as soon as the layers let it.
    pub(crate) async fn handle(&mut self, message: IncomingMessage<V>) -> Result<(), HandlerError> {
        let ready = poll_fn(|cx| self.0.poll_ready(cx)).await;
        ready.map_err(HandlerError::from_boxed)?;
        self.0.call(message).await.map_err(HandlerError::from_boxed)
    }
}

impl<V: Serve> Service<IncomingMessage<V>> for MessageService<V> {
    type Response = ();
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, message: IncomingMessage<V>) -> Self::Future {
        self.0.call(message)
    }
}

impl<V: Serve> fmt::Debug for MessageService<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageService")
    }
}

struct Innermost<V: Serve> {
    serve: Arc<V>,
    connection: Arc<V::Connection>,
}

impl<V: Serve> Handle<V> for Innermost<V> {
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, message: IncomingMessage<V>) -> Handling {
        let serve = Arc::clone(&self.serve);
        let connection = Arc::clone(&self.connection);
        Box::pin(async move {
            let handled = serve.on_message(&connection, message.message).await;
            handled.map_err(HandlerError::into_boxed)
        })
    }
}

struct Layered<S>(S);

impl<V, S> Handle<V> for Layered<S>
where
    V: Serve,
    S: Service<IncomingMessage<V>, Response = (), Error: Into<BoxError>, Future: Send> + 'static,
{
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, message: IncomingMessage<V>) -> Handling {
        let handled = self.0.call(message);
        Box::pin(async move { handled.await.map_err(Into::into) })
    }
}
