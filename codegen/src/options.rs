//! What a caller of [`expand`](crate::expand) may choose.

use proc_macro2::TokenStream;

/// Whose point of view a document takes, where it differs from its specification.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Describes {
    /// `send` and `publish` are what the client does.
    Client,
    /// `send` and `publish` are what the server does.
    Server,
}

/// The object in which each JSON message travels, if it does not name itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Envelope {
    /// The property with the message's name.
    pub tag: String,
    /// The property with the message's payload.
    pub payload: String,
    /// The property with those of the message's headers that travel.
    pub headers: Option<String>,
}

/// Options of one expansion.
#[derive(Clone, Debug)]
pub struct Options {
    /// Overrides the direction that the document's version defines.
    pub describes: Option<Describes>,
    /// Further derives for every generated data type.
    pub derives: Vec<TokenStream>,
    /// Schema name → the user's type.
    pub replace: Vec<(String, TokenStream)>,
    /// Key of a channel, schema, message or operation → name in Rust.
    pub rename: Vec<(String, String)>,
    /// Whether schemas are taken to the letter: one without `type` then allows any type, and values
    /// without quotes are no text.
    pub strict_schemas: bool,
    /// The object in which JSON messages travel; `None` where they travel as they are.
    pub envelope: Option<Envelope>,
    /// Whether a frame that is none of the messages is a variant of its own rather than an error.
    pub unknown_variant: bool,
    /// Whether there are views, which borrow from the frame, beside the types that own what they hold.
    pub views: bool,
    /// Path of the runtime crate.
    pub runtime: TokenStream,
}

/// An option that names what the document does not have.
#[derive(Clone, Debug)]
pub struct OptionError {
    /// `rename` or `replace`.
    pub option: &'static str,
    /// The key of the entry.
    pub key: String,
    /// What is wrong, and what was probably meant.
    pub message: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            describes: None,
            derives: Vec::new(),
            replace: Vec::new(),
            rename: Vec::new(),
            strict_schemas: false,
            envelope: None,
            unknown_variant: false,
            views: false,
            runtime: quote::quote!(::asyncapi_channels),
        }
    }
}
