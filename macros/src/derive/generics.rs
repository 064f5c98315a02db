//! The headers of derived implementations.

use super::ast::{Container, Data, Default, Field, Payload};
use super::constraints;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericParam, Lifetime, Type};

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
        let types = self.generics.type_params();
        let types = types
            .map(|parameter| &parameter.ident)
            .filter(|parameter| self.is_on_the_wire(parameter));
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
            if !self.has_parameter(ty) {
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

    /// Whether a type parameter is in a field that is read or written, other than as a mark.
    fn is_on_the_wire(&self, parameter: &Ident) -> bool {
        self.fields().iter().any(|field| {
            let is_skipped = field.skip_reading && field.skip_writing;
            !is_skipped && !is_mark(&field.ty) && mentions(&field.ty, &[parameter])
        })
    }

    /// Whether one of the type's parameters is somewhere in a type.
    fn has_parameter(&self, ty: &Type) -> bool {
        let parameters = self.generics.type_params();
        let names: Vec<&Ident> = parameters.map(|parameter| &parameter.ident).collect();
        mentions(ty, &names)
    }
}

/// Whether it is a `PhantomData`, which is the same for all types.
fn is_mark(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "PhantomData")
}

/// Whether a type has one of the names in it.
pub(super) fn mentions(ty: &impl ToTokens, names: &[&Ident]) -> bool {
    ty.to_token_stream().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&&ident),
        TokenTree::Group(group) => mentions(&group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
