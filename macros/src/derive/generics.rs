//! The headers of derived implementations, and what is asked there of type parameters: as with serde,
//! that each which is on the wire can do what the type does, and nothing of the others.

use super::ast::{Container, Data, Default, Field, Payload};
use super::constraints;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{GenericArgument, GenericParam, Lifetime, PathArguments, Type, TypePath};

/// What a type can do if the types can that stand for its parameters.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ability {
    Read,
    Write,
    Check,
    Describe,
}

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
    /// The header of an implementation that rests on these abilities.
    pub(crate) fn header(&self, abilities: &[Ability]) -> Header {
        self.header_with(None, abilities)
    }

    /// The same for a trait with the lifetime `'de` of the text that is read, which all lifetimes of
    /// the type are parts of.
    pub(crate) fn reading_header(&self, abilities: &[Ability]) -> Header {
        let lifetimes: Vec<&Lifetime> = self
            .generics
            .lifetimes()
            .map(|parameter| &parameter.lifetime)
            .collect();
        let text = match lifetimes.as_slice() {
            [] => quote!('de),
            lifetimes => quote!('de: #(#lifetimes)+*),
        };
        self.header_with(Some(text), abilities)
    }

    /// Whether values of the type borrow from the text that they are read from.
    pub(crate) fn borrows(&self) -> bool {
        self.generics.lifetimes().next().is_some()
    }

    fn header_with(&self, lifetime: Option<TokenStream>, abilities: &[Ability]) -> Header {
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
        let text = match lifetime {
            Some(_) => TokenStream::new(),
            None => quote!(for<'de>),
        };
        let stated = stated.map(|stated| &stated.predicates);
        let stated = stated.into_iter().flatten();
        let bounds = match &self.bound {
            Some(bound) => bound.clone(),
            None => self.bounds(abilities, &text),
        };
        let mut all: Vec<TokenStream> = lifetime.into_iter().collect();
        all.extend(parameters);
        Header {
            generics: quote!(<#(#all),*>),
            ty: quote!(#ident #arguments),
            bounds: quote!(where #(#stated,)* #bounds),
        }
    }

    /// What is asked of type parameters for these abilities. `text` is what makes the lifetime `'de`
    /// known, where it is none of the implementation.
    fn bounds(&self, abilities: &[Ability], text: &TokenStream) -> TokenStream {
        let parameters = self.generics.type_params();
        let names: Vec<&Ident> = parameters.map(|parameter| &parameter.ident).collect();
        if names.is_empty() {
            return TokenStream::new();
        }
        let mut bounds = Bounds::default();
        for ability in abilities {
            for field in self.fields() {
                bounds.of_field(*ability, field, text, &names);
            }
        }
        if let Data::Record(record) = &self.data
            && let Some(Default::Trait) = &record.default
            && abilities.contains(&Ability::Read)
        {
            bounds.add(quote!(Self: __p::Default));
        }
        bounds.tokens
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
}

/// What is asked, each thing once.
#[derive(std::default::Default)]
struct Bounds {
    known: Vec<String>,
    tokens: TokenStream,
}

impl Bounds {
    fn add(&mut self, bound: TokenStream) {
        let text = bound.to_string();
        if !self.known.contains(&text) {
            self.known.push(text);
            self.tokens.extend(quote!(#bound,));
        }
    }

    fn of_field(&mut self, ability: Ability, field: &Field, text: &TokenStream, names: &[&Ident]) {
        let ty = &field.ty;
        let is_read = ability == Ability::Read;
        if is_read && field.default_is_by_trait() && mentions(ty, names) {
            self.add(quote!(#ty: __p::Default));
        }
        let Some(concerned) = ability.concerns(field) else {
            return;
        };
        if is_read && field.flatten && mentions(ty, names) {
            return self.add(quote!(#text #ty: __p::derived::Flattened<'de>));
        }
        self.of_parts(ability, concerned, text, names);
        if ability != Ability::Check {
            return;
        }
        // A list of the type may have a constraint, here or further in, whose error shows the list.
        if field.write_with.is_none() {
            self.of_parts(Ability::Write, ty, text, names);
        }
        if mentions(ty, names) && field.wire_type.is_none() {
            for kind in constraints::kinds(field) {
                self.add(quote!(#ty: #kind));
            }
        }
    }

    /// What is asked of what a type has of parameters.
    fn of_parts(&mut self, ability: Ability, ty: &Type, text: &TokenStream, names: &[&Ident]) {
        let mut parts = Vec::new();
        find_parts(ty, names, false, &mut parts);
        for (part, is_key) in parts {
            let wanted = match (ability, is_key) {
                (Ability::Read, false) => quote!(#text #part: __p::ReadJson<'de>),
                (Ability::Write, false) => quote!(#part: __p::WriteJson),
                (Ability::Check, false) => quote!(#part: __p::validation::Validate),
                (Ability::Describe, false) => quote!(#part: __p::describe::Describe),
                (Ability::Read, true) => quote!(#text #part: __p::Name<'de>),
                (Ability::Write | Ability::Check, true) => quote!(#part: __p::Key),
                (Ability::Describe, true) => continue,
            };
            self.add(wanted);
        }
    }
}

impl Ability {
    /// The type of a field whose own ability is needed.
    fn concerns(self, field: &Field) -> Option<&Type> {
        let is_read = !field.skip_reading && field.read_with.is_none();
        let is_written = !field.skip_writing && field.write_with.is_none();
        let is_concerned = match self {
            Self::Read => is_read,
            Self::Write => is_written,
            Self::Check => is_read || is_written,
            Self::Describe if field.wire_type.is_some() => return field.wire_type.as_ref(),
            Self::Describe => {
                let has_functions = field.read_with.is_some() || field.write_with.is_some();
                !(has_functions || field.skip_reading && field.skip_writing)
            }
        };
        is_concerned.then_some(&field.ty)
    }
}

impl Field {
    /// Whether `Default::default()` stands for what is not read.
    fn default_is_by_trait(&self) -> bool {
        match self.default {
            Some(Default::Trait) => true,
            Some(Default::Path(_)) => false,
            None => self.skip_reading,
        }
    }
}

/// The parameters of which a type is made, and the types that they name, such as `T::Id`: each with
/// whether it is the key of a map.
fn find_parts(ty: &Type, names: &[&Ident], is_key: bool, found: &mut Vec<(TokenStream, bool)>) {
    let path = match ty {
        _ if is_of(ty, names) => return found.push((quote!(#ty), is_key)),
        Type::Array(array) => return find_parts(&array.elem, names, false, found),
        Type::Slice(slice) => return find_parts(&slice.elem, names, false, found),
        Type::Reference(reference) => return find_parts(&reference.elem, names, is_key, found),
        Type::Paren(paren) => return find_parts(&paren.elem, names, is_key, found),
        Type::Group(group) => return find_parts(&group.elem, names, is_key, found),
        Type::Tuple(tuple) => {
            for part in &tuple.elems {
                find_parts(part, names, false, found);
            }
            return;
        }
        Type::Path(path) => path,
        other => {
            let inside = names.iter().filter(|name| mentions(other, &[name]));
            return found.extend(inside.map(|name| (quote!(#name), is_key)));
        }
    };
    let is = |known: &[&str]| {
        let last = path.path.segments.last();
        last.is_some_and(|last| known.iter().any(|known| last.ident == known))
    };
    // A mark is the same for all types.
    if is(&["PhantomData"]) {
        return;
    }
    // What hashes is on no wire.
    let count = match () {
        () if is(&["HashMap"]) => 2,
        () if is(&["HashSet"]) => 1,
        () => usize::MAX,
    };
    for (index, argument) in arguments(path).take(count).enumerate() {
        let is_key = index == 0 && is(&["BTreeMap", "HashMap"]);
        find_parts(argument, names, is_key, found);
    }
}

/// The types between the angle brackets of a path.
fn arguments(path: &TypePath) -> impl Iterator<Item = &Type> {
    let segments = path.path.segments.iter();
    let lists = segments.filter_map(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(list) => Some(&list.args),
        _ => None,
    });
    lists.flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// Whether it is a parameter, or a type that one names.
fn is_of(ty: &Type, names: &[&Ident]) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    match (&path.qself, path.path.segments.first()) {
        (Some(of), _) => mentions(&of.ty, names),
        (None, Some(first)) => path.path.leading_colon.is_none() && names.contains(&&first.ident),
        (None, None) => false,
    }
}

/// Whether a type has one of the names in it.
pub(super) fn mentions(ty: &impl ToTokens, names: &[&Ident]) -> bool {
    ty.to_token_stream().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => names.contains(&&ident),
        TokenTree::Group(group) => mentions(&group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
