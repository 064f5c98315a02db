//! How messages are written and checked.

use super::super::ast::{Container, Messages, Payload, Record, Tagging, Variant};
use super::super::record;
use super::{access, message_bound, untagged, written, written_names};
use proc_macro2::TokenStream;
use quote::quote;

/// `WriteMessage`, `Validate`, and `WriteJson` where all messages are JSON.
pub(super) fn implementations(container: &Container, messages: &Messages) -> TokenStream {
    let validate = validate(container, messages);
    let write = match messages.is_json() {
        true => {
            let header = container.header(&quote!(__p::WriteJson));
            let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
            let arms = messages.variants.iter().map(|variant| {
                let (pattern, write) = (variant.pattern(), writes(&messages.tagging, variant));
                quote!(#pattern => { #write })
            });
            let message = message(container, &quote!(out.value(self); __p::None));
            quote! {
                #[automatically_derived]
                impl #generics __p::WriteJson for #ty #bounds {
                    fn write_json(&self, out: &mut __p::Writer) {
                        match self { #(#arms)* }
                    }
                }
                #message
            }
        }
        false => {
            let arms = messages.variants.iter().map(|variant| {
                let pattern = variant.pattern();
                let write = match other_payload(&variant.payload) {
                    Some(payload) => quote!(__p::Some(#payload)),
                    None => {
                        let write = writes(&messages.tagging, variant);
                        quote!({ #write __p::None })
                    }
                };
                quote!(#pattern => #write,)
            });
            message(container, &quote!(match self { #(#arms)* }))
        }
    };
    quote!(#validate #write)
}

/// `WriteMessage`, of which a type that borrows is none.
pub(super) fn message(container: &Container, write: &TokenStream) -> TokenStream {
    if container.borrows() {
        return TokenStream::new();
    }
    let header = container.header(&message_bound());
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    quote! {
        #[automatically_derived]
        impl #generics __p::WriteMessage for #ty #bounds {
            fn write(&self, out: &mut __p::Writer) -> __p::Option<__p::Payload> {
                #write
            }
        }
    }
}

fn validate(container: &Container, messages: &Messages) -> TokenStream {
    let header = container.header(&quote!(__p::validation::Validate));
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let arms = messages.variants.iter().filter_map(|variant| {
        let (pattern, checks) = (variant.pattern(), variant.checks());
        if checks.is_empty() {
            return None;
        }
        Some(match &messages.tagging {
            Tagging::Envelope { payload, .. } => quote! {
                #pattern => __p::validation::property(#payload, self, |_| {
                    #checks
                    __p::Ok(())
                })?,
            },
            _ => quote!(#pattern => { #checks }),
        })
    });
    quote! {
        #[automatically_derived]
        impl #generics __p::validation::Validate for #ty #bounds {
            fn validate(&self) -> __p::validation::Checked {
                match self {
                    #(#arms)*
                    _ => {}
                }
                __p::Ok(())
            }
        }
    }
}

/// Statements that write a message that is JSON to `out`.
fn writes(tagging: &Tagging, variant: &Variant) -> TokenStream {
    let value = variant.value();
    match (tagging, &variant.payload) {
        (Tagging::None, Payload::Nothing) => quote!(out.raw("null");),
        (Tagging::None, _) => payload(variant, None),
        (Tagging::Tag(names), Payload::Nothing) => {
            let start: String = names
                .iter()
                .map(|name| format!("{{{}", written(name)))
                .collect();
            let whole = start + &value + &"}".repeat(names.len());
            quote!(out.raw(#whole);)
        }
        (Tagging::Tag(names), Payload::Record(record)) if names.len() == 1 => {
            payload(variant, Some(record))
        }
        (Tagging::Tag(names), _) => {
            let names = written_names(names);
            let write = payload(variant, None);
            quote!(out.tagged(#names, #value, |out| { #write });)
        }
        (Tagging::Envelope { tag, .. }, Payload::Nothing) => {
            let whole = format!("{{{}{value}}}", written(tag));
            quote!(out.raw(#whole);)
        }
        (Tagging::Envelope { tag, payload: name }, _) => {
            let start = format!("{{{}{value},{}", written(tag), written(name));
            let write = payload(variant, None);
            quote!(out.raw(#start); #write out.raw("}");)
        }
    }
}

/// Statements that write what a variant holds. That of a record has the tag, where it is given.
fn payload(variant: &Variant, tagged: Option<&Record>) -> TokenStream {
    match (&variant.payload, tagged) {
        (Payload::Json(field), _) => record::write_value(field, &quote!(value)),
        (Payload::Record(_), Some(record)) => record::write(record, &variant.name, &access),
        (Payload::Record(record), None) => record::write(&untagged(record), &variant.name, &access),
        _ => TokenStream::new(),
    }
}

/// The payload of a message that is no JSON.
fn other_payload(payload: &Payload) -> Option<TokenStream> {
    let write = match payload {
        Payload::Text(_) => quote!(__p::derived::TextPayload::to_payload),
        Payload::Binary(_) => quote!(__p::derived::BinaryPayload::to_payload),
        Payload::Unknown(_) => quote!(__p::derived::UnknownPayload::to_payload),
        Payload::Json(_) | Payload::Record(_) | Payload::Nothing => return None,
    };
    Some(quote!(#write(value)))
}
