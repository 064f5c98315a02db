//! The headers of derived implementations.

use super::ast::Container;
use proc_macro2::TokenStream;
use quote::quote;
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
        Header {
            generics: quote!(<#(#all),*>),
            ty: quote!(#ident #arguments),
            bounds: quote!(where #(#stated,)* #(#types: #bound,)*),
        }
    }
}
