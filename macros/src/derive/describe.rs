//! What a type is on the wire, as constants of the runtime's `Describe` and `Define`.

use super::ast::Container;
use proc_macro2::TokenStream;

/// `Describe` and `Define`.
pub(crate) fn implementations(_container: &Container) -> TokenStream {
    TokenStream::new()
}
