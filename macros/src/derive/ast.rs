//! What the attributes of a type say, checked and in one place: what derived code is made of.

use asyncapi_channels_codegen::model::json_string;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{ExprPath, Generics, Member, Type};

/// A type that derives `Message` or `Parameters`.
pub(crate) struct Container {
    /// The type's name.
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    /// `bound = "…"`: what is asked of type parameters, in place of what derived code asks by itself.
    pub(crate) bound: Option<TokenStream>,
    /// The path of the runtime crate: `crate = …`, else `::asyncapi_channels`.
    pub(crate) runtime: TokenStream,
    /// The name of the message or schema: `name = "…"`, else the type's name.
    pub(crate) name: String,
    /// The lines of the type's documentation.
    pub(crate) docs: String,
    /// The document that the type is checked against.
    pub(crate) spec: Option<Spec>,
    pub(crate) data: Data,
}

/// `spec = "api/chat.yaml", schema = "SendChat"`.
pub(crate) struct Spec {
    /// The path of the document, and where it is said.
    pub(crate) file: (String, Span),
    /// The name of the schema or message, or the schema's pointer, and where it is said.
    pub(crate) schema: (String, Span),
}

pub(crate) enum Data {
    /// A struct with named fields.
    Record(Record),
    /// A struct of one field that is on the wire what that field is.
    Transparent(Box<Field>),
    /// An enum of variants without data and without a tag: a set of constants.
    Values(Vec<Value>),
    /// Any other enum.
    Messages(Messages),
}

/// The object that a struct or a variant with named fields is.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) fields: Vec<Field>,
    /// serde's `deny_unknown_fields`.
    pub(crate) closed: bool,
    /// serde's `default` of the container: absent fields are those of this value.
    pub(crate) default: Option<Default>,
    /// A property that says which message it is: its names from the outside, and its value. Of a
    /// struct with `tag`, and of a variant with named fields in an enum with `tag`.
    pub(crate) tag: Option<(Vec<String>, Constant)>,
}

#[derive(Clone)]
pub(crate) struct Field {
    /// The name of the Rust field.
    pub(crate) member: Member,
    pub(crate) ty: Type,
    /// The field's place, for mistakes that concern all of it.
    pub(crate) span: Span,
    pub(crate) docs: String,
    /// The property's name in JSON.
    pub(crate) name: String,
    /// serde's `alias`: further names that are read.
    pub(crate) aliases: Vec<String>,
    /// serde's `default`: the value when it is absent.
    pub(crate) default: Option<Default>,
    /// `required`: an `Option` that must be there, as a value or as `null`.
    pub(crate) required: bool,
    /// serde's `skip` and `skip_deserializing`: it is never read, but has its default.
    pub(crate) skip_reading: bool,
    /// serde's `skip` and `skip_serializing`.
    pub(crate) skip_writing: bool,
    /// serde's `skip_serializing_if`.
    pub(crate) skip_writing_if: Option<ExprPath>,
    /// serde's `deserialize_with`, or `with` and `::deserialize`.
    pub(crate) read_with: Option<ExprPath>,
    /// serde's `serialize_with`, or `with` and `::serialize`.
    pub(crate) write_with: Option<ExprPath>,
    /// serde's `flatten`.
    pub(crate) flatten: bool,
    /// `const = …` of a field of type `()`: the one value of the property.
    pub(crate) constant: Option<Constant>,
    /// `as = Type`: what the field is on the wire, where its own type does not say it.
    pub(crate) wire_type: Option<Type>,
    /// `min_length = 1`, `pattern = "…"`, and so on.
    pub(crate) constraints: Vec<Constraint>,
}

/// A default value.
#[derive(Clone)]
pub(crate) enum Default {
    /// `Default::default()`.
    Trait,
    /// What a function gives.
    Path(ExprPath),
}

/// A constant of the wire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constant {
    String(String),
    Integer(i128),
    Boolean(bool),
}

impl Constant {
    /// The constant as JSON.
    pub(crate) fn to_json(&self) -> String {
        match self {
            Self::String(text) => json_string(text),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(value) => value.to_string(),
        }
    }

    /// The runtime's `Constant`.
    pub(crate) fn tokens(&self) -> TokenStream {
        match self {
            Self::String(text) => quote!(__p::Constant::Str(#text)),
            other => {
                let json = other.to_json();
                quote!(__p::Constant::Json(#json))
            }
        }
    }
}

/// A keyword of JSON Schema for the values of a field, with the place of its attribute.
#[derive(Clone)]
pub(crate) struct Constraint {
    pub(crate) keyword: Keyword,
    pub(crate) span: Span,
}

#[derive(Clone)]
pub(crate) enum Keyword {
    MinLength(u64),
    MaxLength(u64),
    Pattern(String),
    /// `format = "email"`.
    Format(String),
    /// The text of a Rust number literal with its sign, as JSON: `0`, `-1.5`.
    Minimum(String),
    Maximum(String),
    ExclusiveMinimum(String),
    ExclusiveMaximum(String),
    MultipleOf(String),
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    MinProperties(u64),
    MaxProperties(u64),
}

/// One constant of a set.
pub(crate) struct Value {
    pub(crate) ident: Ident,
    pub(crate) value: Constant,
    /// Further values that are read.
    pub(crate) aliases: Vec<Constant>,
    pub(crate) docs: String,
    pub(crate) span: Span,
}

impl Value {
    /// The constant that is written, then all others that are read.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Constant> {
        std::iter::once(&self.value).chain(&self.aliases)
    }
}

/// The messages of an enum, or the alternatives of a value.
pub(crate) struct Messages {
    pub(crate) tagging: Tagging,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) enum Tagging {
    /// `untagged`, or an enum with at most one message that is JSON.
    None,
    /// `tag = "type"`, or a JSON pointer for a nested one: `tag = "/header/type"`. Names from the
    /// outside, at least one.
    Tag(Vec<String>),
    /// `tag = "type", content = "data"`, which `envelope(tag = "…", payload = "…")` is too.
    Envelope {
        tag: String,
        payload: String,
        /// serde's `deny_unknown_fields`.
        closed: bool,
    },
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    /// The message's name: `name = "…"`, else `rename`, else by `rename_all`.
    pub(crate) name: String,
    /// The tag's values: `rename`, else by `rename_all`; then each `alias`. The first is written.
    pub(crate) values: Vec<Constant>,
    pub(crate) payload: Payload,
    pub(crate) docs: String,
    pub(crate) span: Span,
}

pub(crate) enum Payload {
    /// `Say(Say)`: JSON of a type. The field's name and presence mean nothing.
    Json(Box<Field>),
    /// `Say { text: String }`. Its `tag` is set where the enum has one.
    Record(Record),
    /// `Ping`: nothing but the tag.
    Nothing,
    /// `#[message(text)] Line(String)`.
    Text(Type),
    /// `#[message(binary)] Audio(Bytes)`.
    Binary(Type),
    /// `#[message(unknown)] Unknown(Payload)`.
    Unknown(Type),
}
