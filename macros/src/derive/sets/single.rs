//! Types that are JSON as sets of one message.

use super::super::ast::{Container, Data, Record};
use super::super::generics::Ability;
use super::{message, select, write};
use proc_macro2::TokenStream;
use quote::quote;

/// What makes a type that is JSON a set of one message.
pub(crate) fn single(container: &Container) -> TokenStream {
    let header = container.reading_header(&[Ability::Read, Ability::Check]);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let name = &container.name;
    let select = match &container.data {
        Data::Record(Record {
            tag: Some((names, value)),
            ..
        }) => {
            let value = value.tokens();
            let only = quote!((#value, __p::Select::Variants(&[0])));
            select::tag(names, std::iter::once(only))
        }
        _ => quote!(__p::Select::Variants(&[0])),
    };
    let write = write::message(container, &quote!(out.value(self); __p::None));
    let message = message(container);
    quote! {
        #[automatically_derived]
        impl #generics __p::MessageSet<'de> for #ty #bounds {
            const VARIANTS: &'static [&'static __p::str] = &[#name];
            const FRAMES: __p::FramePlan = __p::FramePlan {
                json: __p::Some(&#select),
                text: __p::None,
                binary: &[],
            };
            fn read(
                _: __p::usize,
                json: &mut __p::Reader<'de>,
            ) -> __p::Result<Self, __p::ReadError> {
                __p::ReadJson::read_json(json)
            }
            fn variant(&self) -> __p::usize {
                0
            }
        }
        #write
        #message
    }
}
