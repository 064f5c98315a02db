//! Channels, what travels on them, and who sends it.

use super::{Docs, SecurityScheme, Struct, Type};
use crate::plan::Frames;
use crate::rules::RuleSetId;
use crate::source::Span;

/// Who sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Direction {
    /// From client to server.
    ToServer,
    /// From server to client.
    ToClient,
}

impl Direction {
    /// 0 or 1, to index what each direction has one of.
    pub(crate) fn index(self) -> usize {
        usize::from(self == Self::ToClient)
    }

    /// The other direction.
    pub fn opposite(self) -> Self {
        match self {
            Self::ToServer => Self::ToClient,
            Self::ToClient => Self::ToServer,
        }
    }
}

/// A channel, or the union of the channels of one address.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The document's key, or the shared address.
    pub key: String,
    /// Where it stands.
    pub place: Span,
    /// The address template; `None` where the document leaves it open.
    pub address: Option<String>,
    /// The module's name.
    pub module: String,
    /// Documentation.
    pub docs: Docs,
    /// How the document named the directions, for the documentation.
    pub point_of_view: String,
    /// Address parameters.
    pub params: Option<Struct>,
    /// Those of which nothing is said but that they are there: they are texts, whatever they hold.
    pub any_text: Vec<String>,
    /// `bindings.ws.query`.
    pub query: Option<Struct>,
    /// `bindings.ws.headers`.
    pub headers: Option<Struct>,
    /// The security schemes that a handshake carries.
    pub security: Vec<SecurityScheme>,
    /// Whether the document has clients that present none of them.
    pub may_lack_security: bool,
    /// Who asks for which schemes, for the documentation.
    pub security_notes: Vec<String>,
    /// Operations of both sides.
    pub operations: Vec<Operation>,
    /// The messages of the client that the server answers, each at most once.
    pub requests: Vec<Request>,
    /// The message of the client that proves who it is, as an index into
    /// [`Api::messages`](super::Api::messages): it is sent before all others.
    pub auth_message: Option<usize>,
    /// Client → server.
    pub to_server: MessageSet,
    /// Server → client.
    pub to_client: MessageSet,
    /// The keys of the channels that this one unites.
    pub unites: Vec<String>,
}

impl Channel {
    /// The messages of one direction.
    pub fn messages(&self, direction: Direction) -> &MessageSet {
        match direction {
            Direction::ToServer => &self.to_server,
            Direction::ToClient => &self.to_client,
        }
    }
}

/// The messages of a channel in one direction.
#[derive(Clone, Debug, Default)]
pub struct MessageSet {
    /// Variants of the generated enum.
    pub variants: Vec<MessageVariant>,
    /// How they are told apart.
    pub frames: Frames,
    /// The Rust variant for a frame that is none of them, where there is one.
    pub unknown: Option<String>,
}

/// One message of a set.
#[derive(Clone, Debug)]
pub struct MessageVariant {
    /// The Rust variant.
    pub ident: String,
    /// Index into [`Api::messages`](super::Api::messages).
    pub message: usize,
    /// Whether the payload's type belongs to no other variant, so that it names the message.
    pub unique: bool,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The document's name.
    pub name: String,
    /// The method's name.
    pub ident: String,
    /// Who sends.
    pub direction: Direction,
    /// Indices into [`Api::messages`](super::Api::messages).
    pub messages: Vec<usize>,
    /// The operation that this one answers, or the message.
    pub reply_to: Option<String>,
    /// Whether a message that comes twice does no more than one that comes once.
    pub idempotent: bool,
    /// Documentation.
    pub docs: Docs,
}

/// A message of the client that the server answers on the same connection.
#[derive(Clone, Debug)]
pub struct Request {
    /// Index into [`Api::messages`](super::Api::messages).
    pub message: usize,
    /// Index into [`Channel::operations`]: the operation that the message is a request of.
    pub operation: usize,
    /// What may answer it: indices into [`Api::messages`](super::Api::messages), all of them
    /// messages that the server sends on the channel.
    pub replies: Vec<usize>,
    /// Whether any number of replies answers it, rather than one.
    pub streaming: bool,
}

/// One step from a value to what it holds. A `Box` is no step: Rust goes through it by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Hop {
    /// Into the field of this name.
    Field(String),
    /// Into an `Option`, which may be empty.
    Option {
        /// Whether what it holds has a `Default`, so that it can be put there.
        has_default: bool,
    },
}

/// Where in an envelope the correlation id of a message stands.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderId {
    /// The names that lead there, that of the property with the headers first.
    pub path: Vec<String>,
    /// Whether a number stands there rather than a text.
    pub is_number: bool,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// `name`, or else the key.
    pub name: String,
    /// The key, or the best name there is: what the variant is called after.
    pub key: String,
    /// What travels.
    pub payload: Payload,
    /// The type of `headers`, which no WebSocket frame carries.
    pub headers: Option<Type>,
    /// The runtime expression that says where the correlation id stands.
    pub correlation_id: Option<String>,
    /// The way to the correlation id in the payload's type, where there is one.
    pub correlation_path: Option<Vec<Hop>>,
    /// The way to the correlation id in the envelope, where it is in a header that travels there.
    pub header_id: Option<HeaderId>,
    /// Documentation.
    pub docs: Docs,
    /// Payload examples as JSON.
    pub examples: Vec<String>,
    /// Where it stands.
    pub place: Span,
}

/// What travels in a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// JSON text of this type.
    Json(Type),
    /// The frame's text itself, and what it must obey.
    Text(Option<RuleSetId>),
    /// The frame's bytes themselves.
    Binary,
    /// Nothing but the message's name, in an envelope.
    Nothing,
}
