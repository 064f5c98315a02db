//! Sets of messages.

mod parts;
mod read;
mod select;
mod single;
mod write;

pub(crate) use parts::implementations as payloads;
pub(crate) use single::single;

use super::ast::{Constant, Container, Messages, Payload, Record, Tagging, Variant};
use super::generics::Ability;
use super::record::{self, place, written_name};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Member;

/// `MessageSet`, `WriteMessage`, `Message` or `MessageView`, and, where all messages are JSON,
/// `ReadJson`, `WriteJson` and `Validate`.
pub(crate) fn implementations(container: &Container, messages: &Messages) -> TokenStream {
    let read = read::implementations(container, messages);
    let write = write::implementations(container, messages);
    let message = message(container);
    let parts = parts::implementations(container, messages);
    let checks = tag_checks(container, messages);
    quote!(#read #write #message #parts #checks)
}

/// Whether each payload can have the tag, where the compiler knows it: that of a type with parameters
/// is only known when it is written.
fn tag_checks(container: &Container, messages: &Messages) -> TokenStream {
    if !matches!(messages.tagging, Tagging::Tag(_)) || !container.generics.params.is_empty() {
        return TokenStream::new();
    }
    let payloads = messages
        .variants
        .iter()
        .filter_map(|variant| match &variant.payload {
            Payload::Json(field) if field.write_with.is_none() => Some(&field.ty),
            _ => None,
        });
    let checks = payloads.map(|ty| {
        quote_spanned! {place(ty)=>
            const _: () = __p::derived::can_have_tag(&<__p::derived::Probe<#ty>>::SHAPE);
        }
    });
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use __p::derived::Unknown as _;
            #(#checks)*
        };
    }
}

/// What a type must be able to do to be a message.
const MESSAGE: &[Ability] = &[Ability::Read, Ability::Write, Ability::Check];

/// `Message`, or `MessageView` of a type that borrows.
fn message(container: &Container) -> TokenStream {
    if container.borrows() {
        let header = container.reading_header(&[Ability::Read, Ability::Check]);
        let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
        return quote! {
            #[automatically_derived]
            impl #generics __p::MessageView<'de> for #ty #bounds {
                fn decode(frame: __p::Frame<'de>) -> __p::Result<Self, __p::DecodeError> {
                    __p::decode(frame)
                }
                fn decode_unchecked(
                    frame: __p::Frame<'de>,
                ) -> __p::Result<Self, __p::DecodeError> {
                    __p::decode_unchecked(frame)
                }
                fn name(&self) -> &'static __p::str {
                    __p::message_name(self)
                }
            }
        };
    }
    let header = container.header(MESSAGE);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    quote! {
        #[automatically_derived]
        impl #generics __p::Message for #ty #bounds {
            fn decode(frame: __p::Frame<'_>) -> __p::Result<Self, __p::DecodeError> {
                __p::decode(frame)
            }
            fn decode_unchecked(frame: __p::Frame<'_>) -> __p::Result<Self, __p::DecodeError> {
                __p::decode_unchecked(frame)
            }
            fn encode(&self) -> __p::Result<__p::Payload, __p::EncodeError> {
                __p::encode(self)
            }
            fn encode_unchecked(&self) -> __p::Result<__p::Payload, __p::EncodeError> {
                __p::encode_unchecked(self)
            }
            fn name(&self) -> &'static __p::str {
                __p::message_name(self)
            }
        }
        #[automatically_derived]
        impl #generics __p::derived::PartOf<Self> for #ty #bounds {
            fn into_set(self) -> Self {
                self
            }
        }
    }
}

impl Messages {
    /// The messages with their index in the set.
    fn numbered(&self) -> impl Iterator<Item = (usize, &Variant)> {
        self.variants.iter().enumerate()
    }

    /// Whether all messages are JSON.
    fn is_json(&self) -> bool {
        self.variants.iter().all(Variant::is_json)
    }
}

impl Variant {
    /// The value of the tag that is written, as JSON.
    fn value(&self) -> String {
        let value = self.values.first();
        value.map_or_else(String::new, Constant::to_json)
    }

    /// The start of an object with the tag, without a comma.
    fn tag(&self, name: &str) -> String {
        format!("{{{}{}", written_name(name), self.value())
    }

    /// The object that the message is by itself, with a tag among its properties; `None` if it has
    /// a payload.
    fn object(&self, tag: Option<(Vec<String>, Constant)>) -> Option<Record> {
        match &self.payload {
            Payload::Record(record) => Some(Record {
                tag,
                ..record.clone()
            }),
            Payload::Nothing => Some(Record {
                fields: Vec::new(),
                closed: false,
                default: None,
                tag,
            }),
            _ => None,
        }
    }

    /// A pattern that binds what the variant holds.
    fn pattern(&self) -> TokenStream {
        let ident = &self.ident;
        match &self.payload {
            Payload::Record(record) => {
                let members = record.fields.iter().map(|field| &field.member);
                let names = record.fields.iter().map(|field| bound(&field.member));
                quote!(Self::#ident { #(#members: #names),* })
            }
            Payload::Nothing => quote!(Self::#ident { .. }),
            _ => quote!(Self::#ident(value)),
        }
    }

    /// Statements that check what the pattern has bound.
    fn checks(&self) -> TokenStream {
        match &self.payload {
            Payload::Json(field) => record::check_value(field, &quote!(value)),
            Payload::Record(record) => record::checks(record, &access),
            _ => TokenStream::new(),
        }
    }
}

/// How the fields of a variant are reached that a pattern has bound.
fn access(member: &Member) -> TokenStream {
    let name = bound(member);
    quote!(#name)
}

fn bound(member: &Member) -> Ident {
    match member {
        Member::Named(name) => format_ident!("field_{}", name),
        Member::Unnamed(index) => format_ident!("field_{}", index.index),
    }
}

/// The number of a variant.
fn number(index: usize) -> Literal {
    Literal::usize_unsuffixed(index)
}

/// The names of several properties, as the runtime has them.
fn written_names(names: &[String]) -> TokenStream {
    let names = names.iter().map(|name| written_name(name));
    quote!(&[#(#names),*])
}
