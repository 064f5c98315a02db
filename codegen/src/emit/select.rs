//! Decision trees as constants.

use super::Emitter;
use crate::plan::{KeySet, Kind, Select, Step};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    pub(super) fn select(&self, select: &Select) -> TokenStream {
        let p = &self.private;
        match select {
            Select::Variants(variants) => {
                let variants = variants
                    .iter()
                    .map(|variant| Literal::u16_unsuffixed(*variant));
                quote!(#p::Select::Variants(&[#(#variants),*]))
            }
            Select::Kind(kinds) => {
                let kinds = kinds.iter().map(|(kind, select)| {
                    let kind = format_ident!("{}", kind_name(*kind));
                    let select = self.select(select);
                    quote!((#p::Kind::#kind, #select))
                });
                quote!(#p::Select::Kind(&[#(#kinds),*]))
            }
            Select::Tag {
                path,
                values,
                absent,
                other,
            } => {
                let path = path.iter().map(|step| match step {
                    Step::Key(key) => self.key_step(key),
                    Step::Index(index) => {
                        let index = Literal::usize_unsuffixed(*index);
                        quote!(#p::Step::Index(#index))
                    }
                });
                let values = values.iter().map(|(constant, select)| {
                    let constant = self.constant(constant);
                    let select = self.select(select);
                    quote!((#constant, #select))
                });
                let absent = absent.iter().map(|select| self.select(select));
                let other = other.iter().map(|select| self.select(select));
                quote! {
                    #p::Select::Tag {
                        path: &[#(#path),*],
                        values: &[#(#values),*],
                        absent: &[#(#absent),*],
                        other: &[#(#other),*],
                    }
                }
            }
            Select::Keys(sets) => {
                let sets = sets.iter().map(|set| self.key_set(set));
                quote!(#p::Select::Keys(&[#(#sets),*]))
            }
        }
    }

    /// The step to a property.
    pub(super) fn key_step(&self, key: &str) -> TokenStream {
        let p = &self.private;
        match is_plain(key) {
            true => quote!(#p::Step::Key(#key)),
            false => quote!(#p::Step::EscapedKey(#key)),
        }
    }

    fn key_set(&self, set: &KeySet) -> TokenStream {
        let p = &self.private;
        let variant = Literal::u16_unsuffixed(set.variant);
        let required = &set.required;
        let known = &set.known;
        let closed = set.closed;
        quote! {
            #p::KeySet {
                variant: #variant,
                required: &[#(#required),*],
                known: &[#(#known),*],
                closed: #closed,
            }
        }
    }
}

/// Whether all of a text stands for itself in a JSON string.
fn is_plain(text: &str) -> bool {
    !text.contains(|character| matches!(character, '"' | '\\' | ..' '))
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "Object",
        Kind::Array => "Array",
        Kind::String => "String",
        Kind::Number => "Number",
        Kind::Boolean => "Boolean",
        Kind::Null => "Null",
    }
}
