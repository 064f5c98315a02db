//! Hand-written types against a document, while the compiler evaluates constants.
//!
//! Only the compiler knows what the name of a field's type stands for. So expansion writes down what
//! the document has, as constants of the types here, each with its place in the document; and each
//! is held against what the Rust type says of itself. A difference is a constant that cannot be
//! evaluated, and its text is the compiler's error. `#[track_caller]` puts the error where the check
//! is called, which is at the field or the type that is wrong.

mod fits;
mod messages;
mod parameters;
mod payloads;
#[cfg(test)]
mod tests;
mod text;

pub use messages::{Content, Message, is_inside, known, message, no_other_messages, tag};
pub use parameters::parameters;

use crate::describe::{Definition, DefinitionKind, Field, Object, Shape};
use fits::{Fit, fit, same};
use text::Text;

/// What the document has for a value.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    /// Any value.
    Any,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// An integer. A bound that the document leaves open is `None`.
    Integer {
        /// The smallest value.
        minimum: Option<i128>,
        /// The largest value.
        maximum: Option<i128>,
    },
    /// A number.
    Number,
    /// A text.
    String {
        /// Its format.
        format: Option<&'static str>,
    },
    /// One of these constants, as JSON, and the names that their schema has in the document, or the
    /// pointers to it.
    Values(&'static [&'static str], &'static [&'static str]),
    /// An array.
    Array(&'static Expected),
    /// An array of exactly these items.
    Tuple(&'static [Expected]),
    /// An object with any names.
    Map(&'static Expected),
    /// What it holds, or `null`.
    Nullable(&'static Expected),
    /// An object, and the names that its schema has in the document, or the pointers to it.
    Object(&'static [&'static str]),
    /// Alternatives, and the names that their schema has in the document, or the pointers to it.
    Alternatives(&'static [&'static str]),
}

/// A property of the document.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub expected: Expected,
    /// Whether it must be there.
    pub required: bool,
    /// The one value that it may have, as JSON.
    pub constant: Option<&'static str>,
    /// Whether messages are told apart by it: then their enum writes it, if they do not.
    pub is_tag: bool,
    /// Where it stands in the document.
    pub place: &'static str,
}

/// Holds the property of a type against the document. Of a type that is no object, nothing is said
/// here: see [`whole`]. `owner` says whose the property is, and is empty where the place says it.
#[track_caller]
pub const fn property(owner: &str, definition: Option<&Definition>, property: &Property) {
    if let Some(object) = object_of(definition) {
        report(&of_object(owner, object, property, property.is_tag));
    }
}

/// The same for a property whose name is told of elsewhere, if it is missing.
#[track_caller]
pub const fn property_if_there(owner: &str, definition: Option<&Definition>, property: &Property) {
    if let Some(object) = object_of(definition) {
        report(&of_object(owner, object, property, true));
    }
}

/// Holds a property that no field of a type has by name against the types of its flattened fields.
#[track_caller]
pub const fn flattened(definitions: &[Option<&Definition>], property: &Property) {
    let mut rest = definitions;
    while let [first, tail @ ..] = rest {
        let Some(object) = object_of(*first) else {
            // A map takes every property, and of other types nothing is known.
            return;
        };
        if flattens(object) {
            return;
        }
        if find(object, property.name).is_some() {
            report(&of_object("", object, property, property.is_tag));
            return;
        }
        rest = tail;
    }
    report(&Some(missing("", property)));
}

/// Tells of properties of a type that the document does not have.
#[track_caller]
pub const fn no_others(owner: &str, definition: Option<&Definition>, known: &[&str], place: &str) {
    let Some(object) = object_of(definition) else {
        return;
    };
    let mut text = Text::new();
    let mut rest = object.fields;
    while let [field, tail @ ..] = rest {
        if !field.flatten && !text::contains(known, field.name) {
            text.list("`", field.name, "`");
        }
        rest = tail;
    }
    if text.is_empty() {
        return;
    }
    text.of(owner);
    text.add(": not in the document");
    text.place(place);
    text.add(", which has here ");
    let mut names = Text::new();
    let mut rest = known;
    while let [name, tail @ ..] = rest {
        names.list("`", name, "`");
        rest = tail;
    }
    text.add(if names.is_empty() {
        "none"
    } else {
        names.as_str()
    });
    report(&Some(text));
}

/// Holds what a type is against what the document has, but for the properties of objects and the
/// alternatives of others.
#[track_caller]
pub const fn whole(
    owner: &str,
    definition: Option<&Definition>,
    shape: &Shape,
    expected: &Expected,
    place: &str,
) {
    report(&of_whole(owner, definition, shape, expected, place));
}

#[track_caller]
const fn report(text: &Option<Text>) {
    if let Some(text) = text {
        panic!("{}", text.as_str());
    }
}

const fn of_whole(
    owner: &str,
    definition: Option<&Definition>,
    shape: &Shape,
    expected: &Expected,
    place: &str,
) -> Option<Text> {
    let kind = match definition {
        Some(definition) => Some(&definition.kind),
        None => None,
    };
    match (kind, shape, expected) {
        // What only serde knows is not checked.
        (None, Shape::Opaque, _)
        | (Some(DefinitionKind::Object(_)), _, Expected::Object(_))
        | (Some(DefinitionKind::Messages(_)), _, Expected::Alternatives(_)) => None,
        // Here is where they are held against the document.
        (_, Shape::Values { .. }, Expected::Values(values, _)) => {
            difference(owner, &Expected::Values(values, &[]), shape, place)
        }
        (Some(DefinitionKind::Same(shape, _)), _, _) | (_, shape, _) => {
            difference(owner, expected, shape, place)
        }
    }
}

const fn of_object(
    owner: &str,
    object: &Object,
    property: &Property,
    may_lack: bool,
) -> Option<Text> {
    let Some(field) = find(object, property.name) else {
        return match may_lack || flattens(object) {
            true => None,
            false => Some(missing(owner, property)),
        };
    };
    of_field(owner, field, property)
}

const fn of_field(owner: &str, field: &Field, property: &Property) -> Option<Text> {
    if let Some(constant) = field.constant {
        return of_constant(owner, constant, property);
    }
    if let Some(text) = of_presence(owner, field, property) {
        return Some(text);
    }
    let expected = match (&property.expected, &field.shape) {
        // `null` is kept apart from absence.
        (expected, Shape::Nullable(_)) => expected,
        // Both are `None`.
        (Expected::Nullable(inner), _) if !property.required && field.may_be_left_out => inner,
        (expected, _) => expected,
    };
    let text = difference_of(owner, property, expected, &field.shape);
    match (text, property.constant) {
        (Some(mut text), Some(constant)) => {
            text.add(": write `#[message(const = ");
            text.add(constant);
            text.add(")]` and the type `()`");
            Some(text)
        }
        (text, _) => text,
    }
}

/// A field that has always the same value.
const fn of_constant(owner: &str, constant: &str, property: &Property) -> Option<Text> {
    let allowed = match &property.expected {
        Expected::Any => true,
        Expected::Values(values, _) => text::contains(values, constant),
        _ => false,
    };
    if allowed {
        return None;
    }
    let mut text = subject(owner, property);
    text.add("the document has ");
    text.expected(&property.expected);
    text.place(property.place);
    text.add(", but this is always ");
    text.add(constant);
    Some(text)
}

const fn of_presence(owner: &str, field: &Field, property: &Property) -> Option<Text> {
    let (document, here) = match (property.required, field.required) {
        (true, _) if field.may_be_left_out => (
            "the document requires it",
            ", but it may be left out here: give it a type other than `Option`, or, if it may be \
             `null`, write `#[message(required)]`",
        ),
        (false, true) => (
            "the document does not require it",
            ", but it must be there here: make it an `Option`, or give it a `default`",
        ),
        _ => return None,
    };
    let mut text = subject(owner, property);
    text.add(document);
    text.place(property.place);
    text.add(here);
    Some(text)
}

const fn difference_of(
    owner: &str,
    property: &Property,
    expected: &Expected,
    shape: &Shape,
) -> Option<Text> {
    let fit = fit(expected, shape);
    match fit {
        Fit::Fits => None,
        _ => {
            let mut text = subject(owner, property);
            text.difference(&property.expected, shape, property.place, fit);
            Some(text)
        }
    }
}

const fn difference(owner: &str, expected: &Expected, shape: &Shape, place: &str) -> Option<Text> {
    let fit = fit(expected, shape);
    match fit {
        Fit::Fits => None,
        _ => {
            let mut text = Text::new();
            if !owner.is_empty() {
                text.add(owner);
                text.add(": ");
            }
            text.difference(expected, shape, place, fit);
            Some(text)
        }
    }
}

const fn missing(owner: &str, property: &Property) -> Text {
    let mut text = subject(owner, property);
    text.add("the document has it");
    text.place(property.place);
    text.add(", but the type does not");
    text
}

const fn subject(owner: &str, property: &Property) -> Text {
    let mut text = Text::new();
    text.add("`");
    text.add(property.name);
    text.add("`");
    text.of(owner);
    text.add(": ");
    text
}

const fn object_of(definition: Option<&Definition>) -> Option<&Object> {
    match definition {
        Some(Definition {
            kind: DefinitionKind::Object(object),
            ..
        }) => Some(object),
        _ => None,
    }
}

const fn find<'d>(object: &'d Object, name: &str) -> Option<&'d Field> {
    let mut rest = object.fields;
    while let [field, tail @ ..] = rest {
        if !field.flatten && same(field.name, name) {
            return Some(field);
        }
        rest = tail;
    }
    None
}

const fn flattens(object: &Object) -> bool {
    let mut rest = object.fields;
    while let [field, tail @ ..] = rest {
        if field.flatten {
            return true;
        }
        rest = tail;
    }
    false
}
