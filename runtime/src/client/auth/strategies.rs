//! The usual ways to prove who a client is.

use std::any::type_name;
use std::future::Future;
use std::marker::PhantomData;

use futures_util::future::BoxFuture;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};

use super::{Authenticate, Provide};
use crate::client::BoxError;
use crate::credentials::{Credential, Presentation, Presented};
use crate::{AddressError, ParameterKind, Secret};

/// Presents a token as `Authorization: Bearer` (RFC 6750 section 2.1).
///
/// The token is one that stays, or [`fresh`](super::fresh) with what finds it at each attempt.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// let request = "wss://example.com/chat".into_client_request()?;
/// let request = client::bearer("abc").authenticate(request).await?;
/// assert_eq!(request.headers()["authorization"], "Bearer abc");
/// # Ok(())
/// # }
/// ```
pub fn bearer(token: impl Provide<Secret>) -> impl Authenticate {
    Placed::new(Place::Bearer, token)
}

/// Presents a value in a header, in place of what is there under its name.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// let request = "wss://example.com/chat".into_client_request()?;
/// let request = client::header("X-API-Key", "abc").authenticate(request).await?;
/// assert_eq!(request.headers()["x-api-key"], "abc");
/// # Ok(())
/// # }
/// ```
pub fn header(name: impl Into<String>, value: impl Provide<Secret>) -> impl Authenticate {
    Placed::new(Place::Header(name.into()), value)
}

/// Presents a value as a parameter of the URL's query, in place of what is there under its name.
/// It is percent-encoded as needed. Servers and proxies often write URLs to their logs.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// let request = "wss://example.com/chat?room=1".into_client_request()?;
/// let request = client::query("key", "a&b").authenticate(request).await?;
/// assert_eq!(request.uri(), "wss://example.com/chat?room=1&key=a%26b");
/// # Ok(())
/// # }
/// ```
pub fn query(name: impl Into<String>, value: impl Provide<Secret>) -> impl Authenticate {
    Placed::new(Place::Query(name.into()), value)
}

/// Presents a value as a cookie (RFC 6265 section 4.2), beside the request's other ones.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// let request = "wss://example.com/chat".into_client_request()?;
/// let request = client::cookie("session", "abc").authenticate(request).await?;
/// assert_eq!(request.headers()["cookie"], "session=abc");
/// # Ok(())
/// # }
/// ```
pub fn cookie(name: impl Into<String>, value: impl Provide<Secret>) -> impl Authenticate {
    Placed::new(Place::Cookie(name.into()), value)
}

/// Adds to the subprotocols that the client asks for (RFC 6455 section 4.1), where some servers look
/// for a token since pages in a browser can put it nowhere else. The value is one name, or several
/// with commas between. One that is there already is not added again.
///
/// The server must agree on one of all these subprotocols, or else the handshake fails.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// let request = "wss://example.com/chat".into_client_request()?;
/// let request = client::subprotocol("access_token, abc").authenticate(request).await?;
/// assert_eq!(request.headers()["sec-websocket-protocol"], "access_token, abc");
/// # Ok(())
/// # }
/// ```
pub fn subprotocol(value: impl Provide<Secret>) -> impl Authenticate {
    Placed::new(Place::Subprotocol, value)
}

/// A value, and where a request carries it.
struct Placed<P> {
    place: Place,
    value: P,
}

enum Place {
    Bearer,
    Header(String),
    Query(String),
    Cookie(String),
    Subprotocol,
}

impl<P: Provide<Secret>> Placed<P> {
    fn new(place: Place, value: P) -> Self {
        Self { place, value }
    }
}

impl<P: Provide<Secret>> Authenticate for Placed<P> {
    fn authenticate(
        &self,
        mut request: Request<()>,
    ) -> BoxFuture<'_, Result<Request<()>, BoxError>> {
        Box::pin(async move {
            let value = self.value.provide().await?;
            self.place.put(&value, &mut request)?;
            Ok(request)
        })
    }
}

impl Place {
    fn put(&self, value: &Secret, request: &mut Request<()>) -> Result<(), AddressError> {
        let presentation = match self {
            Self::Bearer => Presentation::Bearer,
            Self::Header(name) => Presentation::Header(name),
            Self::Query(name) => Presentation::Query(name),
            Self::Cookie(name) => Presentation::Cookie(name),
            Self::Subprotocol => return add_subprotocols(value.expose(), request),
        };
        let mut presented = Presented::default();
        value.present(presentation, &mut presented)?;
        presented.apply_to(request)
    }
}

/// Adds names to those of the request. All are on one line afterwards, the only one that tungstenite
/// compares with the server's answer.
pub(crate) fn add_subprotocols(added: &str, request: &mut Request<()>) -> Result<(), AddressError> {
    let refused = || {
        let reason = "expected names with commas between, without spaces, `/`, `=` and the like \
                      (RFC 6455, 4.1): encode other text as base64url without padding";
        let name = SEC_WEBSOCKET_PROTOCOL.as_str();
        AddressError::invalid(ParameterKind::Header, name, "…", reason)
    };
    let lines = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).iter();
    let given = lines.filter_map(|line| line.to_str().ok());
    let mut names: Vec<&str> = Vec::new();
    for name in given.flat_map(|line| line.split(',')).map(str::trim) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    for name in added.split(',').map(str::trim) {
        if !is_token(name) {
            return Err(refused());
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut line = HeaderValue::from_str(&names.join(", ")).map_err(|_| refused())?;
    line.set_sensitive(true);
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, line);
    Ok(())
}

/// Whether a text is a token (RFC 9110 section 5.6.2).
fn is_token(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}

/// A channel's credentials, which generated code makes of the document's security schemes.
pub trait CredentialSet: Clone + Send + Sync + 'static {
    /// Whether a client may be let in without any, by what the document says.
    const MAY_BE_EMPTY: bool;

    /// Presents the credentials in a request.
    fn apply_to(&self, request: &mut Request<()>) -> Result<(), AddressError>;

    /// Whether there is none at all.
    fn is_empty(&self) -> bool;
}

/// Presents a channel's `Credentials`, the type that is generated of the document's security
/// schemes: these themselves, or [`fresh`](super::fresh) with what finds them at each attempt.
///
/// Credentials without any field set fail the attempt, for the server would be asked in vain, unless the
/// document has clients that need none: by an empty alternative in `security`, or on a server or with an
/// operation that has no `security`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
/// # asyncapi_channels::__credentials! {
/// #     /// What a client presents.
/// #     Credentials may_be_empty = false {
/// #         /// A key.
/// #         api_key: Secret = Header("X-API-Key"),
/// #     }
/// # }
///
/// let credentials = Credentials {
///     api_key: Some("abc".into()),
/// };
/// let request = "wss://example.com/chat".into_client_request()?;
/// let request = client::credentials(credentials).authenticate(request).await?;
/// assert_eq!(request.headers()["x-api-key"], "abc");
/// # Ok(())
/// # }
/// ```
pub fn credentials<T: CredentialSet>(provider: impl Provide<T>) -> impl Authenticate {
    Credentials {
        provider,
        set: PhantomData,
    }
}

struct Credentials<T, P> {
    provider: P,
    set: PhantomData<fn() -> T>,
}

impl<T: CredentialSet, P: Provide<T>> Authenticate for Credentials<T, P> {
    fn authenticate(
        &self,
        mut request: Request<()>,
    ) -> BoxFuture<'_, Result<Request<()>, BoxError>> {
        Box::pin(async move {
            let credentials = self.provider.provide().await?;
            if credentials.is_empty() && !T::MAY_BE_EMPTY {
                let name = type_name::<T>();
                let reason = format_args!("`{name}` is empty: set at least one of its fields");
                return Err(AddressError::parameters(ParameterKind::Header, reason).into());
            }
            credentials.apply_to(&mut request)?;
            Ok(request)
        })
    }
}

/// Makes the request of each attempt by an `async` function of one's own. It may add to the request,
/// or replace it altogether, its URL included. Its error fails the attempt, and is told as it is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// let ticket = client::custom(|mut request| async move {
///     let ticket = "abc"; // such as one that an HTTP API gives for this connection
///     request.headers_mut().insert("x-ticket", ticket.parse()?);
///     Ok(request)
/// });
/// let request = "wss://example.com/chat".into_client_request()?;
/// let request = ticket.authenticate(request).await?;
/// assert_eq!(request.headers()["x-ticket"], "abc");
/// # Ok(())
/// # }
/// ```
pub fn custom<F, Fut>(make: F) -> impl Authenticate
where
    F: Fn(Request<()>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Request<()>, BoxError>> + Send + 'static,
{
    Custom(make)
}

struct Custom<F>(F);

impl<F, Fut> Authenticate for Custom<F>
where
    F: Fn(Request<()>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Request<()>, BoxError>> + Send + 'static,
{
    fn authenticate(&self, request: Request<()>) -> BoxFuture<'_, Result<Request<()>, BoxError>> {
        Box::pin((self.0)(request))
    }
}
