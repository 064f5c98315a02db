//! What a client presents to be let in, as a handshake carries it: in the header `Authorization`
//! (RFC 9110 section 11.6.2), in a header or a cookie of its own, or in the query.

use std::fmt;

use data_encoding::BASE64;
use subtle::ConstantTimeEq;
use tokio_tungstenite::tungstenite::http::header::{AUTHORIZATION, COOKIE};
use tokio_tungstenite::tungstenite::http::uri::PathAndQuery;
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};

use crate::address::{Pairs, decode_query, write_query};
use crate::channel::is_handshake;
use crate::{AddressError, ParameterKind};

/// The query parameter that may carry a bearer token (RFC 6750 section 2.3).
const ACCESS_TOKEN: &str = "access_token";

/// A credential as text, such as a token, a key or a password. Its [`Debug`](fmt::Debug) does not
/// show it.
///
/// ```
/// use asyncapi_channels::Secret;
///
/// let token = Secret::from("open sesame");
/// assert!(token.matches("open sesame"));
/// assert_eq!(token.expose(), "open sesame");
/// assert_eq!(format!("{token:?}"), "Secret(…)");
/// ```
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether this is `expected`, in a time that depends on the lengths alone: how long it takes
    /// does not tell an attacker how much of a guess is right. `==` compares in the same way.
    #[must_use]
    pub fn matches(&self, expected: &str) -> bool {
        self.0.as_bytes().ct_eq(expected.as_bytes()).into()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.0)
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A user's name and password, as HTTP Basic carries them (RFC 7617).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPassword {
    /// The user's name, which has no colon.
    pub user: String,
    /// The password.
    pub password: Secret,
}

impl UserPassword {
    /// A user with a password.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
        }
    }
}

/// Where a handshake carries a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presentation<'n> {
    /// Both halves of HTTP Basic, with a colon between.
    Basic,
    /// The user of HTTP Basic; an empty one is none.
    BasicUser,
    /// The password of HTTP Basic; an empty one is none.
    BasicPassword,
    /// `Authorization: Bearer` (RFC 6750 section 2.1).
    Bearer,
    /// As `Bearer`; read from the query parameter `access_token` too.
    Token,
    /// What follows this scheme's name in `Authorization`.
    Authorization(&'n str),
    /// A header of this name.
    Header(&'n str),
    /// The query parameter of this name.
    Query(&'n str),
    /// The cookie of this name.
    Cookie(&'n str),
}

impl Presentation<'_> {
    /// What a request presents here.
    fn read(self, headers: &HeaderMap, uri: &Uri) -> Option<String> {
        let half = |text: String| (!text.is_empty()).then_some(text);
        match self {
            Self::Basic => basic_text(headers),
            Self::BasicUser => half(basic(headers)?.user),
            Self::BasicPassword => half(basic(headers)?.password.0),
            Self::Bearer => bearer_token(headers).map(str::to_owned),
            Self::Token => bearer_token(headers)
                .map(str::to_owned)
                .or_else(|| query_parameter(uri, ACCESS_TOKEN)),
            Self::Authorization(scheme) => authorization(headers, scheme).map(str::to_owned),
            Self::Header(name) => header(headers, name).map(str::to_owned),
            Self::Query(name) => query_parameter(uri, name),
            Self::Cookie(name) => cookie(headers, name),
        }
    }
}

/// The type of a field of generated credentials.
pub trait Credential: Sized {
    /// What a request presents.
    fn read(presentation: Presentation<'_>, headers: &HeaderMap, uri: &Uri) -> Option<Self>;

    /// Adds this to what a request is going to present.
    ///
    /// # Errors
    ///
    /// When the text is none that a handshake can carry there.
    fn present(
        &self,
        presentation: Presentation<'_>,
        presented: &mut Presented,
    ) -> Result<(), AddressError>;
}

impl Credential for Secret {
    fn read(presentation: Presentation<'_>, headers: &HeaderMap, uri: &Uri) -> Option<Self> {
        presentation.read(headers, uri).map(Self)
    }

    fn present(
        &self,
        presentation: Presentation<'_>,
        presented: &mut Presented,
    ) -> Result<(), AddressError> {
        presented.add(presentation, &self.0)
    }
}

impl Credential for UserPassword {
    fn read(_basic: Presentation<'_>, headers: &HeaderMap, _uri: &Uri) -> Option<Self> {
        basic(headers)
    }

    fn present(
        &self,
        _basic: Presentation<'_>,
        presented: &mut Presented,
    ) -> Result<(), AddressError> {
        presented.add(Presentation::BasicUser, &self.user)?;
        presented.add(Presentation::BasicPassword, &self.password.0)
    }
}

/// What credentials add to a request. They are gathered first, so that those that exclude each
/// other are found, and so that a request is left as it was when there is an error.
#[derive(Default)]
pub struct Presented {
    user: Option<String>,
    password: Option<String>,
    headers: HeaderMap,
    query: Pairs,
    cookies: Pairs,
}

impl Presented {
    fn add(&mut self, presentation: Presentation<'_>, text: &str) -> Result<(), AddressError> {
        match presentation {
            Presentation::Basic => {
                let (user, password) = text.split_once(':').unwrap_or((text, ""));
                self.add(Presentation::BasicUser, user)?;
                self.add(Presentation::BasicPassword, password)
            }
            Presentation::BasicUser if text.contains(':') => Err(refused_authorization(
                "expected a user without a colon (RFC 7617, 2)",
            )),
            Presentation::BasicUser => set_half(&mut self.user, text),
            Presentation::BasicPassword => set_half(&mut self.password, text),
            Presentation::Bearer | Presentation::Token => self.authorization("Bearer", text),
            Presentation::Authorization(scheme) => self.authorization(scheme, text),
            Presentation::Header(name) => {
                let valid = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                    refused(
                        ParameterKind::Header,
                        name,
                        "expected the name of an HTTP header",
                    )
                })?;
                self.header(valid, text)
            }
            Presentation::Query(name) => match set_pair(&mut self.query, name, text) {
                true => Ok(()),
                false => Err(refused(ParameterKind::Query, name, SEVERAL)),
            },
            Presentation::Cookie(name) if !is_cookie(name, text) => Err(refused(
                ParameterKind::Header,
                COOKIE.as_str(),
                format_args!(
                    "the value of `{name}` must not have spaces, `,`, `;`, `\\` or characters \
                     beyond ASCII (RFC 6265, 4.1.1)"
                ),
            )),
            Presentation::Cookie(name) => match set_pair(&mut self.cookies, name, text) {
                true => Ok(()),
                false => Err(refused(ParameterKind::Header, COOKIE.as_str(), SEVERAL)),
            },
        }
    }

    fn authorization(&mut self, scheme: &str, text: &str) -> Result<(), AddressError> {
        if text.is_empty() || text.starts_with(char::is_whitespace) {
            return Err(refused_authorization(
                "expected text that is not empty and does not begin with a space",
            ));
        }
        self.header(AUTHORIZATION, &format!("{scheme} {text}"))
    }

    fn header(&mut self, name: HeaderName, text: &str) -> Result<(), AddressError> {
        let refused = |reason| Err(refused(ParameterKind::Header, name.as_str(), reason));
        if is_handshake(&name) {
            return refused("this header belongs to the WebSocket handshake itself");
        }
        let valid = HeaderValue::from_bytes(text.as_bytes());
        let Some(mut value) = valid.ok().filter(|_| text.trim() == text) else {
            return refused("expected text without control characters, and no spaces at its ends");
        };
        if self.headers.get(&name).is_some_and(|other| *other != value) {
            return refused(SEVERAL);
        }
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }

    /// Puts everything into a request, in place of what was there under the same names.
    ///
    /// # Errors
    ///
    /// When two credentials would go to one place, and when the request's URI would be none.
    pub fn apply_to(mut self, request: &mut Request<()>) -> Result<(), AddressError> {
        if self.user.is_some() || self.password.is_some() {
            let user = self.user.take().unwrap_or_default();
            let password = self.password.take().unwrap_or_default();
            let text = BASE64.encode(format!("{user}:{password}").as_bytes());
            self.authorization("Basic", &text)?;
        }
        if !self.cookies.is_empty() {
            let others = cookies(request.headers());
            let kept = others.filter(|(name, _)| !names(&self.cookies, name));
            let own = self.cookies.iter();
            let all: Vec<String> = kept
                .chain(own.map(|(name, value)| (name.as_str(), value.as_str())))
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            self.header(COOKIE, &all.join("; "))?;
        }
        if !self.query.is_empty() {
            *request.uri_mut() = with_query(request.uri(), &self.query)?;
        }
        for (name, value) in &self.headers {
            request.headers_mut().insert(name, value.clone());
        }
        Ok(())
    }
}

/// Why two credentials exclude each other.
const SEVERAL: &str = "two different credentials would be here: present one of them";

fn set_half(half: &mut Option<String>, text: &str) -> Result<(), AddressError> {
    if text.contains(|character: char| character.is_control()) {
        return Err(refused_authorization(
            "expected text without control characters (RFC 7617, 2)",
        ));
    }
    match half {
        Some(other) if other != text => Err(refused_authorization(SEVERAL)),
        _ => {
            *half = Some(text.to_owned());
            Ok(())
        }
    }
}

/// Adds a pair; whether there is no other of its name.
fn set_pair(pairs: &mut Pairs, name: &str, text: &str) -> bool {
    match pairs.iter().find(|(other, _)| other == name) {
        Some((_, other)) => other == text,
        None => {
            pairs.push((name.to_owned(), text.to_owned()));
            true
        }
    }
}

/// Whether pairs have this name.
fn names(pairs: &Pairs, name: &str) -> bool {
    pairs.iter().any(|(own, _)| own == name)
}

/// The URI with these pairs in its query, in place of those of the same names.
fn with_query(uri: &Uri, pairs: &Pairs) -> Result<Uri, AddressError> {
    let is_kept = |pair: &&str| {
        let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
        !pair.is_empty() && !decode_query(name).is_some_and(|name| names(pairs, &name))
    };
    let given = uri.query().unwrap_or_default();
    let kept: Vec<&str> = given.split('&').filter(is_kept).collect();
    let mut query = kept.join("&");
    write_query(pairs, &mut query);
    set_query(uri, &query)
}

/// The URI with this query, which is not empty.
pub(crate) fn set_query(uri: &Uri, query: &str) -> Result<Uri, AddressError> {
    let unfit = |error: &dyn fmt::Display| AddressError::parameters(ParameterKind::Query, error);
    let target = PathAndQuery::try_from(format!("{}?{query}", uri.path()));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.map_err(|error| unfit(&error))?);
    Uri::from_parts(parts).map_err(|error| unfit(&error))
}

/// The error of a credential that cannot be written, which does not show it.
fn refused(kind: ParameterKind, key: &str, reason: impl fmt::Display) -> AddressError {
    AddressError::invalid(kind, key, "…", reason)
}

fn refused_authorization(reason: &str) -> AddressError {
    refused(ParameterKind::Header, AUTHORIZATION.as_str(), reason)
}

/// Whether a cookie may be written so. Quotes may be around a value, and so are allowed.
fn is_cookie(name: &str, value: &str) -> bool {
    let mut bytes = name.bytes().chain(value.bytes());
    bytes.all(|byte| byte.is_ascii_graphic() && !b",;\\".contains(&byte))
        && !name.is_empty()
        && !name.contains('=')
}

/// The text of a header; `None` when it is not UTF-8.
fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}

/// What `Authorization` holds after the name of its scheme, which has no case; `None` when it is of
/// another scheme or when nothing follows (RFC 9110 section 11.4).
fn authorization<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let (name, rest) = header(headers, AUTHORIZATION.as_str())?.split_once(' ')?;
    let rest = rest.trim();
    (name.eq_ignore_ascii_case(scheme) && !rest.is_empty()).then_some(rest)
}

/// The token of `Authorization: Bearer` (RFC 6750 section 2.1).
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    authorization(headers, "Bearer")
}

/// The text of `Authorization: Basic`, which has a colon between user and password.
fn basic_text(headers: &HeaderMap) -> Option<String> {
    let bytes = BASE64.decode(authorization(headers, "Basic")?.as_bytes());
    let text = String::from_utf8(bytes.ok()?).ok()?;
    text.contains(':').then_some(text)
}

/// User and password of `Authorization: Basic` (RFC 7617 section 2).
pub(crate) fn basic(headers: &HeaderMap) -> Option<UserPassword> {
    let text = basic_text(headers)?;
    let (user, password) = text.split_once(':')?;
    Some(UserPassword::new(user, password))
}

/// The cookies of a request, in order (RFC 6265 section 4.2). What has no `=` is none.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let texts = headers.get_all(COOKIE).iter();
    texts
        .filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// The first cookie of a name.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let (_, value) = cookies(headers).find(|(own, _)| *own == name)?;
    Some(value.to_owned())
}

/// The first query parameter of a name, percent-decoded; `None` when its value is not UTF-8.
pub(crate) fn query_parameter(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&');
    let (_, value) = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .find(|(own, _)| decode_query(own).as_deref() == Some(name))?;
    decode_query(value)
}

/// Defines the type of a channel's credentials: whether a client may be let in without any, then each
/// field with its type, [`Secret`] or [`UserPassword`], and its [`Presentation`].
#[doc(hidden)]
#[macro_export]
macro_rules! __credentials {
    (
        $(#[$meta:meta])*
        $name:ident may_be_empty = $may_be_empty:literal {
            $($(#[$field_meta:meta])* $field:ident: $type:ident = $at:ident $(($key:literal))?,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(
            $crate::__private::Clone,
            $crate::__private::Debug,
            $crate::__private::Default,
            $crate::__private::PartialEq,
            $crate::__private::Eq,
        )]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $crate::__private::Option<$crate::$type>,)*
        }

        impl $name {
            /// What a client presented in the request of its handshake. What is malformed is
            /// `None`, as what is absent. Schemes that read the same place, such as `Authorization`,
            /// may each find something in it.
            #[must_use]
            pub fn from_request<B>(request: &$crate::tungstenite::http::Request<B>) -> Self {
                Self::from_parts(request.headers(), request.uri())
            }

            /// As `from_request`, from the headers and the URI of the request.
            #[must_use]
            pub fn from_parts(
                headers: &$crate::tungstenite::http::HeaderMap,
                uri: &$crate::tungstenite::http::Uri,
            ) -> Self {
                Self {
                    $($field: <$crate::$type as $crate::__private::Credential>::read(
                        $crate::__private::Presentation::$at $(($key))?,
                        headers,
                        uri,
                    ),)*
                }
            }

            /// Presents these credentials in the request of a handshake, in place of what it has
            /// under the same names.
            ///
            /// # Errors
            ///
            /// When a text is none that HTTP can carry there, and when two credentials would go to
            /// one place, such as `Authorization`. The request then is as it was.
            pub fn apply_to(
                &self,
                request: &mut $crate::tungstenite::http::Request<()>,
            ) -> $crate::__private::Result<(), $crate::AddressError> {
                let mut presented: $crate::__private::Presented =
                    $crate::__private::Default::default();
                $(if let $crate::__private::Some(credential) = &self.$field {
                    <$crate::$type as $crate::__private::Credential>::present(
                        credential,
                        $crate::__private::Presentation::$at $(($key))?,
                        &mut presented,
                    )?;
                })*
                presented.apply_to(request)
            }

            /// Whether there is none at all.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                true $(&& self.$field.is_none())*
            }
        }

        $crate::__credential_set! { $name, $may_be_empty }
    };
}

/// Credentials as what a client presents by itself, at each attempt to connect.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! __credential_set {
    ($name:ident, $may_be_empty:literal) => {
        impl $crate::client::CredentialSet for $name {
            const MAY_BE_EMPTY: $crate::__private::bool = $may_be_empty;

            fn apply_to(
                &self,
                request: &mut $crate::tungstenite::http::Request<()>,
            ) -> $crate::__private::Result<(), $crate::AddressError> {
                $name::apply_to(self, request)
            }

            fn is_empty(&self) -> $crate::__private::bool {
                $name::is_empty(self)
            }
        }
    };
}

/// Nothing, without the feature `client`.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __credential_set {
    ($($any:tt)*) => {};
}

#[cfg(test)]
mod tests;
