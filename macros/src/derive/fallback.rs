//! What a type with mistakes gets: implementations that do nothing, so that each mistake is one error.

use super::ast::{Container, Data};
use super::generics::Header;
use super::{Derived, attributes, in_block, sets};
use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

/// All that the type would have had. `read` is what could be made out of it.
pub(crate) fn message(
    input: &DeriveInput,
    derived: Derived,
    read: Option<&Container>,
) -> TokenStream {
    let container = Container {
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        bound: None,
        runtime: attributes::runtime(input),
        name: String::new(),
        docs: String::new(),
        spec: None,
        data: Data::Values(Vec::new()),
    };
    // A lifetime that the reading one collides with is among the mistakes.
    if container
        .generics
        .lifetimes()
        .any(|lifetime| lifetime.lifetime.ident == "de")
    {
        return TokenStream::new();
    }
    let value = value(&container);
    let kind = match (derived, container.borrows()) {
        (Derived::Parameters, _) => parameters(&container),
        (Derived::Message, borrows) => {
            let set = set(&container);
            let message = if borrows {
                view(&container)
            } else {
                message_of(&container)
            };
            let payloads = read.map(|read| match &read.data {
                Data::Messages(messages) => sets::payloads(read, messages),
                _ => TokenStream::new(),
            });
            quote!(#set #message #payloads)
        }
    };
    in_block(&container.runtime, &quote!(#value #kind))
}

/// A value that can be read, written, checked and described.
fn value(container: &Container) -> TokenStream {
    let Header {
        generics,
        ty,
        bounds,
    } = container.header(&[]);
    let reading = container.reading_header(&[]);
    let (read_generics, read_bounds) = (&reading.generics, &reading.bounds);
    quote! {
        impl #read_generics __p::ReadJson<'de> for #ty #read_bounds {
            fn read_json(_: &mut __p::Reader<'de>) -> __p::Result<Self, __p::ReadError> {
                __p::Err(__p::no_such_variant(0))
            }
        }
        impl #generics __p::WriteJson for #ty #bounds {
            fn write_json(&self, _: &mut __p::Writer) {}
        }
        impl #generics __p::validation::Validate for #ty #bounds {}
        impl #generics __p::describe::Describe for #ty #bounds {
            const SHAPE: __p::describe::Shape = __p::describe::Shape::Any;
        }
        impl #generics __p::describe::Define for #ty #bounds {
            const DEFINITION: __p::describe::Definition = __p::describe::Definition {
                name: "",
                docs: "",
                kind: __p::describe::DefinitionKind::Same(__p::describe::Shape::Any, &[]),
            };
        }
    }
}

fn set(container: &Container) -> TokenStream {
    let Header {
        generics,
        ty,
        bounds,
    } = container.reading_header(&[]);
    quote! {
        impl #generics __p::MessageSet<'de> for #ty #bounds {
            const VARIANTS: &'static [&'static __p::str] = &[];
            const FRAMES: __p::FramePlan = __p::FramePlan {
                json: __p::None,
                text: __p::None,
                binary: &[],
            };
            fn read(
                variant: __p::usize,
                _: &mut __p::Reader<'de>,
            ) -> __p::Result<Self, __p::ReadError> {
                __p::Err(__p::no_such_variant(variant))
            }
            fn read_text(_: __p::usize, _: &'de __p::str) -> __p::Option<Self> {
                __p::None
            }
            fn read_binary(_: __p::usize, _: &'de [__p::u8]) -> __p::Option<Self> {
                __p::None
            }
            fn variant(&self) -> __p::usize {
                0
            }
        }
    }
}

fn message_of(container: &Container) -> TokenStream {
    let Header {
        generics,
        ty,
        bounds,
    } = container.header(&[]);
    quote! {
        impl #generics __p::WriteMessage for #ty #bounds {
            fn write(&self, _: &mut __p::Writer) -> __p::Option<__p::Payload> {
                __p::None
            }
        }
        impl #generics __p::Message for #ty #bounds {
            fn decode_unchecked(frame: __p::Frame<'_>) -> __p::Result<Self, __p::DecodeError> {
                __p::decode_unchecked(frame)
            }
            fn encode(&self) -> __p::Result<__p::Payload, __p::EncodeError> {
                __p::encode(self)
            }
            fn name(&self) -> &'static __p::str {
                ""
            }
        }
        impl #generics __p::derived::PartOf<Self> for #ty #bounds {
            fn into_set(self) -> Self {
                self
            }
        }
    }
}

fn view(container: &Container) -> TokenStream {
    let Header {
        generics,
        ty,
        bounds,
    } = container.reading_header(&[]);
    quote! {
        impl #generics __p::MessageView<'de> for #ty #bounds {
            fn decode_unchecked(frame: __p::Frame<'de>) -> __p::Result<Self, __p::DecodeError> {
                __p::decode_unchecked(frame)
            }
            fn name(&self) -> &'static __p::str {
                ""
            }
        }
    }
}

fn parameters(container: &Container) -> TokenStream {
    let Header {
        generics,
        ty,
        bounds,
    } = container.header(&[]);
    let runtime = &container.runtime;
    quote! {
        impl #generics #runtime::Parameters for #ty #bounds {
            fn to_pairs(
                &self,
                _: #runtime::ParameterKind,
            ) -> __p::Result<__p::Vec<(__p::String, __p::String)>, #runtime::AddressError> {
                __p::Ok(__p::Vec::new())
            }
            fn from_pairs(
                kind: #runtime::ParameterKind,
                _: __p::Vec<(__p::String, __p::String)>,
            ) -> __p::Result<Self, #runtime::AddressError> {
                __p::Err(#runtime::AddressError::missing(kind, ""))
            }
        }
    }
}
