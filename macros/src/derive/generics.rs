//! The headers of derived implementations.

use super::ast::{Container, Data, Default};
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
        let defaults = self.default_types();
        Header {
            generics: quote!(<#(#all),*>),
            ty: quote!(#ident #arguments),
            bounds: quote!(where #(#stated,)* #(#types: #bound,)* #(#defaults: __p::Default,)*),
        }
    }

    /// The types with parameters of which the default value stands for what is absent.
    fn default_types(&self) -> Vec<TokenStream> {
        let Data::Record(record) = &self.data else {
            return Vec::new();
        };
        let fields = record.fields.iter();
        let fields = fields.filter(|field| matches!(field.default, Some(Default::Trait)));
        let own = matches!(record.default, Some(Default::Trait)).then(|| quote!(Self));
        let mut types: Vec<TokenStream> = fields.map(|field| field.ty.to_token_stream()).collect();
        types.retain(|ty| self.has_parameter(ty.clone()));
        types.extend(own.filter(|_| self.generics.type_params().next().is_some()));
        types
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
