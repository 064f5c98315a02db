//! URLs that are signed for AWS API Gateway, by AWS Signature Version 4 in the query ("Create a
//! signed AWS API request", AWS Identity and Access Management User Guide).

use std::time::{Duration, SystemTime};

pub use aws_credential_types::Credentials as AwsCredentials;
pub use aws_credential_types::provider::ProvideCredentials as ProvideAwsCredentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningParams, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use futures_util::future::BoxFuture;
use tokio_tungstenite::tungstenite::http::header::HOST;
use tokio_tungstenite::tungstenite::http::{Request, Uri};

use super::{Authenticate, BoxError};
use crate::address::{Pairs, parse_query, write_query};
use crate::credentials::set_query;
use crate::{AddressError, ParameterKind};

/// The name that a signature has for API Gateway.
const SERVICE: &str = "execute-api";

/// How long a signed URL is valid unless it is said otherwise. It is used at once, so this is how far
/// the clock may be behind; AWS grants as much to requests that have no expiry of their own.
const VALID_FOR: Duration = Duration::from_secs(5 * 60);

/// The longest time for which AWS accepts a signed URL.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Signs the request's URL for AWS API Gateway; made by [`sigv4`].
#[derive(Clone, Debug)]
pub struct SigV4<P> {
    region: String,
    provider: P,
    valid_for: Duration,
    clock: fn() -> SystemTime,
}

/// Signs the request's URL for a WebSocket API of AWS API Gateway with IAM authorization, in a region
/// such as `eu-central-1`.
///
/// The provider is asked at each attempt: [`AwsCredentials`] that stay, or what refreshes them, such
/// as the `credentials_provider()` of the crate `aws-config`. Its error fails the attempt, and is told
/// as it is. A session token becomes part of the URL and of what is signed.
///
/// Signed are the path, the query and the header `Host`. What changes these must therefore be given to
/// the builder before this; other headers may change afterwards.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), asyncapi_channels::client::BoxError> {
/// use asyncapi_channels::client::{self, Authenticate, AwsCredentials};
/// use asyncapi_channels::tungstenite::client::IntoClientRequest;
///
/// let credentials = AwsCredentials::new("AKIDEXAMPLE", "secret", None, None, "example");
/// let signed = client::sigv4("eu-central-1", credentials);
///
/// let url = "wss://abc123.execute-api.eu-central-1.amazonaws.com/prod";
/// let request = signed.authenticate(url.into_client_request()?).await?;
/// let query = request.uri().query().unwrap_or_default();
/// assert!(query.starts_with("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F"));
/// assert!(query.contains("&X-Amz-Signature="));
/// # Ok(())
/// # }
/// ```
pub fn sigv4<P: ProvideAwsCredentials + 'static>(
    region: impl Into<String>,
    provider: P,
) -> SigV4<P> {
    SigV4 {
        region: region.into(),
        provider,
        valid_for: VALID_FOR,
        clock: SystemTime::now,
    }
}

impl<P> SigV4<P> {
    /// For how long a signed URL may be used to connect: five minutes by default, and from one second
    /// to seven days. A connection that is open then stays open.
    ///
    /// ```
    /// # use asyncapi_channels::client::{self, AwsCredentials};
    /// # let credentials = AwsCredentials::new("AKIDEXAMPLE", "secret", None, None, "example");
    /// use std::time::Duration;
    ///
    /// let signed = client::sigv4("eu-central-1", credentials).valid_for(Duration::from_secs(60));
    /// ```
    #[must_use]
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = time;
        self
    }
}

impl<P: ProvideAwsCredentials + 'static> SigV4<P> {
    async fn sign(&self, mut request: Request<()>) -> Result<Request<()>, BoxError> {
        if !(Duration::from_secs(1)..=LONGEST).contains(&self.valid_for) {
            let reason = "a signed URL is valid for one second to seven days: change `valid_for`";
            return Err(reason.into());
        }
        let identity = self.provider.provide_credentials().await?.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(SERVICE)
            .time((self.clock)())
            .settings(settings(self.valid_for))
            .build()?;
        let host = host(&request)?;
        *request.uri_mut() = signed(request.uri(), host, SignableBody::empty(), &params.into())?;
        Ok(request)
    }
}

impl<P: ProvideAwsCredentials + 'static> Authenticate for SigV4<P> {
    fn authenticate(&self, request: Request<()>) -> BoxFuture<'_, Result<Request<()>, BoxError>> {
        Box::pin(self.sign(request))
    }
}

/// API Gateway takes the defaults: the path normalized and encoded once more, the session token
/// signed with the rest.
fn settings(valid_for: Duration) -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(valid_for);
    settings
}

/// The header `Host`, which is signed as it is sent.
fn host(request: &Request<()>) -> Result<&str, AddressError> {
    let name = HOST.as_str();
    let value = request.headers().get(HOST);
    let value = value.ok_or_else(|| AddressError::missing(ParameterKind::Header, name))?;
    value.to_str().map_err(|_| {
        let reason = "expected the name of a host in visible ASCII characters";
        AddressError::invalid(ParameterKind::Header, name, "…", reason)
    })
}

/// The URI with its signature. Its query is written anew, in the spelling that is signed, since not
/// everyone reads other spellings alike, such as `+` for a space.
fn signed(
    uri: &Uri,
    host: &str,
    body: SignableBody<'_>,
    params: &SigningParams<'_>,
) -> Result<Uri, BoxError> {
    let mut query = String::new();
    write_query(&parse_query(uri.query().unwrap_or_default())?, &mut query);
    let target = format!("{}?{query}", uri.path());
    let request = SignableRequest::new("GET", target, [("host", host)].into_iter(), body)?;
    let (instructions, _) = sign(request, params)?.into_parts();
    let (_, added) = instructions.into_parts();
    let added: Pairs = added
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into_owned()))
        .collect();
    write_query(&added, &mut query);
    Ok(set_query(uri, &query)?)
}

#[cfg(test)]
mod tests;
