//! What Rust types are on the wire, as constants.
//!
//! Derived code describes its type here, so that the compiler can hold it against a document, and
//! a document can be written from it. A [`Shape`] says what a type is without what is in it, so that
//! types may hold themselves; a [`Definition`] goes one level deeper.

/// A type that says what it is on the wire.
pub trait Describe {
    /// What the type is.
    const SHAPE: Shape;
    /// The same where it stands in [`Shape::Same`]. Types that are other names for what they hold may
    /// hold each other, so that their shapes would have no end.
    const INNER: Shape = Self::SHAPE;
    /// The same in two of them, where a third one is any value.
    const INNERMOST: Shape = Self::SHAPE;
}

/// A type of the user's, whose properties, values or messages are known.
pub trait Define: Describe {
    /// What is in the type.
    const DEFINITION: Definition;
    /// The same past types that are another name for what they hold.
    const BARE: &'static Definition = &Self::DEFINITION;
}

/// What a value is on the wire. Constant parts are JSON texts, such as `"low"` with its quotes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Nothing is known of the type: serde reads and writes it.
    Opaque,
    /// Any value.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// An integer of this range.
    Integer {
        /// The smallest value.
        minimum: i128,
        /// The largest value.
        maximum: i128,
    },
    /// A number.
    Number,
    /// A text.
    String {
        /// The format of JSON Schema that it has by its type.
        format: Option<&'static str>,
    },
    /// One of these constants.
    Values {
        /// The Rust type's name.
        name: &'static str,
        /// The document's schema that it is checked against, where it is.
        schema: Option<&'static str>,
        /// The constants, as JSON.
        values: &'static [&'static str],
        /// Those that are read, but never written.
        aliases: &'static [&'static str],
        /// What is in the type.
        definition: fn() -> &'static Definition,
    },
    /// An array.
    Array(&'static Shape),
    /// An array or a text of exactly this length.
    Length {
        /// What it is, of any length.
        shape: &'static Shape,
        /// How many items or characters it has.
        length: usize,
    },
    /// An array of exactly these items.
    Tuple(&'static [Shape]),
    /// An object with any names.
    Map(&'static Shape),
    /// What it holds, or `null`.
    Nullable(&'static Shape),
    /// A type of the user's that is another name for what it holds.
    Same {
        /// What it holds.
        shape: &'static Shape,
        /// What it holds, and what that must obey besides.
        definition: fn() -> &'static Definition,
    },
    /// A type with a definition of its own, which is no set of constants.
    Defined {
        /// The Rust type's name.
        name: &'static str,
        /// The document's schema that it is checked against, where it is.
        schema: Option<&'static str>,
        /// Whether it is an object, rather than one of several alternatives.
        is_object: bool,
        /// What is in the type. A function, since types may hold themselves.
        definition: fn() -> &'static Definition,
    },
}

impl Shape {
    /// What a property is, of a type whose outermost `Option` stands for its absence.
    #[must_use]
    pub const fn without_absence(self, is_optional: bool) -> Self {
        match self {
            Self::Nullable(inner) if is_optional => *inner,
            shape => shape,
        }
    }
}

/// What is in a type.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// The message's or the schema's name.
    pub name: &'static str,
    /// Documentation, as Markdown; may be empty.
    pub docs: &'static str,
    /// What it is.
    pub kind: DefinitionKind,
}

/// What a type with a definition is.
#[derive(Clone, Copy, Debug)]
pub enum DefinitionKind {
    /// An object.
    Object(Object),
    /// A set of constants.
    Values(&'static [Value]),
    /// Messages, or the alternatives of a value.
    Messages(Messages),
    /// Another name for what it holds.
    Same(Shape, &'static [Rule]),
}

/// An object.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// Its properties. One that is flattened gives its own.
    pub fields: &'static [Field],
    /// Whether it has no other properties.
    pub closed: bool,
}

/// A property.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in JSON; empty where it is flattened.
    pub name: &'static str,
    /// Further names that are read.
    pub aliases: &'static [&'static str],
    /// What it is, without the `Option` that stands for absence.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be left out when it is written.
    pub may_be_left_out: bool,
    /// Whether its properties stand among those of the object.
    pub flatten: bool,
    /// The one value that it may have, as JSON.
    pub constant: Option<&'static str>,
    /// The value when it is absent, as JSON.
    pub default: Option<fn() -> Option<String>>,
    /// What else it must obey.
    pub rules: &'static [Rule],
    /// Documentation, as Markdown; may be empty.
    pub docs: &'static str,
}

/// A keyword of JSON Schema, and its value as JSON.
pub type Rule = (&'static str, &'static str);

/// A constant of a set.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    /// The constant, as JSON.
    pub value: &'static str,
    /// Documentation, as Markdown; may be empty.
    pub docs: &'static str,
}

/// Messages, or alternatives.
#[derive(Clone, Copy, Debug)]
pub struct Messages {
    /// How they are told apart.
    pub tagging: Tagging,
    /// The messages.
    pub variants: &'static [Variant],
}

/// How messages are told apart.
#[derive(Clone, Copy, Debug)]
pub enum Tagging {
    /// By their structure.
    None,
    /// By a property, which may be nested: its names from the outside.
    Tag(&'static [&'static str]),
    /// By a property of the object that they travel in.
    Envelope {
        /// The property with the message's tag.
        tag: &'static str,
        /// The property with its payload.
        payload: &'static str,
        /// Whether the object has no other properties.
        closed: bool,
    },
}

/// A message, or an alternative.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its name.
    pub name: &'static str,
    /// Whether its payload may be left out of its envelope.
    pub optional: bool,
    /// The values of the tag, as JSON; the first is the one that is written.
    pub values: &'static [&'static str],
    /// The constraints of what it carries, where that is another type.
    pub rules: &'static [Rule],
    /// What it carries.
    pub payload: VariantPayload,
    /// Documentation, as Markdown; may be empty.
    pub docs: &'static str,
}

/// What a message carries.
#[derive(Clone, Copy, Debug)]
pub enum VariantPayload {
    /// JSON of another type.
    Json(Shape, Option<&'static Definition>),
    /// An object that the variant itself defines.
    Object(Object),
    /// Nothing but the tag.
    Nothing,
    /// The text of the frame.
    Text,
    /// The bytes of the frame.
    Binary,
    /// Whatever is none of the others: no message of the document.
    Unknown,
}
