//! How messages are told apart.

use super::super::ast::{Constant, Container, Messages, Payload, Tagging};
use super::number;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The `FramePlan` of a set.
pub(super) fn frames(container: &Container, messages: &Messages) -> TokenStream {
    let of = |is_kind: fn(&Payload) -> bool| -> Vec<Literal> {
        let numbered = messages.numbered();
        let found = numbered.filter(|(_, variant)| is_kind(&variant.payload));
        found.map(|(index, _)| number(index)).collect()
    };
    let text = match of(|payload| matches!(payload, Payload::Text(_))).first() {
        Some(number) => quote!(__p::Some(#number)),
        None => quote!(__p::None),
    };
    let binary = of(|payload| matches!(payload, Payload::Binary(_)));
    let json = match json(container, messages) {
        Some(select) => quote!(__p::Some(&#select)),
        None => quote!(__p::None),
    };
    quote!(__p::FramePlan { json: #json, text: #text, binary: &[#(#binary),*] })
}

/// The `Select` of the messages that are JSON, if any is.
fn json(container: &Container, messages: &Messages) -> Option<TokenStream> {
    let numbers: Vec<Literal> = messages
        .numbered()
        .filter(|(_, variant)| variant.is_json())
        .map(|(index, _)| number(index))
        .collect();
    let path = match (&messages.tagging, numbers.len()) {
        (_, 0) => return None,
        (Tagging::Tag(names), _) => names.as_slice(),
        (Tagging::Envelope { tag, .. }, _) => std::slice::from_ref(tag),
        // What the types say of themselves is no constant for all types that may be put in.
        (Tagging::None, 2..) if container.generics.type_params().next().is_none() => {
            return Some(quote! {
                __p::Select::Structure(&<Self as __p::describe::Define>::DEFINITION)
            });
        }
        (Tagging::None, _) => return Some(quote!(__p::Select::Variants(&[#(#numbers),*]))),
    };
    let values = messages
        .numbered()
        .filter(|(_, variant)| variant.is_json())
        .flat_map(|(index, variant)| {
            let number = number(index);
            let values = variant.values.iter().map(Constant::tokens);
            values.map(move |value| quote!((#value, __p::Select::Variants(&[#number]))))
        });
    Some(tag(path, values))
}

/// A `Select` by the constants at the end of a path.
pub(super) fn tag(path: &[String], values: impl Iterator<Item = TokenStream>) -> TokenStream {
    let steps = path.iter().map(|name| match is_plain(name) {
        true => quote!(__p::Step::Key(#name)),
        false => quote!(__p::Step::EscapedKey(#name)),
    });
    quote! {
        __p::Select::Tag {
            path: &[#(#steps),*],
            values: &[#(#values),*],
            absent: &[],
            other: &[],
        }
    }
}

/// Whether all of a text stands for itself in a JSON string.
fn is_plain(text: &str) -> bool {
    !text.contains(|character| matches!(character, '"' | '\\' | ..' '))
}
