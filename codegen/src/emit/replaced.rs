//! Checks of the user's types that stand in the place of schemas.

use crate::drift::Contract;
use crate::options::Options;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;

/// Holds each type of the option `replace` against the schema that it replaces, as far as the type
/// says what it is: of one that has only serde's traits, nothing is known. `contract` is the document
/// without replacements. Errors are shown at the type's path.
pub(crate) fn replaced(contract: &Contract, options: &Options) -> TokenStream {
    let runtime = &options.runtime;
    let types = options.replace.iter();
    let checks = types.filter_map(|(name, ty)| {
        let subject = contract.named(name)?;
        let checks = subject.checks(&format!("schema `{name}`"), last_name(ty));
        Some(quote! {
            #[allow(
                deprecated, unused_imports, unused_qualifications, clippy::all, clippy::pedantic,
                clippy::nursery, clippy::restriction
            )]
            const _: () = {
                use #runtime::__private as __p;
                use __p::derived::Unknown as _;
                const DEFINITION: __p::Option<&__p::describe::Definition> =
                    __p::derived::Probe::<#ty>::DEFINITION;
                const SHAPE: __p::describe::Shape = __p::derived::Probe::<#ty>::SHAPE;
                #checks
            };
        })
    });
    checks.collect()
}

/// The place of the last name of a path, before its arguments.
fn last_name(path: &TokenStream) -> Span {
    let tokens = path.clone().into_iter();
    let before = tokens
        .take_while(|token| !matches!(token, TokenTree::Punct(punct) if punct.as_char() == '<'));
    let names = before.filter(|token| matches!(token, TokenTree::Ident(_)));
    names
        .last()
        .map_or_else(Span::call_site, |name| name.span())
}
