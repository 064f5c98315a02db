//! How messages are read.

use super::super::ast::{Container, Messages, Payload, Tagging, Variant};
use super::super::record;
use super::{number, select, untagged, written, written_names};
use proc_macro2::TokenStream;
use quote::quote;

/// `MessageSet`, and `ReadJson` where all messages are JSON.
pub(super) fn implementations(container: &Container, messages: &Messages) -> TokenStream {
    let bound = quote!(__p::ReadJson<'de> + __p::validation::Validate);
    let header = container.reading_header(&bound);
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
    let read = quote! {
        match variant {
            #(#arms)*
            _ => __p::Err(__p::no_such_variant(variant)),
        }
    };
    match &messages.tagging {
        Tagging::Tag(names) => {
            let names = written_names(names);
            quote!(json.tagged(#names, |json| #read))
        }
        _ => read,
    }
}

/// An expression that reads a variant from `json`; `None` if it is no JSON.
fn variant_reader(tagging: &Tagging, variant: &Variant) -> Option<TokenStream> {
    let ident = &variant.ident;
    let payload = match (&variant.payload, tagging) {
        (Payload::Text(_) | Payload::Binary(_) | Payload::Unknown(_), _) => return None,
        (Payload::Nothing, tagging) => {
            let read = match tagging {
                Tagging::None => quote!(<() as __p::ReadJson<'de>>::read_json(json)),
                Tagging::Tag(names) => {
                    // The first of the properties on the way to it.
                    let name = names.first().map(|name| written(name));
                    quote!(__p::read_empty_envelope(json, &[#name]))
                }
                Tagging::Envelope { tag, .. } => {
                    let name = written(tag);
                    quote!(__p::read_empty_envelope(json, &[#name]))
                }
            };
            return Some(quote!(#read.map(|()| Self::#ident {})));
        }
        (Payload::Json(field), _) => {
            let read = record::read_value(field);
            quote!(__p::Result::map(#read, Self::#ident))
        }
        (Payload::Record(record), tagging) => {
            let name = &variant.name;
            let constructor = quote!(Self::#ident);
            match tagging {
                // The one value of the tag is a constant of the object.
                Tagging::Tag(names) if names.len() == 1 && variant.values.len() == 1 => {
                    record::read(record, name, &constructor)
                }
                _ => record::read(&untagged(record), name, &constructor),
            }
        }
    };
    Some(match tagging {
        Tagging::Envelope { tag, payload: name } => {
            let [tag, name] = [tag, name].map(|name| written(name));
            quote!(__p::read_envelope_by(json, &[#tag, #name], |json| #payload))
        }
        _ => payload,
    })
}

/// The functions for messages that are no JSON.
fn other_readers(messages: &Messages) -> TokenStream {
    let mut readers = TokenStream::new();
    for variant in &messages.variants {
        let ident = &variant.ident;
        readers.extend(match &variant.payload {
            Payload::Text(_) => quote! {
                fn read_text(_: __p::usize, text: &'de __p::str) -> __p::Option<Self> {
                    __p::Some(Self::#ident(__p::derived::TextPayload::from_text(text)))
                }
            },
            Payload::Binary(_) => quote! {
                fn read_binary(_: __p::usize, bytes: &'de [__p::u8]) -> __p::Option<Self> {
                    __p::Some(Self::#ident(__p::derived::BinaryPayload::from_bytes(bytes)))
                }
            },
            Payload::Unknown(_) => quote! {
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
