//! How a client proves who it is, at each attempt to connect.

use std::future::{Future, ready};

use futures_util::future::BoxFuture;
use tokio_tungstenite::tungstenite::http::Request;

use super::BoxError;
use crate::Secret;

mod strategies;

pub(crate) use strategies::add_subprotocols;
pub use strategies::{
    CredentialSet, bearer, cookie, credentials, custom, header, query, subprotocol,
};

/// What makes the request of a handshake one that the server lets in. It is asked again at each
/// attempt to connect, so that what it presents is fresh.
pub trait Authenticate: Send + Sync + 'static {
    /// The request as it is to be sent. It may be another one altogether.
    fn authenticate(&self, request: Request<()>) -> BoxFuture<'_, Result<Request<()>, BoxError>>;
}

/// So that the way to authenticate can be chosen when the program runs.
impl<A: Authenticate + ?Sized> Authenticate for Box<A> {
    fn authenticate(&self, request: Request<()>) -> BoxFuture<'_, Result<Request<()>, BoxError>> {
        (**self).authenticate(request)
    }
}

/// Where a value comes from that may be another one at each attempt to connect: the value itself, or
/// [`fresh`] with what finds it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` provides no `{T}`",
    label = "expected `fresh(…)`, or credentials that stay",
    note = "`client::fresh(|| async {{ Ok(value) }})` finds the value anew at each attempt to connect"
)]
pub trait Provide<T>: Send + Sync + 'static {
    /// The value for this attempt.
    fn provide(&self) -> BoxFuture<'_, Result<T, BoxError>>;
}

/// What finds a value anew at each attempt to connect; made by [`fresh`].
#[derive(Clone, Copy, Debug)]
pub struct Fresh<F>(F);

/// A value that is found anew at each attempt to connect, such as a token that expires. An error of
/// `find` fails the attempt, and is told as it is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// async fn fetch_token() -> Result<String, std::io::Error> {
///     Ok("abc".to_owned())
/// }
///
/// let authentication = client::bearer(client::fresh(|| async { Ok(fetch_token().await?.into()) }));
/// let request = "wss://example.com/chat".into_client_request()?;
/// let request = authentication.authenticate(request).await?;
/// assert_eq!(request.headers()["authorization"], "Bearer abc");
/// # Ok(())
/// # }
/// ```
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

impl Provide<Secret> for Secret {
    fn provide(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(ready(Ok(self.clone())))
    }
}

impl Provide<Secret> for String {
    fn provide(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(ready(Ok(self.as_str().into())))
    }
}

impl Provide<Secret> for &'static str {
    fn provide(&self) -> BoxFuture<'_, Result<Secret, BoxError>> {
        Box::pin(ready(Ok((*self).into())))
    }
}

impl<T: CredentialSet> Provide<T> for T {
    fn provide(&self) -> BoxFuture<'_, Result<T, BoxError>> {
        Box::pin(ready(Ok(self.clone())))
    }
}

#[cfg(test)]
mod tests;
