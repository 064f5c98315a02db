//! `#[derive(Channel)]` and what is particular to `#[derive(Parameters)]`.

use super::ast::Container;
use proc_macro2::TokenStream;
use syn::DeriveInput;

pub(crate) fn derive(_input: &DeriveInput) -> TokenStream {
    TokenStream::new()
}

/// `Parameters` of a struct that has its other implementations.
pub(crate) fn parameters(_container: &Container) -> TokenStream {
    TokenStream::new()
}
