//! Typed WebSocket channels, generated at compile time from an [AsyncAPI](https://www.asyncapi.com)
//! document, over [tungstenite](tokio_tungstenite) sockets.
//!
//! The macro `asyncapi!` reads the document when your crate is compiled. It makes one module for each
//! channel, with the channel's messages as an enum for each direction, and with a socket type for
//! each side. A [`Socket`] sends only the messages of its own side and gives only those of the
//! other; what is not in the document does not compile.
//!
//! | In the document | In Rust |
//! |---|---|
//! | a channel | a module with the type `Channel`, which is a [`Channel`] |
//! | its address and handshake | `Params`, `Query`, `Headers`: [`Parameters`] |
//! | its messages, by direction | `ClientMessage` and `ServerMessage`: [`Message`] |
//! | a schema | a struct or an enum, with serde's traits |
//! | its two ends | `ClientSocket` and `ServerSocket`, each a [`Socket`] |
//! | a client that stays connected | `Client`, a `client::Client` |
//! | what a server does with it | the trait `Handler` |
//!
//! This crate is what the generated code rests on. It works without a document too, with types of your
//! own, and over any stream of WebSocket messages:
//!
#![cfg_attr(
    all(feature = "macros", feature = "client"),
    doc = r##"
```
use asyncapi_channels::{Channel, Message};

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ClientMessage {
    Say { text: String },
    Leave,
}

#[derive(Debug, PartialEq, Message)]
struct Said {
    from: String,
    text: String,
}

#[derive(Channel)]
#[channel(address = "/chat", client = ClientMessage, server = Said)]
struct Chat;

# #[tokio::main(flavor = "current_thread")]
# async fn main() -> Result<(), asyncapi_channels::Error> {
// Two sockets that are connected in memory; `connect::<Chat>` and `accept::<Chat, _>` open real ones.
let (mut client, mut server) = Chat::pair();
client.send(ClientMessage::Say { text: "hello".to_owned() }).await?;
if let ClientMessage::Say { text } = server.recv().await.unwrap()? {
    server.send(Said { from: "Ada".to_owned(), text }).await?;
}
assert_eq!(client.recv().await.unwrap()?.from, "Ada");
# Ok(())
# }
```
"##
)]
//!
//! # What is checked
//!
//! A message obeys every keyword of its JSON Schema, both when it is received and before it is
//! sent: what a Rust type can say, the type says, and the rest is generated code. One that does not
//! is an [`Error::Decode`] item with a [`Violation`] and the whole payload, and the socket goes on;
//! or an [`Error::Encode`], and nothing was sent. [`Socket::without_validation`] and
//! [`Socket::set_validation`] leave out what the types do not say. A property that the schema
//! neither lists nor forbids is kept in the struct's `additional_properties`. A property that is
//! there twice is an error, and so is nesting that would exhaust the stack.
//!
//! # When messages are written
//!
//! [`Socket::send`] writes at once, [`Socket::feed`] leaves it to the next flush, and receiving
//! flushes before it waits: see [`Socket`]. `SocketConfig` has the sizes of the buffers and the
//! limits.
//!
//! # Features
//!
//! On by default:
//!
//! - `macros`: the macro `asyncapi!`, and the derives `Message`, `Channel` and `Parameters`.
//! - `client`: `Client`, which stays connected, in the module `client`; and `connect` and
//!   `connect_request`; with tokio.
//! - `server`: `Server`, `Hub` and handlers, in the module `server`; and `accept`; with tokio.
//!
//! Off by default:
//!
//! - `rustls`: TLS for servers, and `wss://` for clients.
//! - `native-tls`: `wss://` for clients, by the system's TLS.
//! - `sigv4`: requests that are signed for AWS API Gateway, `client::sigv4`.
//! - `axum`: a server as a part of an axum application, and `AxumWebSocket`.
//! - `tracing`, `metrics`: what a server tells about itself.
//! - `document`: AsyncAPI documents from types that are written by hand.
//!
//! Off by default, so that a text of the format is a `String`:
//!
//! - `chrono`: the formats `date-time` and `date` are its `DateTime<FixedOffset>` and `NaiveDate`.
//! - `uuid`: the format `uuid` is its `Uuid`.
//! - `url`: the format `uri` is its `Url`.

#[path = "private.rs"]
#[doc(hidden)]
pub mod __private;
mod address;
mod channel;
mod client_macros;
mod close;
mod constant;
mod correlation;
mod credentials;
#[doc(hidden)]
pub mod derived;
#[doc(hidden)]
pub mod describe;
#[doc(hidden)]
pub mod drift;
mod enumeration;
mod envelope;
mod error;
mod guard;
mod handler_macros;
mod header_id;
mod json;
mod macros;
mod message;
mod message_set;
mod no_message;
mod pairs;
mod parameters;
mod raw;
mod select;
mod sending;
mod side;
mod socket;
mod union;
#[doc(hidden)]
pub mod validation;

#[cfg(feature = "server")]
mod accept;
#[cfg(feature = "axum")]
mod axum_socket;
#[cfg(feature = "client")]
pub mod client;
#[cfg(any(feature = "client", feature = "server"))]
mod config;
#[cfg(feature = "client")]
mod connect;
#[cfg(feature = "document")]
pub mod document;
#[cfg(feature = "server")]
mod hub;
#[cfg(any(feature = "client", feature = "server"))]
pub mod memory;
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "client", feature = "server"))]
mod time;

pub use address::AddressError;
pub use channel::{Channel, Handshake};
pub use correlation::{Correlated, CorrelationField, CorrelationId, Request};
pub use credentials::{Secret, UserPassword};
pub use enumeration::UnknownValue;
pub use error::{DecodeError, EncodeError, Error};
pub use json::RawJson;
pub use message::{Frame, Message, MessageView, Payload};
pub use no_message::NoMessage;
pub use parameters::{ParameterKind, Parameters};
pub use sending::Sending;
pub use side::{ClientSide, OneOf, Outgoing, ServerSide, Side};
pub use socket::Socket;
pub use validation::Violation;

#[cfg(feature = "server")]
pub use accept::{accept, accept_with};
#[cfg(feature = "axum")]
pub use axum_socket::AxumWebSocket;
#[cfg(feature = "client")]
pub use client::Client;
#[cfg(any(feature = "client", feature = "server"))]
pub use config::SocketConfig;
#[cfg(feature = "client")]
pub use connect::{TcpWebSocket, connect, connect_request, connect_request_with, connect_with};
#[cfg(feature = "server")]
pub use hub::Hub;
#[cfg(feature = "server")]
pub use server::Server;

#[cfg(feature = "macros")]
pub use asyncapi_channels_macros::asyncapi;

/// A [`Message`](trait@Message) without a document: an enum of the messages of one side, a struct that
/// is the only one, or what is in them. A type with a lifetime is a [`MessageView`].
///
/// The type of every field or payload derives it too, is of the standard library, or has serde's traits.
/// An enum whose variants hold nothing is a set of constants. The guide "Your own types", in `docs` of the
/// repository, has an example of each option.
///
/// | Of a type | |
/// |---|---|
/// | `tag = "type"`, `tag = "/header/type"` | The property that says which message it is. Its values are the names of the variants; of a struct, beside it, `rename = "join"`. |
/// | `content = "data"`, `envelope(tag = "…", payload = "…")` | The payload is a property beside the tag. |
/// | `untagged` | The messages are told apart by their structure. |
/// | `name = "Join"` | The name of the message or schema; by itself the type's name. |
/// | `rename_all = "camelCase"`, `rename_all_fields`, `deny_unknown_fields`, `transparent`, `default` | As to serde. |
/// | `spec = "api/chat.yaml"`, `schema = "SendChat"` | A document and a schema or message in it that the type is checked against when it is compiled. The schema is that of the type's name by itself; `#/…` is a JSON pointer to a schema without a name. |
/// | `crate = ::path::to::runtime` | Where this crate is, if it is not `::asyncapi_channels`. |
///
/// | Of a variant | |
/// |---|---|
/// | `rename = "chat.say"`, `alias = "say"`, `rename_all` | As to serde; a tag can be a number or a boolean, too. |
/// | `name = "Say"` | The message's name, where it is not the tag's value. |
/// | `text`, `binary` | The payload is the text or the bytes of a frame. |
/// | `unknown` | Every frame that is none of the others, as a [`Payload`]. |
///
/// | Of a field | |
/// |---|---|
/// | `rename`, `alias`, `default`, `skip`, `skip_serializing`, `skip_deserializing`, `skip_serializing_if`, `with`, `serialize_with`, `deserialize_with`, `flatten` | As to serde. |
/// | `required` | An `Option` that is always there, as a value or as `null`; without it, `None` is absent. |
/// | `const = 2` | Of a field of type `()`: the one value of the property. |
/// | `min_length`, `max_length`, `pattern`, `format` | Constraints of texts. |
/// | `range = 0..=10`, `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum`, `multiple_of` | Constraints of numbers. |
/// | `min_items`, `max_items`, `unique_items`, `min_properties`, `max_properties` | Constraints of lists and maps. |
/// | `as = String` | What the field is on the wire, for checks and documents. |
///
/// serde's options can stand in `#[serde(…)]`, for both.
///
/// ```
/// use asyncapi_channels::{Frame, Message};
///
/// #[derive(Debug, PartialEq, Message)]
/// #[message(tag = "type", rename_all = "camelCase")]
/// enum ClientMessage {
///     Join(Join),
///     #[message(rename = "chat.say")]
///     Say { text: String },
///     Leave,
/// }
///
/// #[derive(Debug, PartialEq, Message)]
/// struct Join {
///     #[message(min_length = 1)]
///     room: String,
///     #[serde(default)]
///     quiet: bool,
/// }
///
/// let join = ClientMessage::decode(Frame::Text(r#"{"type":"join","room":"tea"}"#)).unwrap();
/// assert_eq!(join, Join { room: "tea".to_owned(), quiet: false }.into());
/// ```
#[cfg(feature = "macros")]
pub use asyncapi_channels_macros::Message;

/// A [`Channel`](trait@Channel) without a document: the marker type on which it stands names the
/// address, what the handshake carries, and the messages of both sides.
///
/// | Option | |
/// |---|---|
/// | `address = "/chat/{room}"` | The template of the address. Empty, every path of a server is the channel's. |
/// | `params = Params` | The parameters in the address, as a struct with `#[derive(Parameters)]`. Its fields are those that the template names. |
/// | `query = Query`, `headers = Headers` | What else the handshake carries; nothing where they are left out. |
/// | `client = ClientMessage` | What the client sends: a type with `#[derive(Message)]`. Left out where it sends nothing. |
/// | `server = ServerMessage` | What the server sends, in the same way. |
/// | `name = "chat"` | The channel's name, for logs and errors; by itself the type's name in snake_case. |
/// | `spec = "api/chat.yaml"`, `channel = "chat"` | A document and a key in it that the channel is checked against when it is compiled. The key is the channel's name by itself. |
/// | `crate = ::path::to::runtime` | Where this crate is, if it is not `::asyncapi_channels`. |
///
/// Everything in this crate then works with the type: `connect` and `accept`, `Client::builder`,
/// `server::Handler`, `Hub`, and `pair` in tests.
///
/// ```
/// use asyncapi_channels::{Channel, Message, Parameters};
///
/// #[derive(Parameters)]
/// struct Place {
///     room: String,
/// }
///
/// #[derive(Message)]
/// #[message(tag = "type", rename_all = "camelCase")]
/// enum ClientMessage {
///     Say { text: String },
///     Leave,
/// }
///
/// #[derive(Message)]
/// struct Said {
///     from: String,
///     text: String,
/// }
///
/// #[derive(Channel)]
/// #[channel(address = "/chat/{room}", params = Place, client = ClientMessage, server = Said)]
/// struct Chat;
///
/// assert_eq!((Chat::NAME, Chat::ADDRESS), ("chat", "/chat/{room}"));
/// let place = Place { room: "tea".to_owned() };
/// let url = Chat::url("wss://example.com", &place, &()).unwrap();
/// assert_eq!(url, "wss://example.com/chat/tea");
/// ```
#[cfg(feature = "macros")]
pub use asyncapi_channels_macros::Channel;

/// [`Parameters`](trait@Parameters) of a struct, each field a parameter of its name: of the address, of
/// the query, or of the headers, by where `#[derive(Channel)]` names the type.
///
/// Its fields have the options of `#[derive(Message)]`: `#[message(rename = "X-Trace-Id")]`, `default`,
/// and constraints such as `range = 1..=100`. An `Option` may be absent, a list is a key that repeats, and
/// an enum of constants is one of their texts. The names of headers have no case.
///
/// ```
/// use asyncapi_channels::{Channel, Message, Parameters};
///
/// #[derive(Message)]
/// #[message(rename_all = "lowercase")]
/// enum Format {
///     Full,
///     Short,
/// }
///
/// #[derive(Parameters)]
/// struct Query {
///     format: Option<Format>,
///     #[message(default)]
///     symbol: Vec<String>,
/// }
///
/// #[derive(Message)]
/// struct Price {
///     price: f64,
/// }
///
/// #[derive(Channel)]
/// #[channel(address = "/prices", query = Query, server = Price)]
/// struct Prices;
///
/// let query = Query { format: Some(Format::Short), symbol: vec!["A".into(), "B".into()] };
/// let url = Prices::url("wss://example.com", &(), &query).unwrap();
/// assert_eq!(url, "wss://example.com/prices?format=short&symbol=A&symbol=B");
/// ```
#[cfg(feature = "macros")]
pub use asyncapi_channels_macros::Parameters;

pub use bytes;
pub use serde_json;
pub use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
pub use tokio_tungstenite::{self, tungstenite};
