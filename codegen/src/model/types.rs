//! The types of values: what schemas are lowered to.

use super::{Constant, Docs, TypeId};
use crate::plan::Select;
use crate::rules::RuleSetId;
use crate::source::Span;
use proc_macro2::TokenStream;

/// Rust's integer types that schemas map to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Int {
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `i64`, of which the document does not say how large it may be.
    Open,
}

impl Int {
    /// All that a format can name.
    pub const ALL: [Self; 8] = [
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
    ];

    /// The name of the Rust type.
    pub fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 | Self::Open => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
        }
    }

    /// Smallest and largest value.
    pub fn range(self) -> (i128, i128) {
        match self {
            Self::I8 => (i8::MIN.into(), i8::MAX.into()),
            Self::I16 => (i16::MIN.into(), i16::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 | Self::Open => (i64::MIN.into(), i64::MAX.into()),
            Self::U8 => (0, u8::MAX.into()),
            Self::U16 => (0, u16::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 => (0, u64::MAX.into()),
        }
    }
}

/// The Rust type of a schema at one place.
#[derive(Clone, Debug)]
pub enum Type {
    /// A generated type.
    Named(TypeId),
    /// A type of the user's, named by the `replace` option.
    Foreign(TokenStream),
    /// `String`
    String,
    /// `String`, or the type of a crate where the runtime has its feature.
    Formatted(TextFormat),
    /// `bool`
    Bool,
    /// An integer.
    Int(Int),
    /// `f64`
    Float,
    /// `serde_json::Value`: nothing is known.
    Any,
    /// `()`: only `null`.
    Null,
    /// `Vec<T>`
    List(Box<Type>),
    /// `BTreeMap<String, T>`
    Map(Box<Type>),
    /// A tuple of up to twelve: an array of exactly that length.
    Tuple(Vec<Type>),
    /// `Option<T>`: `T` or `null`.
    Nullable(Box<Type>),
    /// `Box<T>`: breaks a recursion.
    Boxed(Box<Type>),
    /// `T`, whose values must obey further rules.
    Checked(Box<Type>, RuleSetId),
}

/// Formats of text that have a type of their own in some crate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum TextFormat {
    /// `date-time`
    DateTime,
    /// `date`
    Date,
    /// `uuid`
    Uuid,
    /// `uri`
    Url,
}

impl TextFormat {
    /// The name in a schema.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Uuid => "uuid",
            Self::Url => "uri",
        }
    }

    /// The name of the Rust type.
    pub fn name(self) -> &'static str {
        match self {
            Self::DateTime => "DateTime",
            Self::Date => "Date",
            Self::Uuid => "Uuid",
            Self::Url => "Url",
        }
    }
}

impl Type {
    /// This type, or `null`.
    pub fn nullable(self) -> Self {
        match self.unchecked() {
            Self::Nullable(_) | Self::Any | Self::Null => self,
            _ => Self::Nullable(Box::new(self)),
        }
    }

    /// The type itself, without the rules that its values must obey.
    pub fn unchecked(&self) -> &Self {
        let mut ty = self;
        while let Self::Checked(inner, _) = ty {
            ty = inner;
        }
        ty
    }

    /// Whether two types can be the same Rust type: rules do not count, and what has a format may
    /// be plain text.
    pub(crate) fn same_in_rust(&self, other: &Self) -> bool {
        match (self.unchecked(), other.unchecked()) {
            (Self::Formatted(_) | Self::String, Self::Formatted(_) | Self::String) => true,
            (Self::List(a), Self::List(b))
            | (Self::Map(a), Self::Map(b))
            | (Self::Nullable(a), Self::Nullable(b))
            | (Self::Boxed(a), Self::Boxed(b)) => a.same_in_rust(b),
            (Self::Tuple(a), Self::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_in_rust(b))
            }
            (a, b) => a == b,
        }
    }
}

/// The type behind aliases and rules.
pub(crate) fn unaliased<'t>(types: &'t [TypeDef], ty: &'t Type) -> &'t Type {
    let mut ty = ty.unchecked();
    while let Type::Named(id) = ty {
        match &types[id.0].kind {
            TypeKind::Alias(inner) => ty = inner.unchecked(),
            _ => break,
        }
    }
    ty
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(a), Self::Named(b)) => a == b,
            (Self::Foreign(a), Self::Foreign(b)) => a.to_string() == b.to_string(),
            (Self::Int(a), Self::Int(b)) => a.name() == b.name(),
            (Self::Formatted(a), Self::Formatted(b)) => a == b,
            (Self::Checked(a, rules), Self::Checked(b, others)) => a == b && rules == others,
            (Self::List(a), Self::List(b))
            | (Self::Map(a), Self::Map(b))
            | (Self::Nullable(a), Self::Nullable(b))
            | (Self::Boxed(a), Self::Boxed(b)) => a == b,
            (Self::Tuple(a), Self::Tuple(b)) => a == b,
            (Self::String, Self::String)
            | (Self::Bool, Self::Bool)
            | (Self::Float, Self::Float)
            | (Self::Any, Self::Any)
            | (Self::Null, Self::Null) => true,
            _ => false,
        }
    }
}

/// A generated type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The Rust name.
    pub name: String,
    /// Documentation, as Markdown of the document.
    pub docs: Docs,
    /// What it is.
    pub kind: TypeKind,
    /// What its values must obey beyond what it is.
    pub rules: Option<RuleSetId>,
}

/// What a generated type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// Reserved while its schema is being lowered. What turns out to need no type of its own stays
    /// so: nothing refers to it.
    Pending,
    /// An object.
    Struct(Struct),
    /// A set of constants.
    Enumeration(Vec<EnumValue>),
    /// Alternatives told apart by their structure.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// A tuple struct of one field: a name that its own definition uses.
    Newtype(Type),
    /// A tuple struct: an array whose first items have types of their own.
    Positions(Positions),
}

/// An array whose first items have types of their own and whose length may differ.
#[derive(Clone, Debug)]
pub struct Positions {
    /// The first items.
    pub items: Vec<Type>,
    /// How many of them must be there.
    pub required: usize,
    /// The type of those that follow; `None` where none may.
    pub rest: Option<Type>,
}

/// An object type.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// Properties in document order.
    pub fields: Vec<Field>,
    /// The type of properties that are not listed, where they are kept.
    pub additional: Option<Additional>,
    /// Whether `additionalProperties` is `false`.
    pub closed: bool,
    /// Whether a rule looks at which properties are there, so that none is written that was
    /// absent.
    pub as_it_was: bool,
}

/// The field that keeps properties that are not listed.
#[derive(Clone, Debug)]
pub struct Additional {
    /// The field's name.
    pub ident: String,
    /// The type of the values.
    pub ty: Type,
    /// Whether the document speaks of such properties, rather than only allowing them by saying
    /// nothing.
    pub stated: bool,
}

/// A property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The property's name in JSON.
    pub name: String,
    /// The Rust field.
    pub ident: String,
    /// Documentation.
    pub docs: Docs,
    /// What it holds.
    pub kind: FieldKind,
    /// Where it stands, if it has a place of its own.
    pub place: Option<Span>,
}

/// What a property holds.
#[derive(Clone, Debug)]
pub enum FieldKind {
    /// A value.
    Value {
        /// Its type, without the `Option` that stands for absence.
        ty: Type,
        /// Whether it may be absent.
        presence: Presence,
    },
    /// One fixed value, so that it carries no data.
    Constant {
        /// The value.
        value: Constant,
        /// Whether it must be there.
        required: bool,
        /// Whether messages or variants are told apart by it: then it is always written.
        tag: bool,
    },
}

impl FieldKind {
    /// Whether the property must be there.
    pub(crate) fn is_required(&self) -> bool {
        match self {
            Self::Value { presence, .. } => *presence == Presence::Required,
            Self::Constant { required, .. } => *required,
        }
    }
}

/// Whether a property may be absent.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be absent: `Option<T>`.
    Optional,
    /// It may be absent and then has this value.
    Default(Literal),
}

/// A default value as a Rust expression can state it.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `None`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A floating-point number, by its JSON text.
    Float(String),
    /// A string.
    Str(String),
    /// A variant of an enumeration.
    Variant(TypeId, usize),
    /// A list.
    List(Vec<Literal>),
    /// `Some(…)`
    Some(Box<Literal>),
}

/// One value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The variant.
    pub ident: String,
    /// The value on the wire.
    pub value: Constant,
    /// Documentation.
    pub docs: Docs,
    /// Where it stands, if that is in a schema.
    pub place: Option<Span>,
}

/// `oneOf`/`anyOf`.
#[derive(Clone, Debug)]
pub struct Union {
    /// The alternatives in document order.
    pub variants: Vec<Variant>,
    /// How they are told apart.
    pub select: Select,
    /// Whether no two alternatives may match, as `oneOf` has it.
    pub exclusive: bool,
    /// Where the document lists them.
    pub place: Span,
    /// Property and per-variant values of the `discriminator` keyword.
    pub discriminator: Option<Discriminator>,
}

/// The `discriminator` keyword.
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// The property's name.
    pub property: String,
    /// The values of each variant, in the order of the variants.
    pub values: Vec<Vec<String>>,
}

/// An alternative of a [`Union`].
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust variant.
    pub ident: String,
    /// What it holds.
    pub ty: Type,
    /// Documentation.
    pub docs: Docs,
}
