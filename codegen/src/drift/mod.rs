//! Documents as contracts: what hand-written types are held against.
//!
//! Names can be compared when the macro expands. What a field's type is, only the compiler knows; for
//! that, each part of the contract comes with tokens, a constant of the runtime's `drift` that says
//! what the document has there and where.

mod checks;
mod expected;
mod pointers;
mod sets;

pub use checks::{constant, no_others};
pub use sets::{Set, SetMessage};

use crate::diagnostics::did_you_mean;
use crate::model::{
    Channel, Constant, Direction, Field, FieldKind, MessageSet, Payload, Struct, Type, TypeKind,
    unaliased,
};
use crate::source::Span;
use crate::{Document, Known, Options};
use pointers::Inline;
use proc_macro2::TokenStream;
use quote::quote;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A document, to hold hand-written types against. Its tokens name the hidden module of the runtime
/// `__p`.
#[derive(Debug)]
pub struct Contract {
    known: Known,
    /// The names of the schemas and messages of each type; made when they are first asked for.
    names: OnceCell<HashMap<usize, Vec<String>>>,
    /// What stands for the name of schemas without one; made when it is first asked for.
    inline: OnceCell<Inline>,
    /// By the place of a property, the name that a reference there has for its schema; made when it
    /// is first asked for.
    references: OnceCell<HashMap<Span, String>>,
}

/// What the document has for a type.
#[derive(Debug)]
pub struct Subject {
    /// What a type that stands for it is known by: its name, or where it has none, its pointer.
    pub name: String,
    /// What it is, as tokens of the runtime's `Expected`.
    pub expected: TokenStream,
    /// What is in it.
    pub kind: SubjectKind,
    /// `file:line:column` in the document.
    pub place: String,
}

/// What is in a type.
#[derive(Debug)]
pub enum SubjectKind {
    /// An object with these properties.
    Object(Vec<Property>),
    /// These constants.
    Values(Vec<Value>),
    /// These alternatives.
    Alternatives(Set),
    /// Nothing that has a name.
    Other,
}

/// A property of the document.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// The one value that it may have.
    pub constant: Option<Constant>,
    /// Whether messages are told apart by it.
    pub is_tag: bool,
    /// `file:line:column` in the document.
    pub place: String,
    /// The runtime's `Property`.
    pub tokens: TokenStream,
}

/// A constant of the document.
#[derive(Debug)]
pub struct Value {
    /// The constant.
    pub value: Constant,
    /// `file:line:column` in the document.
    pub place: String,
}

/// What the document has for a channel.
#[derive(Debug)]
pub struct ChannelSubject {
    /// `file:line:column` of the channel.
    pub place: String,
    /// The template of its address.
    pub address: Option<String>,
    /// The parameters of its address.
    pub params: Vec<Property>,
    /// The parameters of the query.
    pub query: Vec<Property>,
    /// The headers of the handshake.
    pub headers: Vec<Property>,
    /// What the client sends.
    pub to_server: Set,
    /// What the server sends.
    pub to_client: Set,
}

impl Contract {
    /// Reads a document; see [`expand`](crate::expand).
    pub fn load(document: Document<'_>, base: &Path, options: &Options) -> Self {
        Self::new(Known::read(document, base, options))
    }

    pub(crate) fn new(known: Known) -> Self {
        Self {
            known,
            names: OnceCell::new(),
            inline: OnceCell::new(),
            references: OnceCell::new(),
        }
    }

    /// The mistakes of the document, as in [`Expansion::errors`](crate::Expansion::errors). A
    /// document with mistakes says too little to hold anything against it.
    pub fn errors(&self) -> Vec<String> {
        self.known.texts().0
    }

    /// Every file that was read.
    pub fn files(&self) -> Vec<PathBuf> {
        let paths = self.known.session.sources.paths();
        paths.map(Path::to_path_buf).collect()
    }

    /// The schema of a name or at a pointer (`#/…`), or else the payload of the message of that key
    /// or name.
    ///
    /// # Errors
    /// What the document has instead.
    pub fn schema(&mut self, name: &str) -> Result<Subject, String> {
        if name.starts_with('#') {
            return self.pointed(name);
        }
        let api = &self.known.api;
        if let Some(schema) = api.schemas.get(name) {
            let tag = self.lone_tag(&schema.ty);
            return Ok(self.subject(name, &schema.ty, schema.place, &tag));
        }
        let messages = || api.messages.iter();
        let by_key = messages().find(|message| message.key == name);
        let Some(message) = by_key.or_else(|| messages().find(|message| message.name == name))
        else {
            let mut names: Vec<&str> = api.schemas.keys().map(String::as_str).collect();
            names.extend(messages().map(|message| message.key.as_str()));
            return Err(self.none("schema or message", name, names));
        };
        match &message.payload {
            Payload::Json(ty) => Ok(self.subject(name, ty, message.place, &self.lone_tag(ty))),
            _ => Err(format!(
                "message `{name}` ({}) is not JSON, so it has no schema",
                self.place(message.place)
            )),
        }
    }

    /// The schema of a name.
    pub(crate) fn named(&self, name: &str) -> Option<Subject> {
        let schema = self.known.api.schemas.get(name)?;
        Some(self.subject(name, &schema.ty, schema.place, &[]))
    }

    /// The channel of a key.
    ///
    /// # Errors
    /// What the document has instead.
    pub fn channel(&self, key: &str) -> Result<ChannelSubject, String> {
        let channels = &self.known.api.channels;
        let Some(channel) = channels.iter().find(|channel| channel.key == key) else {
            let keys = channels.iter().map(|channel| channel.key.as_str());
            return Err(self.none("channel", key, keys.collect()));
        };
        let fields = |record: &Option<Struct>| {
            let record = record.iter();
            record
                .flat_map(|record| self.properties(record, channel.place, &[]))
                .collect()
        };
        // A text may be any type that is written as one.
        let params = channel.params.clone().map(|mut record| {
            for field in &mut record.fields {
                if let FieldKind::Value { ty, .. } = &mut field.kind
                    && channel.any_text.contains(&field.name)
                {
                    *ty = Type::Any;
                }
            }
            record
        });
        Ok(ChannelSubject {
            place: self.place(channel.place),
            address: channel.address.clone(),
            params: fields(&params),
            query: fields(&channel.query),
            headers: fields(&channel.headers),
            to_server: self.messages(channel, Direction::ToServer),
            to_client: self.messages(channel, Direction::ToClient),
        })
    }

    fn none(&self, what: &str, name: &str, mut names: Vec<&str>) -> String {
        names.sort_unstable();
        names.dedup();
        let near = did_you_mean(name, names.iter().copied());
        let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let mut text = format!("the document has no {what} `{name}`");
        match (near, listed.as_slice()) {
            (Some(near), _) => text.push_str(&format!("; did you mean `{near}`?")),
            (None, []) => text.push_str(", and no other"),
            (None, _) => text.push_str(&format!("; it has {}", listed.join(", "))),
        }
        text
    }

    /// What names a message that is the only one of its direction: its first text that is always the
    /// same. An enum may write it for the type, as it does where there are more messages.
    fn lone_tag(&self, ty: &Type) -> Vec<String> {
        let Some((TypeKind::Struct(record), Type::Named(id))) = self.bare(ty) else {
            return Vec::new();
        };
        let api = &self.known.api;
        let is_alone = |set: &MessageSet| {
            let messages = set.variants.iter();
            let messages = messages.filter_map(|variant| api.messages.get(variant.message));
            let mut payloads = messages.filter_map(|message| match &message.payload {
                Payload::Json(ty) => Some(ty),
                _ => None,
            });
            let first = payloads.next().and_then(|ty| self.bare(ty));
            matches!(first, Some((_, Type::Named(first))) if first.0 == id.0)
                && payloads.next().is_none()
        };
        if !(api.channels.iter())
            .any(|channel| is_alone(&channel.to_server) || is_alone(&channel.to_client))
        {
            return Vec::new();
        }
        let names = record.fields.iter().filter_map(|field| match field.kind {
            FieldKind::Constant {
                value: Constant::Str(_),
                ..
            } => Some(field.name.clone()),
            _ => None,
        });
        names.take(1).collect()
    }

    /// What the document has for a type that stands at `place`. `tag` is as in `properties`.
    fn subject(&self, name: &str, ty: &Type, place: Span, tag: &[String]) -> Subject {
        // A type is what it is where it is not `null`.
        let ty = match unaliased(&self.known.api.types, ty) {
            Type::Nullable(inner) => inner,
            _ => ty,
        };
        let expected = self.expected(ty, Some(name));
        let kind = match self.bare(ty) {
            Some((TypeKind::Struct(record), _)) => {
                SubjectKind::Object(self.properties(record, place, tag))
            }
            Some((TypeKind::Enumeration(values), _)) => {
                let values = values.iter().map(|value| Value {
                    value: value.value.clone(),
                    place: self.place(value.place.unwrap_or(place)),
                });
                SubjectKind::Values(values.collect())
            }
            Some((TypeKind::Union(union), _)) => {
                SubjectKind::Alternatives(self.alternatives(union, place))
            }
            _ => SubjectKind::Other,
        };
        Subject {
            name: name.to_owned(),
            expected,
            kind,
            place: self.place(place),
        }
    }

    /// The definition behind aliases and boxes, with the type that has it.
    fn bare<'c>(&'c self, ty: &'c Type) -> Option<(&'c TypeKind, &'c Type)> {
        let types = &self.known.api.types;
        let mut ty = unaliased(types, ty);
        while let Type::Boxed(inner) = ty {
            ty = unaliased(types, inner);
        }
        match ty {
            Type::Named(id) => Some((&types.get(id.0)?.kind, ty)),
            _ => None,
        }
    }

    /// The properties of an object that stands at `place`. Messages are told apart by the property
    /// at `tag`, from the outside, where that is nested.
    fn properties(&self, record: &Struct, place: Span, tag: &[String]) -> Vec<Property> {
        let fields = record.fields.iter();
        fields
            .map(|field| self.property(field, place, tag))
            .collect()
    }

    fn property(&self, field: &Field, place: Span, tag: &[String]) -> Property {
        let references = self.references.get_or_init(|| self.find_references());
        let called = field.place.and_then(|place| references.get(&place));
        let called = called.map(String::as_str);
        let place = self.place(field.place.unwrap_or(place));
        let name = &field.name;
        let required = field.kind.is_required();
        let holds_tag = tag.first().is_some_and(|first| first == name);
        let (expected, constant, is_tag) = match &field.kind {
            FieldKind::Value { ty, .. } => (self.expected(ty, called), None, holds_tag),
            FieldKind::Constant { value, tag, .. } => {
                let json = value.to_json();
                let expected = quote!(__p::drift::Expected::Values(&[#json], &[]));
                (expected, Some(value.clone()), *tag || holds_tag)
            }
        };
        let json = match &constant {
            Some(constant) => {
                let json = constant.to_json();
                quote!(__p::Some(#json))
            }
            None => quote!(__p::None),
        };
        let tokens = quote! {
            __p::drift::Property {
                name: #name,
                expected: #expected,
                required: #required,
                constant: #json,
                is_tag: #is_tag,
                place: #place,
            }
        };
        Property {
            name: name.clone(),
            required,
            constant,
            is_tag,
            place,
            tokens,
        }
    }

    /// `file:line:column`.
    fn place(&self, span: Span) -> String {
        let sources = &self.known.session.sources;
        let (line, column) = sources.line_column(span);
        format!("{}:{line}:{column}", sources.display(span.file))
    }

    /// The messages of a channel in one direction.
    fn messages(&self, channel: &Channel, direction: Direction) -> Set {
        self.message_set(channel.messages(direction), channel.place)
    }
}
