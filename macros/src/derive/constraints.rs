//! Constraints of fields → the statements that check them.

use super::ast::Constraint;
use proc_macro2::TokenStream;

/// Statements that check `value`, an expression of type `&T`, with `?`.
pub(crate) fn checks(_constraints: &[Constraint], _value: &TokenStream) -> TokenStream {
    TokenStream::new()
}
