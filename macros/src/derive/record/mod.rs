//! Objects: structs and variants with named fields.

mod read;
mod value;
mod write;

use super::ast::{Constant, Container, Field, Record};
use super::generics::Ability;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Member;

pub(crate) use read::{default_by, must_be_there, read};
pub(crate) use value::{
    call_path, check_value, own_type, place, read_value, take_value, write_after, write_value,
};
pub(crate) use write::{is_always_there, write};

/// How a field is reached: an expression of type `&T`, such as `&self.text` or a name that a pattern
/// has bound.
pub(crate) type Access<'a> = &'a dyn Fn(&Member) -> TokenStream;

/// `ReadJson`, `WriteJson` and `Validate` of a struct.
pub(crate) fn implementations(container: &Container, record: &Record) -> TokenStream {
    let access: Access<'_> = &|member| quote!(&self.#member);
    let mut read = read(record, &container.name, &quote!(Self));
    let mut write = write(record, &container.name, access);
    if let Some((names, value)) = record.tag.as_ref().filter(|(names, _)| names.len() > 1) {
        let names = names.iter().map(|name| written_name(name));
        let names = quote!(&[#(#names),*]);
        let value = value.to_json();
        read = quote!(json.tagged(&(#names, ""), |json| #read));
        write = quote!(out.tagged_within(#names, #value, |out| { #write }););
    }
    let parts = Implementations {
        read,
        write,
        checks: checks(record, access),
    };
    let implementations = parts.into_tokens(container);
    let header = container.header(&[]);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let names = match record.fields.iter().any(|field| field.flatten) {
        true => quote!(__p::None),
        false => {
            let names = record.names();
            quote!(__p::Some(&[#(#names),*]))
        }
    };
    quote! {
        #implementations
        #[automatically_derived]
        impl #generics __p::derived::Object for #ty #bounds {
            const NAMES: __p::Option<&'static [&'static __p::str]> = #names;
        }
    }
}

/// The same for a struct that is on the wire what its only field is.
pub(crate) fn transparent(container: &Container, field: &Field) -> TokenStream {
    let member = &field.member;
    let read = read_value(field);
    let value = quote!(&self.#member);
    let parts = Implementations {
        read: quote!(#read.map(|value| Self { #member: value })),
        write: write_value(field, &value),
        checks: check_value(field, &value),
    };
    let implementations = parts.into_tokens(container);
    let flattened = flattened(container, field);
    quote!(#implementations #flattened)
}

/// Such a struct stands among other properties as its field does, where that can.
fn flattened(container: &Container, field: &Field) -> TokenStream {
    if field.read_with.is_some() {
        return TokenStream::new();
    }
    let header = container.reading_header(&[Ability::Read]);
    let (generics, ty, bounds) = (header.generics, header.ty, header.bounds);
    let (member, inner) = (&field.member, &field.ty);
    quote! {
        #[automatically_derived]
        impl #generics __p::derived::Flattened<'de> for #ty
        #bounds #inner: __p::derived::Flattened<'de>
        {
            fn from_rest(
                rest: &mut __p::derived::Rest<'de>,
            ) -> __p::Result<Self, __p::ReadError> {
                <#inner as __p::derived::Flattened<'de>>::from_rest(rest)
                    .map(|value| Self { #member: value })
            }
        }
    }
}

/// What a type's implementations of the three traits are made of.
pub(crate) struct Implementations {
    /// An expression that reads a value from `json`.
    pub(crate) read: TokenStream,
    /// Statements that write `self` to `out`.
    pub(crate) write: TokenStream,
    /// Statements that check `self`.
    pub(crate) checks: TokenStream,
}

impl Implementations {
    pub(crate) fn into_tokens(self, container: &Container) -> TokenStream {
        let Self {
            read,
            write,
            checks,
        } = self;
        let reading = container.reading_header(&[Ability::Read]);
        let (reading_generics, ty, reading_bounds) = (reading.generics, reading.ty, reading.bounds);
        let writing = container.header(&[Ability::Write]);
        let (writing_generics, writing_bounds) = (writing.generics, writing.bounds);
        let checking = container.header(&[Ability::Check]);
        let (checking_generics, checking_bounds) = (checking.generics, checking.bounds);
        quote! {
            #[automatically_derived]
            impl #reading_generics __p::ReadJson<'de> for #ty #reading_bounds {
                fn read_json(json: &mut __p::Reader<'de>) -> __p::Result<Self, __p::ReadError> {
                    #read
                }
            }
            #[automatically_derived]
            impl #writing_generics __p::WriteJson for #ty #writing_bounds {
                fn write_json(&self, out: &mut __p::Writer) {
                    #write
                }
            }
            #[automatically_derived]
            impl #checking_generics __p::validation::Validate for #ty #checking_bounds {
                fn validate(&self) -> __p::validation::Checked {
                    #checks
                    __p::Ok(())
                }
            }
        }
    }
}

/// Statements that check the fields, with `?`.
pub(crate) fn checks(record: &Record, access: Access<'_>) -> TokenStream {
    let fields = record.fields.iter();
    fields
        .map(|field| {
            let checks = check_value(field, &quote!(value));
            let value = access(&field.member);
            match field.flatten {
                _ if checks.is_empty() => TokenStream::new(),
                true => quote!({ let value = #value; #checks }),
                false => {
                    let name = &field.name;
                    quote! {
                        __p::validation::property(#name, #value, |value| { #checks __p::Ok(()) })?;
                    }
                }
            }
        })
        .collect()
}

impl Record {
    /// The property with the tag, where it is one of the object's own.
    fn own_tag(&self) -> Option<(&str, &Constant)> {
        match &self.tag {
            Some((names, value)) => match names.as_slice() {
                [name] => Some((name, value)),
                _ => None,
            },
            None => None,
        }
    }

    /// The names of the properties that are read, as JSON with the colon: the tag, then the fields,
    /// then their further names.
    fn names(&self) -> Vec<String> {
        let tag = self.own_tag().map(|(name, _)| name);
        let fields = || self.fields.iter().filter(|field| field.is_property());
        let names = fields().map(|field| field.name.as_str());
        let aliases = fields().flat_map(|field| field.aliases.iter().map(String::as_str));
        let all = tag.into_iter().chain(names).chain(aliases);
        all.map(written_name).collect()
    }
}

impl Field {
    /// Whether it is read from a property of its own.
    fn is_property(&self) -> bool {
        !self.flatten && !self.skip_reading
    }
}

/// The name of a property as JSON, with the colon that follows it.
pub(crate) fn written_name(name: &str) -> String {
    Constant::String(name.to_owned()).to_json() + ":"
}
