//! Sets of messages.

use super::ast::{Container, Messages};
use proc_macro2::TokenStream;

/// `MessageSet`, `WriteMessage`, `Message` or `MessageView`, and, where all messages are JSON,
/// `ReadJson`, `WriteJson` and `Validate`.
pub(crate) fn implementations(_container: &Container, _messages: &Messages) -> TokenStream {
    TokenStream::new()
}

/// What makes a type that is JSON a set of one message.
pub(crate) fn single(_container: &Container) -> TokenStream {
    TokenStream::new()
}
