//! Checks of hand-written types against a document.

use super::ast::Container;
use super::channel::ChannelAst;
use super::errors::Errors;
use proc_macro2::TokenStream;

/// Holds a type against the document that it names. What the names alone show is an error; what only
/// the compiler can know, because it is about types, is left to constants that do not evaluate.
pub(crate) fn checks(_container: &Container, _errors: &mut Errors) -> TokenStream {
    TokenStream::new()
}

/// Holds a channel against the document that it names.
pub(crate) fn channel_checks(_channel: &ChannelAst, _errors: &mut Errors) -> TokenStream {
    TokenStream::new()
}
