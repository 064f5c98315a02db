//! The version-neutral model of an API: what both AsyncAPI versions are lowered to, and all that
//! the emitter knows.

mod channel;
mod constant;
mod security;
mod types;

pub use channel::{
    Channel, Direction, HeaderId, Hop, Message, MessageSet, MessageVariant, Operation, Payload,
    Request,
};
pub use constant::Constant;
pub use constant::json_string;
pub use security::{Presentation, SecurityScheme};
pub(crate) use types::unaliased;
pub use types::{
    Additional, Discriminator, EnumValue, Field, FieldKind, Int, Literal, Positions, Presence,
    Struct, TextFormat, Type, TypeDef, TypeKind, Union, Variant,
};

use crate::rules::RuleSet;
use crate::source::Span;
use std::collections::BTreeMap;

/// Index of a [`TypeDef`] in [`Api::types`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Ord, PartialOrd)]
pub struct TypeId(pub usize);

/// A whole document.
#[derive(Debug, Default)]
pub struct Api {
    /// `info.title`, empty if the document has none.
    pub title: String,
    /// Servers that speak WebSocket.
    pub servers: Vec<Server>,
    /// Channels in document order, then the unions of channels that share an address.
    pub channels: Vec<Channel>,
    /// All messages of all channels.
    pub messages: Vec<Message>,
    /// All types, named in the document or by their path.
    pub types: Vec<TypeDef>,
    /// What values must obey beyond their types.
    pub rules: Vec<RuleSet>,
    /// The schemas that have a name in the document.
    pub schemas: BTreeMap<String, NamedSchema>,
}

/// A schema that has a name in the document.
#[derive(Clone, Debug)]
pub struct NamedSchema {
    /// What it became.
    pub ty: Type,
    /// Where it stands.
    pub place: Span,
}

/// Text of the document, turned into rustdoc when it is emitted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Free Markdown.
    pub description: Option<String>,
    /// Lines that the lowering adds: limits, defaults, wire names.
    pub notes: Vec<String>,
    /// Whether the document says `deprecated`.
    pub deprecated: bool,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The document's key.
    pub key: String,
    /// The URL, with `{variable}`s.
    pub url: String,
    /// Its variables.
    pub variables: Vec<ServerVariable>,
    /// Documentation.
    pub docs: Docs,
}

/// A variable of a server's URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The name in the URL.
    pub name: String,
    /// The value when none is given.
    pub default: Option<String>,
    /// The allowed values; empty if any.
    pub values: Vec<String>,
    /// Documentation.
    pub docs: Docs,
}
