//! Enums of variants without data: sets of constants.

use super::ast::{Container, Value};
use proc_macro2::TokenStream;

/// `ReadJson`, `WriteJson` and `Validate`.
pub(crate) fn implementations(_container: &Container, _values: &[Value]) -> TokenStream {
    TokenStream::new()
}
