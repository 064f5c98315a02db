//! `#[derive(Message)]`, `#[derive(Parameters)]` and `#[derive(Channel)]`.
//!
//! The way of the data: `attributes` reads what a type says into `ast` and collects all mistakes; the
//! other modules write implementations from that. A type with mistakes gets implementations that do
//! nothing, so that each mistake is one error of the compiler and not many.

mod ast;
mod attributes;
mod channel;
mod constraints;
mod describe;
mod drift;
mod errors;
mod fallback;
mod generics;
mod record;
mod sets;
mod values;

use ast::{Container, Data};
use errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// What is derived for a type.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Derived {
    Message,
    Parameters,
}

/// `#[derive(Message)]` and `#[derive(Parameters)]`.
pub(crate) fn message(input: &DeriveInput, derived: Derived) -> TokenStream {
    let mut errors = Errors::default();
    let mut container = attributes::container(input, derived, &mut errors);
    let implementations = match &mut container {
        Some(container) if errors.is_empty() => {
            let checks = drift::checks(container, &mut errors);
            let implementations = implementations(container, derived);
            let runtime = &container.runtime;
            in_block(runtime, &quote!(#implementations #checks))
        }
        _ => fallback::message(input, derived, container.as_ref()),
    };
    let errors = errors.into_tokens();
    quote!(#implementations #errors)
}

/// `#[derive(Channel)]`.
pub(crate) fn channel(input: &DeriveInput) -> TokenStream {
    channel::derive(input)
}

/// Everything that a type gets. `__p` is the runtime's module for generated code.
fn implementations(container: &Container, derived: Derived) -> TokenStream {
    let all = match &container.data {
        Data::Record(record) => record::implementations(container, record),
        Data::Transparent(field) => record::transparent(container, field),
        Data::Values(values) => values::implementations(container, values),
        Data::Messages(messages) => sets::implementations(container, messages),
    };
    let definition = describe::implementations(container);
    let kind = match (derived, &container.data) {
        (Derived::Parameters, _) => channel::parameters(container),
        // An enum of messages is one by itself.
        (Derived::Message, Data::Messages(_)) => TokenStream::new(),
        (Derived::Message, _) => sets::single(container),
    };
    quote!(#all #definition #kind)
}

/// In a block of its own, where `__p` is the only name that is added to those of the user's module.
fn in_block(runtime: &TokenStream, items: &TokenStream) -> TokenStream {
    quote! {
        #[allow(
            deprecated, unused_qualifications, unused_variables, unused_mut, unreachable_patterns,
            non_upper_case_globals, non_snake_case, clippy::all, clippy::pedantic, clippy::nursery,
            clippy::restriction
        )]
        const _: () = {
            use #runtime::__private as __p;
            // Traits without names, for the ways of a field.
            #[allow(unused_imports)]
            use __p::derived::ways::*;
            #items
        };
    }
}
