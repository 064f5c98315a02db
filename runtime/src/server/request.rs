//! A client's request to open a channel, and the answers to it.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tokio_tungstenite::tungstenite::http::header::{
    CONNECTION, CONTENT_TYPE, SEC_WEBSOCKET_PROTOCOL, UPGRADE,
};
use tokio_tungstenite::tungstenite::http::{
    HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode,
};

use super::endpoint::Body;
use super::id::ConnectionId;
use crate::{AddressError, Channel, Handshake};

/// The client's address, as an extension of a request. A [`Server`](super::Server) inserts it; a
/// layer around handshakes that knows better may replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddr(pub SocketAddr);

/// A client's request to open channel `C`, before it is answered.
#[non_exhaustive]
pub struct ConnectRequest<C: Channel> {
    /// The parameters of the address.
    pub params: C::Params,
    /// The query.
    pub query: C::Query,
    /// The headers which the channel's binding lists. All of them are in
    /// [`request`](Self::request).
    pub headers: C::Headers,
    pub(crate) request: Request<()>,
    pub(crate) id: ConnectionId,
    pub(crate) peer: Option<SocketAddr>,
    pub(crate) subprotocol: Option<String>,
    pub(crate) response_headers: HeaderMap,
    pub(crate) metadata: BTreeMap<String, Value>,
    pub(crate) rooms: Vec<String>,
}

impl<C: Channel> ConnectRequest<C> {
    pub(crate) fn new(
        handshake: Handshake<C>,
        request: Request<()>,
        id: ConnectionId,
        peer: Option<SocketAddr>,
    ) -> Self {
        let Handshake {
            params,
            query,
            headers,
        } = handshake;
        Self {
            params,
            query,
            headers,
            request,
            id,
            peer,
            subprotocol: None,
            response_headers: HeaderMap::new(),
            metadata: BTreeMap::new(),
            rooms: Vec::new(),
        }
    }

    /// The request itself: its URL, all headers, and what layers added to its extensions.
    #[must_use]
    pub fn request(&self) -> &Request<()> {
        &self.request
    }

    /// The id that the connection will have.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.id
    }

    /// The client's address, where it is known.
    #[must_use]
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// The subprotocols that the client asks for, in its order (RFC 6455 section 4.1).
    pub fn subprotocols(&self) -> impl Iterator<Item = &str> {
        offered(self.request.headers())
    }

    /// The subprotocol that is agreed on so far: the first of the
    /// [`Endpoint`](super::Endpoint::subprotocols)'s that the client asks for.
    #[must_use]
    pub fn subprotocol(&self) -> Option<&str> {
        self.subprotocol.as_deref()
    }

    /// Agrees on a subprotocol. Whether the client has asked for it; another one must not be the
    /// answer (RFC 6455 section 4.2.2).
    pub fn choose_subprotocol(&mut self, name: &str) -> bool {
        let asked = self.subprotocols().any(|asked| asked == name);
        if asked {
            self.subprotocol = Some(name.to_owned());
        }
        asked
    }

    /// What the client says after `name` where it asks for the subprotocols `name, value`, and then
    /// agrees on `name`. Browsers cannot send headers of their own; pages therefore put a token there.
    pub fn subprotocol_value(&mut self, name: &str) -> Option<String> {
        let value = {
            let mut asked = self.subprotocols().skip_while(|asked| *asked != name);
            asked.next()?;
            asked.next()?.to_owned()
        };
        self.subprotocol = Some(name.to_owned());
        Some(value)
    }

    /// Headers to be sent with the answer, such as cookies.
    pub fn response_headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.response_headers
    }

    /// Keeps a value with the connection, as
    /// [`Peer::set_metadata`](super::Peer::set_metadata).
    pub fn set_metadata(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.metadata.insert(key.into(), value.into());
    }

    /// Puts the connection into a room as soon as it is open.
    pub fn join(&mut self, room: impl Into<String>) {
        self.rooms.push(room.into());
    }
}

impl<C: Channel> fmt::Debug for ConnectRequest<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectRequest")
            .field("channel", &C::NAME)
            .field("id", &self.id)
            .field("peer_addr", &self.peer)
            .finish_non_exhaustive()
    }
}

/// The subprotocols that a request asks for.
pub(crate) fn offered(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

/// The answer to a client that is not let in: an HTTP status, headers and a body.
///
/// ```
/// use asyncapi_channels::server::Reject;
///
/// assert_eq!(Reject::forbidden("not your room").status(), 403);
/// assert_eq!(Reject::new(429, "slow down").with_header("retry-after", "5").status(), 429);
/// ```
#[derive(Clone, Debug)]
pub struct Reject(Box<Refusal>);

#[derive(Clone, Debug)]
struct Refusal {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reject {
    /// A status and a body of plain text. What is no status of an error (400 to 599) is 500.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).ok();
        let status = status.filter(|status| status.is_client_error() || status.is_server_error());
        let mut headers = HeaderMap::new();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        Self(Box::new(Refusal {
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers,
            body: Bytes::from(body.into()),
        }))
    }

    /// 401: nobody has proved who they are. The answer asks for a bearer token, as it must ask for
    /// something (RFC 9110 section 15.5.2); [`with_header`](Self::with_header) replaces that.
    pub fn unauthorized(body: impl Into<String>) -> Self {
        Self::new(401, body).with_header("www-authenticate", "Bearer")
    }

    /// 403: whoever it is may not.
    pub fn forbidden(body: impl Into<String>) -> Self {
        Self::new(403, body)
    }

    /// Another body and its type, such as JSON with `application/json`.
    #[must_use]
    pub fn with_body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        self.0.body = body.into();
        self.with_header(CONTENT_TYPE.as_str(), content_type)
    }

    /// A header of the answer. One that HTTP does not allow is left out.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            self.0.headers.insert(name, value);
        }
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }
}

impl From<AddressError> for Reject {
    fn from(error: AddressError) -> Self {
        Self::new(error.status(), format!("{error}\n"))
    }
}

/// So that layers can refuse as handlers do.
impl From<Reject> for Response<Body> {
    fn from(reject: Reject) -> Self {
        let Refusal {
            status,
            headers,
            body,
        } = *reject.0;
        let body = Full::new(body).map_err(|never| match never {});
        let mut response = Response::new(body.boxed_unsync());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }
}

/// The answer to what is no handshake: the client has to ask for a WebSocket (RFC 9110 section
/// 15.5.22).
pub(crate) fn upgrade_required(body: &str) -> Reject {
    Reject::new(426, body)
        .with_header(UPGRADE.as_str(), "websocket")
        .with_header(CONNECTION.as_str(), "upgrade")
        .with_header("sec-websocket-version", "13")
}
