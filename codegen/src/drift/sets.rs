//! The messages of a channel and the alternatives of a value, with what tells them apart.

use super::Contract;
use super::expected::json;
use crate::model::{Constant, MessageSet, Payload, Struct, Type, TypeKind, Union};
use crate::plan::{Select, Step};
use crate::source::Span;
use proc_macro2::TokenStream;
use quote::quote;

/// Messages or alternatives.
#[derive(Debug)]
pub struct Set {
    /// The property that tells them apart: its names from the outside. Empty where there is none.
    pub path: Vec<String>,
    /// All of them.
    pub messages: Vec<SetMessage>,
    /// The alternatives of the only message, if it has some: a set of these is the same on the wire.
    pub inner: Option<Box<Set>>,
    /// `file:line:column` in the document.
    pub place: String,
}

/// A message, or an alternative.
#[derive(Debug)]
pub struct SetMessage {
    /// Its name.
    pub name: String,
    /// `file:line:column` in the document.
    pub place: String,
    /// The runtime's `Message`.
    pub tokens: TokenStream,
}

/// What the tokens of a message are made of.
struct Parts<'c> {
    names: Vec<&'c str>,
    tags: Vec<Constant>,
    content: Content<'c>,
    place: Span,
}

enum Content<'c> {
    Json(&'c Type),
    Text,
    Binary,
    Nothing,
}

impl Contract {
    /// The messages of a channel.
    pub(super) fn message_set(&self, set: &MessageSet, place: Span) -> Set {
        let tag = set.frames.json.as_ref().and_then(Tag::of);
        let messages = set.variants.iter().enumerate();
        let messages = messages.filter_map(|(index, variant)| {
            let message = self.known.api.messages.get(variant.message)?;
            Some(Parts {
                names: vec![&message.name, &message.key, &variant.ident],
                tags: tags_of(tag.as_ref(), index),
                content: match &message.payload {
                    Payload::Json(ty) => Content::Json(ty),
                    Payload::Text(_) => Content::Text,
                    Payload::Binary => Content::Binary,
                    Payload::Nothing => Content::Nothing,
                },
                place: message.place,
            })
        });
        let inner = match set.variants.as_slice() {
            [only] => self.alternatives_of(only.message).map(Box::new),
            _ => None,
        };
        Set {
            inner,
            ..self.set(messages.collect(), tag.as_ref(), place)
        }
    }

    /// The alternatives of a message.
    fn alternatives_of(&self, message: usize) -> Option<Set> {
        let message = self.known.api.messages.get(message)?;
        match &message.payload {
            Payload::Json(ty) => match self.bare(ty)? {
                (TypeKind::Union(union), _) => Some(self.alternatives(union, message.place)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The alternatives of a value.
    pub(super) fn alternatives(&self, union: &Union, place: Span) -> Set {
        let tag = Tag::of(&union.select);
        let variants = union.variants.iter().enumerate();
        let variants = variants.map(|(index, variant)| {
            let mut names = match self.bare(&variant.ty) {
                Some((_, Type::Named(id))) => self.in_order(*id, self.names_of(*id), None),
                _ => Vec::new(),
            };
            names.push(&variant.ident);
            Parts {
                names,
                tags: tags_of(tag.as_ref(), index),
                content: Content::Json(&variant.ty),
                place: union.place,
            }
        });
        self.set(variants.collect(), tag.as_ref(), place)
    }

    fn set(&self, parts: Vec<Parts<'_>>, tag: Option<&Tag<'_>>, place: Span) -> Set {
        let path = tag.map(|tag| tag.path.clone()).unwrap_or_default();
        let messages = parts.into_iter().map(|parts| self.message(parts, &path));
        Set {
            messages: messages.collect(),
            inner: None,
            place: self.place(place),
            path,
        }
    }

    fn message(&self, parts: Parts<'_>, path: &[String]) -> SetMessage {
        let mut names: Vec<&str> = Vec::new();
        for name in parts.names {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let tags = json(&parts.tags);
        let (content, properties) = match parts.content {
            Content::Json(ty) => {
                let expected = self.expected(ty, None);
                let properties = match self.bare(ty) {
                    Some((TypeKind::Struct(record), _)) => {
                        self.payload_properties(record, parts.place, path)
                    }
                    _ => Vec::new(),
                };
                (quote!(Json(#expected)), properties)
            }
            Content::Text => (quote!(Text), Vec::new()),
            Content::Binary => (quote!(Binary), Vec::new()),
            Content::Nothing => (quote!(Nothing), Vec::new()),
        };
        let place = self.place(parts.place);
        let name = names
            .first()
            .map_or(String::new(), |name| (*name).to_owned());
        let tokens = quote! {
            __p::drift::Message {
                names: &[#(#names),*],
                tags: &[#(#tags),*],
                content: __p::drift::Content::#content,
                properties: &[#(#properties),*],
                place: #place,
            }
        };
        SetMessage {
            name,
            place,
            tokens,
        }
    }

    fn payload_properties(
        &self,
        record: &Struct,
        place: Span,
        path: &[String],
    ) -> Vec<TokenStream> {
        let properties = self.properties(record, place, path).into_iter();
        properties.map(|property| property.tokens).collect()
    }
}

/// The first property in the way to tell messages apart.
struct Tag<'p> {
    path: Vec<String>,
    values: &'p [(Constant, Select)],
}

impl<'p> Tag<'p> {
    fn of(select: &'p Select) -> Option<Self> {
        match select {
            Select::Tag { path, values, .. } => {
                let names = path.iter().map(|step| match step {
                    Step::Key(name) => Some(name.clone()),
                    Step::Index(_) => None,
                });
                Some(Self {
                    path: names.collect::<Option<_>>()?,
                    values,
                })
            }
            Select::Kind(kinds) => kinds.iter().find_map(|(_, select)| Self::of(select)),
            Select::Variants(_) | Select::Keys(_) => None,
        }
    }
}

/// The tags that lead to an alternative.
fn tags_of(tag: Option<&Tag<'_>>, index: usize) -> Vec<Constant> {
    let values = tag.iter().flat_map(|tag| tag.values);
    values
        .filter(|(_, select)| leads_to(select, index))
        .map(|(value, _)| value.clone())
        .collect()
}

fn leads_to(select: &Select, index: usize) -> bool {
    match select {
        Select::Variants(variants) => variants
            .iter()
            .any(|variant| usize::from(*variant) == index),
        Select::Kind(kinds) => kinds.iter().any(|(_, select)| leads_to(select, index)),
        Select::Tag {
            values,
            absent,
            other,
            ..
        } => {
            let selects = values.iter().map(|(_, select)| select);
            let others = [absent, other].into_iter().flatten().map(Box::as_ref);
            selects.chain(others).any(|select| leads_to(select, index))
        }
        Select::Keys(sets) => sets.iter().any(|set| usize::from(set.variant) == index),
    }
}
