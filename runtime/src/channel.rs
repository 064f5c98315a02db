//! A channel: its address, what a handshake for it carries and which messages travel on it.

use std::fmt;

use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};

use crate::address::{Template, write_query};
#[cfg(any(feature = "client", feature = "server"))]
use crate::memory;
use crate::{AddressError, Message, ParameterKind, Parameters};

/// A channel of the document (AsyncAPI
/// [Channel Object](https://www.asyncapi.com/docs/reference/specification/v3.0.0#channelObject)).
///
/// The macro implements it for a type without values; the provided methods translate between a
/// handshake's URL and headers and typed values. Without a document, `#[derive(Channel)]` does so for a
/// marker type of your own:
///
#[cfg_attr(
    feature = "macros",
    doc = r##"
```
use asyncapi_channels::{Channel, Message, Parameters};

#[derive(Parameters)]
struct Place {
    room: String,
}

#[derive(Message)]
struct Say {
    text: String,
}

#[derive(Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ServerMessage {
    Said { text: String },
    Closing,
}

#[derive(Channel)]
#[channel(address = "/chat/{room}", params = Place, client = Say, server = ServerMessage)]
struct Chat;

let place = Place { room: "tea room".to_owned() };
let url = Chat::url("wss://example.com", &place, &()).unwrap();
assert_eq!(url, "wss://example.com/chat/tea%20room");
```
"##
)]
/// By hand, it takes no more than these lines:
///
/// ```
/// # use asyncapi_channels::{Channel, DecodeError, EncodeError, Frame, Message, Payload};
/// # struct Text(String);
/// # impl Message for Text {
/// #     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
/// #         Ok(Text(String::from_utf8_lossy(frame.as_bytes()).into_owned()))
/// #     }
/// #     fn encode(&self) -> Result<Payload, EncodeError> { Ok(Payload::from(self.0.clone())) }
/// #     fn name(&self) -> &'static str { "text" }
/// # }
/// struct Lobby;
///
/// impl Channel for Lobby {
///     const NAME: &'static str = "lobby";
///     const ADDRESS: &'static str = "/chat/lobby";
///     type Params = ();
///     type Query = ();
///     type Headers = ();
///     type ClientMessage = Text;
///     type ServerMessage = Text;
/// }
///
/// let url = Lobby::url("wss://example.com/v1/", &(), &()).unwrap();
/// assert_eq!(url, "wss://example.com/v1/chat/lobby");
/// assert!(Lobby::match_target("/chat/lobby?a=b", &Default::default()).is_ok());
/// assert_eq!(Lobby::match_target("/chat/other", &Default::default()).unwrap_err().status(), 404);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel",
    label = "not the marker type of a channel",
    note = "write `#[derive(Channel)]` on it, or use the type `Channel` of a generated channel's module"
)]
pub trait Channel: Sized + 'static {
    /// The channel's key in the document.
    const NAME: &'static str;
    /// The template of its address, such as `user/events/{userId}`. A leading slash is optional.
    ///
    /// Empty where the document leaves the address open: then the server's URL is the whole of it,
    /// and on a server every path is the channel's.
    const ADDRESS: &'static str;
    /// The parameters of the address.
    type Params: Parameters;
    /// The query of the handshake.
    type Query: Parameters;
    /// The headers of the handshake.
    type Headers: Parameters;
    /// What the client sends.
    type ClientMessage: Message;
    /// What the server sends.
    type ServerMessage: Message;

    /// The URL of the channel on a server such as `wss://example.com/base`.
    ///
    /// Values are percent-encoded, all but the unreserved characters of RFC 3986 section 2.3. A
    /// query which the server or the address already has is kept, before `query`.
    ///
    /// # Errors
    ///
    /// When a parameter of the address is missing, empty or would become the path segment `.` or
    /// `..`; when a value has no form as text.
    fn url(
        server: impl AsRef<str>,
        params: &Self::Params,
        query: &Self::Query,
    ) -> Result<String, AddressError> {
        let server = server.as_ref();
        let params = params.to_pairs(ParameterKind::Address)?;
        let query = query.to_pairs(ParameterKind::Query)?;
        let (path, own) = match Self::ADDRESS {
            // The document leaves the address open: the server's URL is the whole of it.
            "" => Default::default(),
            address => Template::parse(address).build(&params)?,
        };
        let server = server.split('#').next().unwrap_or_default();
        let (base, given) = server.split_once('?').unwrap_or((server, ""));
        let mut pairs = given.to_owned();
        if !pairs.is_empty() && !own.is_empty() {
            pairs.push('&');
        }
        pairs.push_str(&own);
        write_query(&query, &mut pairs);
        let mut url = match path.as_str() {
            "" => base.to_owned(),
            _ => base.trim_end_matches('/').to_owned(),
        };
        url.push_str(&path);
        if !pairs.is_empty() {
            url.push('?');
            url.push_str(&pairs);
        }
        Ok(url)
    }

    /// The handshake's request (RFC 6455 section 4.1): the [`url`](Self::url), the headers that the
    /// protocol needs and `headers`.
    ///
    /// # Errors
    ///
    /// As for [`url`](Self::url); also when the server is no absolute URL, and when a header's
    /// name or value is none that HTTP allows.
    fn request(
        server: impl AsRef<str>,
        params: &Self::Params,
        query: &Self::Query,
        headers: &Self::Headers,
    ) -> Result<Request<()>, AddressError> {
        let server = server.as_ref();
        let url = Self::url(server, params, query)?;
        let uri: Uri = url
            .parse()
            .map_err(|error| AddressError::server(server, error))?;
        if !matches!(uri.scheme_str(), Some("ws" | "wss")) {
            return Err(AddressError::server(
                server,
                "expected a URL with `ws://` or `wss://`",
            ));
        }
        let mut request = uri
            .into_client_request()
            .map_err(|error| AddressError::server(server, error))?;
        let mut added = HeaderMap::new();
        for (key, value) in headers.to_pairs(ParameterKind::Header)? {
            let invalid =
                |reason| AddressError::invalid(ParameterKind::Header, &key, &value, reason);
            let name = HeaderName::from_bytes(key.as_bytes())
                .map_err(|_| invalid("expected the name of an HTTP header"))?;
            if is_handshake(&name) {
                return Err(invalid(
                    "this header belongs to the WebSocket handshake itself",
                ));
            }
            let text = HeaderValue::from_bytes(value.as_bytes())
                .map_err(|_| invalid("expected text without control characters"))?;
            added.append(name, text);
        }
        for name in added.keys() {
            request.headers_mut().remove(name);
        }
        for (name, value) in &added {
            request.headers_mut().append(name, value.clone());
        }
        Ok(request)
    }

    /// Reads the parameters, the query and the headers of a handshake's request.
    ///
    /// # Errors
    ///
    /// When the path is not the channel's ([`AddressError::is_no_match`]), or when something in the
    /// request cannot be read.
    fn match_request<B>(request: &Request<B>) -> Result<Handshake<Self>, AddressError> {
        let target = request
            .uri()
            .path_and_query()
            .map_or("/", |target| target.as_str());
        Self::match_target(target, request.headers())
    }

    /// As [`match_request`](Self::match_request), from the request's path with its query, such as
    /// `/user/events/7?limit=3`. A server behind a base path takes that off first.
    ///
    /// Every segment of the path is percent-decoded after the path was split, so that a parameter
    /// may hold `%2F`; a trailing slash makes no difference and an empty parameter does not match.
    ///
    /// # Errors
    ///
    /// As for [`match_request`](Self::match_request).
    fn match_target(
        path_and_query: &str,
        headers: &HeaderMap,
    ) -> Result<Handshake<Self>, AddressError> {
        let any_path;
        let target = match Self::ADDRESS {
            // The document leaves the address open: every path is the channel's.
            "" => {
                let query = path_and_query
                    .split_once('?')
                    .map_or("", |(_, query)| query);
                any_path = format!("/?{query}");
                any_path.as_str()
            }
            _ => path_and_query,
        };
        let (params, query) = Template::parse(Self::ADDRESS).matches(target)?;
        let headers = headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), header_text(value)))
            .collect();
        Ok(Handshake {
            params: Self::Params::from_pairs(ParameterKind::Address, params)?,
            query: Self::Query::from_pairs(ParameterKind::Query, query)?,
            headers: Self::Headers::from_pairs(ParameterKind::Header, headers)?,
        })
    }

    /// A client and a server that are connected in memory, for tests: both are open, without a
    /// handshake, and what one sends the other receives. [`Network::pair`](memory::Network::pair) is
    /// the same over a network with faults.
    ///
    /// ```
    /// # use asyncapi_channels::{Channel, DecodeError, EncodeError, Frame, Message, Payload};
    /// # use asyncapi_channels::{ClientSide, Outgoing};
    /// # struct Text(String);
    /// # impl Message for Text {
    /// #     fn decode_unchecked(frame: Frame<'_>) -> Result<Self, DecodeError> {
    /// #         Ok(Text(String::from_utf8_lossy(frame.as_bytes()).into_owned()))
    /// #     }
    /// #     fn encode(&self) -> Result<Payload, EncodeError> { Ok(Payload::from(self.0.clone())) }
    /// #     fn name(&self) -> &'static str { "text" }
    /// # }
    /// # impl Outgoing<Lobby, ClientSide> for Text { fn into_message(self) -> Text { self } }
    /// # struct Lobby;
    /// # impl Channel for Lobby {
    /// #     const NAME: &'static str = "lobby";
    /// #     const ADDRESS: &'static str = "/lobby";
    /// #     type Params = ();
    /// #     type Query = ();
    /// #     type Headers = ();
    /// #     type ClientMessage = Text;
    /// #     type ServerMessage = Text;
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), asyncapi_channels::Error> {
    /// let (mut client, mut server) = Lobby::pair();
    /// client.send(Text("hello".to_owned())).await?;
    /// assert_eq!(server.recv().await.unwrap()?.0, "hello");
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(any(feature = "client", feature = "server"))]
    #[must_use]
    fn pair() -> memory::Pair<Self> {
        memory::Network::new().pair()
    }
}

/// What the client said when it opened a channel.
#[non_exhaustive]
pub struct Handshake<C: Channel> {
    /// The parameters of the address.
    pub params: C::Params,
    /// The query.
    pub query: C::Query,
    /// The headers which the channel's binding lists.
    pub headers: C::Headers,
}

impl<C: Channel> fmt::Debug for Handshake<C>
where
    C::Params: fmt::Debug,
    C::Query: fmt::Debug,
    C::Headers: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handshake")
            .field("params", &self.params)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .finish()
    }
}

impl<C: Channel> Clone for Handshake<C>
where
    C::Params: Clone,
    C::Query: Clone,
    C::Headers: Clone,
{
    fn clone(&self) -> Self {
        Self {
            params: self.params.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
        }
    }
}

/// Headers which would break the handshake when they were said twice or otherwise. `Host` and
/// `Sec-WebSocket-Protocol` may be said.
pub(crate) fn is_handshake(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection"
            | "upgrade"
            | "sec-websocket-key"
            | "sec-websocket-version"
            | "sec-websocket-accept"
            | "sec-websocket-extensions"
    )
}

/// A header's text: UTF-8, or else ISO 8859-1, which it once was (RFC 9110 section 5.5).
fn header_text(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}
