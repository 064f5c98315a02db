//! Security schemes: what a client presents when it opens a channel.

use super::Docs;

/// A security scheme that a handshake carries: a field of the channel's credentials.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityScheme {
    /// The document's name, or one after its type.
    pub name: String,
    /// The Rust field.
    pub ident: String,
    /// Where a handshake carries it.
    pub presentation: Presentation,
    /// The scopes that are asked for, by their text in the document.
    pub scopes: Vec<String>,
    /// Documentation.
    pub docs: Docs,
}

/// Where a handshake carries a credential.
#[derive(Clone, Debug, PartialEq)]
pub enum Presentation {
    /// User and password of HTTP Basic.
    Basic,
    /// The user of HTTP Basic alone.
    BasicUser,
    /// The password of HTTP Basic alone.
    BasicPassword,
    /// The token of `Authorization: Bearer`.
    Bearer,
    /// As `Bearer`, or else the query parameter `access_token`.
    Token,
    /// What follows this scheme in `Authorization`.
    Authorization(String),
    /// A header.
    Header(String),
    /// A query parameter.
    Query(String),
    /// A cookie.
    Cookie(String),
}
