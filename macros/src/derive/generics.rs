//! The headers of derived implementations.

use super::ast::{Container, Data, Default, Field, Payload};
use super::constraints;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericParam, Lifetime};

/// `impl<…>`, the type with its arguments, and the `where` clause.
pub(crate) struct Header {
    /// `<…>` after `impl`, with everything that the parameters are bound to.
    pub(crate) generics: TokenStream,
    /// The type.
    pub(crate) ty: TokenStream,
    /// `where …`, which may be empty.
    pub(crate) bounds: TokenStream,
}

impl Container {
    /// The header of an implementation for which each type parameter must have the trait `bound`.
    pub(crate) fn header(&self, bound: &TokenStream) -> Header {
        self.header_with(None, bound)
    }

    /// The same for a trait with the lifetime `'de` of the text that is read, which all lifetimes of
    /// the type are parts of.
    pub(crate) fn reading_header(&self, bound: &TokenStream) -> Header {
        let lifetimes: Vec<&Lifetime> = self
            .generics
            .lifetimes()
            .map(|parameter| &parameter.lifetime)
            .collect();
        let text = match lifetimes.as_slice() {
            [] => quote!('de),
            lifetimes => quote!('de: #(#lifetimes)+*),
        };
        self.header_with(Some(text), bound)
    }

    /// Whether values of the type borrow from the text that they are read from.
    pub(crate) fn borrows(&self) -> bool {
        self.generics.lifetimes().next().is_some()
    }

    fn header_with(&self, lifetime: Option<TokenStream>, bound: &TokenStream) -> Header {
        let ident = &self.ident;
        let (_, arguments, stated) = self.generics.split_for_impl();
        let parameters = self.generics.params.iter().map(|parameter| {
            // A default has no place in an `impl`.
            let mut parameter = parameter.clone();
            match &mut parameter {
                GenericParam::Type(ty) => {
                    ty.default = None;
                }
                GenericParam::Const(constant) => {
                    constant.default = None;
                }
                GenericParam::Lifetime(_) => {}
            }
            quote!(#parameter)
        });
        let mut all: Vec<TokenStream> = lifetime.into_iter().collect();
        all.extend(parameters);
        let stated = stated.map(|stated| &stated.predicates);
        let stated = stated.into_iter().flatten();
        let types = self
            .generics
            .type_params()
            .map(|parameter| &parameter.ident);
        let further = self.further_bounds();
        Header {
            generics: quote!(<#(#all),*>),
            ty: quote!(#ident #arguments),
            bounds: quote!(where #(#stated,)* #(#types: #bound,)* #(#further,)*),
        }
    }

    /// What is asked of types with parameters besides: a default value that stands for what is
    /// absent, and to be written where a constraint is about that.
    fn further_bounds(&self) -> Vec<TokenStream> {
        let mut bounds = Vec::new();
        for field in self.fields() {
            let ty = &field.ty;
            if !self.has_parameter(ty.to_token_stream()) {
                continue;
            }
            if matches!(field.default, Some(Default::Trait)) {
                bounds.push(quote!(#ty: __p::Default));
            }
            if constraints::are_about_json(field) {
                bounds.push(quote!(#ty: __p::WriteJson));
            }
        }
        let is_generic = self.generics.type_params().next().is_some();
        if let Data::Record(record) = &self.data
            && let (Some(Default::Trait), true) = (&record.default, is_generic)
        {
            bounds.push(quote!(Self: __p::Default));
        }
        bounds
    }

    /// All fields, those of variants too.
    fn fields(&self) -> Vec<&Field> {
        match &self.data {
            Data::Record(record) => record.fields.iter().collect(),
            Data::Transparent(field) => vec![field],
            Data::Values(_) => Vec::new(),
            Data::Messages(messages) => {
                let variants = messages.variants.iter();
                variants
                    .flat_map(|variant| match &variant.payload {
                        Payload::Record(record) => record.fields.iter().collect(),
                        Payload::Json(field) => vec![&**field],
                        _ => Vec::new(),
                    })
                    .collect()
            }
        }
    }

    /// Whether one of the type's parameters is somewhere in a type.
    fn has_parameter(&self, ty: TokenStream) -> bool {
        ty.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => {
                let mut parameters = self.generics.type_params();
                parameters.any(|parameter| parameter.ident == ident)
            }
            TokenTree::Group(group) => self.has_parameter(group.stream()),
            _ => false,
        })
    }
}
