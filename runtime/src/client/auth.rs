//! How a client proves who it is, at each attempt to connect.

use std::future::Future;

use futures_util::future::BoxFuture;
use tokio_tungstenite::tungstenite::http::Request;

use super::BoxError;

/// What makes the request of a handshake one that the server lets in. It is asked again at each
/// attempt to connect, so that what it presents is fresh.
pub trait Authenticate: Send + Sync + 'static {
    /// The request as it is to be sent. It may be another one altogether.
    fn authenticate(&self, request: Request<()>) -> BoxFuture<'_, Result<Request<()>, BoxError>>;
}

/// Where a value comes from that may be another one at each attempt to connect: the value itself, or
/// [`fresh`] with what finds it.
pub trait Provide<T>: Send + Sync + 'static {
    /// The value for this attempt.
    fn provide(&self) -> BoxFuture<'_, Result<T, BoxError>>;
}

/// What finds a value anew at each attempt to connect; made by [`fresh`].
#[derive(Clone, Copy, Debug)]
pub struct Fresh<F>(F);

/// A value that is found anew at each attempt to connect, such as a token that expires.
pub fn fresh<F>(find: F) -> Fresh<F> {
    Fresh(find)
}

impl<T, F, Fut> Provide<T> for Fresh<F>
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T, BoxError>> + Send + 'static,
{
    fn provide(&self) -> BoxFuture<'_, Result<T, BoxError>> {
        Box::pin((self.0)())
    }
}
