//! How messages are written and checked.

use super::super::ast::{Container, Messages, Payload, Tagging, Variant};
use super::super::generics::Ability;
use super::super::record::{self, written_name};
use super::{MESSAGE, access, place, written_names};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// `WriteMessage`, `Validate`, and `WriteJson` where all messages are JSON.
pub(super) fn implementations(container: &Container, messages: &Messages) -> TokenStream {
    let validate = validate(container, messages);
    let write = match messages.is_json() {
        true => {
            let header = container.header(&[Ability::Write]);
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
    let header = container.header(MESSAGE);
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
    let header = container.header(&[Ability::Check]);
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
        (Tagging::Tag(names), own) => match (names.as_slice(), own) {
            ([name], Payload::Json(_)) => {
                let (name, tag) = (written_name(name), variant.tag(name));
                let write = payload(variant, None);
                quote!(out.tagged(#name, #tag, |out| { #write });)
            }
            ([_], _) => payload(variant, Some(names)),
            _ => {
                let write = payload(variant, None);
                let names = written_names(names);
                quote!(out.tagged_within(#names, #value, |out| { #write });)
            }
        },
        (Tagging::Envelope { tag, .. }, Payload::Nothing) => {
            let whole = variant.tag(tag) + "}";
            quote!(out.raw(#whole);)
        }
        (
            Tagging::Envelope {
                tag, payload: name, ..
            },
            own,
        ) => {
            let bare = variant.tag(tag);
            let start = format!("{bare},{}", written_name(name));
            let write = match own {
                Payload::Json(field) => record::write_after(field, &quote!(value), &start, &bare),
                _ => {
                    let write = payload(variant, None);
                    quote!(out.raw(#start); #write)
                }
            };
            quote!(#write out.raw("}");)
        }
    }
}

/// Statements that write what a variant holds; with a tag, if that is one of its own properties.
fn payload(variant: &Variant, tag: Option<&[String]>) -> TokenStream {
    if let Payload::Json(field) = &variant.payload {
        return record::write_value(field, &quote!(value));
    }
    let tag = tag
        .map(<[String]>::to_vec)
        .zip(variant.values.first().cloned());
    let object = variant.object(tag);
    object.map_or_else(TokenStream::new, |object| {
        record::write(&object, &variant.name, &access)
    })
}

/// The payload of a message that is no JSON.
fn other_payload(payload: &Payload) -> Option<TokenStream> {
    let (held_by, ty) = match payload {
        Payload::Text(ty) => (quote!(TextPayload), ty),
        Payload::Binary(ty) => (quote!(BinaryPayload), ty),
        Payload::Unknown(ty) => (quote!(UnknownPayload), ty),
        Payload::Json(_) | Payload::Record(_) | Payload::Nothing => return None,
    };
    Some(quote_spanned!(place(ty)=> __p::derived::#held_by::to_payload(value)))
}
