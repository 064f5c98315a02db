//! How messages are read.

use super::super::ast::{Container, Messages, Payload, Tagging, Variant};
use super::super::generics::Ability;
use super::super::record::{self, written_name};
use super::{number, place, select, written_names};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// `MessageSet`, and `ReadJson` where all messages are JSON.
pub(super) fn implementations(container: &Container, messages: &Messages) -> TokenStream {
    let header = container.reading_header(&[Ability::Read, Ability::Check]);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let name = &container.name;
    let names = messages.variants.iter().map(|variant| &variant.name);
    let frames = select::frames(container, messages);
    let read = reader(messages);
    let frames_read = other_readers(messages);
    let numbers = messages.numbered().map(|(index, variant)| {
        let (ident, number) = (&variant.ident, number(index));
        quote!(Self::#ident { .. } => #number,)
    });
    let own = container.header(&[]);
    let (own_generics, own_bounds) = (own.generics, own.bounds);
    let nested = messages.is_json().then(|| {
        quote! {
            #[automatically_derived]
            impl #generics __p::ReadJson<'de> for #ty #bounds {
                fn read_json(
                    json: &mut __p::Reader<'de>,
                ) -> __p::Result<Self, __p::ReadError> {
                    __p::derived::read_nested(json)
                }
            }
            #[automatically_derived]
            impl #own_generics __p::derived::Object for #ty #own_bounds {
                const NAMES: __p::Option<&'static [&'static __p::str]> = __p::None;
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #generics __p::MessageSet<'de> for #ty #bounds {
            const NAME: &'static __p::str = #name;
            const VARIANTS: &'static [&'static __p::str] = &[#(#names),*];
            const FRAMES: __p::FramePlan = #frames;
            fn read(
                variant: __p::usize,
                json: &mut __p::Reader<'de>,
            ) -> __p::Result<Self, __p::ReadError> {
                #read
            }
            fn variant(&self) -> __p::usize {
                match self { #(#numbers)* }
            }
            #frames_read
        }
        #nested
    }
}

/// The body of `MessageSet::read`.
fn reader(messages: &Messages) -> TokenStream {
    let arms = messages.numbered().filter_map(|(index, variant)| {
        let (read, number) = (variant_reader(&messages.tagging, variant)?, number(index));
        Some(quote!(#number => #read,))
    });
    quote! {
        match variant {
            #(#arms)*
            _ => __p::Err(__p::no_such_variant(variant)),
        }
    }
}

/// An expression that reads a variant from `json`; `None` if it is no JSON.
fn variant_reader(tagging: &Tagging, variant: &Variant) -> Option<TokenStream> {
    let ident = &variant.ident;
    let payload = match (&variant.payload, tagging) {
        (Payload::Text(_) | Payload::Binary(_) | Payload::Unknown(_), _) => return None,
        (Payload::Json(field), Tagging::Envelope { .. }) => {
            let read = envelope(tagging, &record::take_value(field));
            return Some(quote!(__p::Result::map(#read, Self::#ident)));
        }
        (Payload::Json(field), _) => {
            let read = record::read_value(field);
            quote!(__p::Result::map(#read, Self::#ident))
        }
        (Payload::Nothing, Tagging::None) => {
            let read = quote!(<() as __p::ReadJson<'de>>::read_json(json));
            return Some(quote!(#read.map(|()| Self::#ident {})));
        }
        (Payload::Nothing, Tagging::Envelope { tag, closed, .. }) => {
            let name = written_name(tag);
            let read = match closed {
                // As with serde, `null` is no payload.
                true => envelope(
                    tagging,
                    &quote! {
                        |fields, payload| fields.set_by(payload, <() as __p::ReadJson<'de>>::read_json),
                        |_, _| __p::Some(()),
                    },
                ),
                false => quote!(__p::read_empty_envelope(json, &[#name])),
            };
            return Some(quote!(#read.map(|()| Self::#ident {})));
        }
        (Payload::Record(_) | Payload::Nothing, tagging) => {
            let constructor = quote!(Self::#ident);
            let read = |tag| {
                let object = variant.object(tag);
                object.map(|object| record::read(&object, &variant.name, &constructor))
            };
            match (tagging, variant.values.as_slice()) {
                // The one value of the tag is a constant of the object.
                (Tagging::Tag(names), [value]) if names.len() == 1 => {
                    return read(Some((names.clone(), value.clone())));
                }
                _ => read(None)?,
            }
        }
    };
    Some(match tagging {
        Tagging::None => payload,
        Tagging::Tag(names) => match names.as_slice() {
            [name] => {
                let (name, tag) = (written_name(name), variant.tag(name));
                quote!(json.tagged(&(&[#name], #tag), |json| #payload))
            }
            names => {
                let names = written_names(names);
                quote!(json.tagged(&(#names, ""), |json| #payload))
            }
        },
        Tagging::Envelope { .. } => envelope(
            tagging,
            &quote! {
                |fields, payload| fields.set_by(payload, |json| #payload),
                |fields, payload| fields.needed(1, payload),
            },
        ),
    })
}

/// Reads the object that a message travels in. `take` is how its payload is taken, and what stands
/// for one that is not there.
fn envelope(tagging: &Tagging, take: &TokenStream) -> TokenStream {
    let Tagging::Envelope {
        tag,
        payload,
        closed,
    } = tagging
    else {
        return TokenStream::new();
    };
    let [tag, payload] = [tag, payload].map(|name| written_name(name));
    quote!(__p::read_envelope_with(json, &[#tag, #payload], #closed, #take))
}

/// The functions for messages that are no JSON.
fn other_readers(messages: &Messages) -> TokenStream {
    let mut readers = TokenStream::new();
    for variant in &messages.variants {
        let ident = &variant.ident;
        readers.extend(match &variant.payload {
            Payload::Text(ty) => quote_spanned! {place(ty)=>
                fn read_text(_: __p::usize, text: &'de __p::str) -> __p::Option<Self> {
                    __p::Some(Self::#ident(__p::derived::TextPayload::from_text(text)))
                }
            },
            Payload::Binary(ty) => quote_spanned! {place(ty)=>
                fn read_binary(_: __p::usize, bytes: &'de [__p::u8]) -> __p::Option<Self> {
                    __p::Some(Self::#ident(__p::derived::BinaryPayload::from_bytes(bytes)))
                }
            },
            Payload::Unknown(ty) => quote_spanned! {place(ty)=>
                fn unknown(
                    frame: __p::Frame<'de>,
                    copy: &__p::Payload,
                ) -> __p::Option<Self> {
                    __p::Some(Self::#ident(__p::derived::UnknownPayload::from_frame(frame, copy)))
                }
            },
            Payload::Json(_) | Payload::Record(_) | Payload::Nothing => continue,
        });
    }
    readers
}
