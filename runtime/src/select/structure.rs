//! Tells alternatives apart by what their types say of themselves.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Candidates, KeySet, by_keys};
use crate::describe::{Definition, DefinitionKind, Object, Shape, VariantPayload};

/// What is known of an alternative's JSON.
enum Structure {
    /// An object with these properties.
    Object {
        required: Vec<&'static str>,
        known: Vec<&'static str>,
        closed: bool,
    },
    /// No object.
    Other,
    /// Nothing.
    Unknown,
}

/// The alternatives that a value can be, best first: if the properties of all that are objects are
/// known, by the keys of the value, which are `None` when it is no object; else all in order.
pub(super) fn candidates(
    definition: &Definition,
    keys: Option<BTreeSet<Cow<'_, str>>>,
) -> Candidates {
    let DefinitionKind::Messages(messages) = &definition.kind else {
        return Candidates::of(Vec::new());
    };
    let alternatives: Vec<(u16, Structure)> = (0..)
        .zip(messages.variants)
        .filter_map(|(index, variant)| Some((index, of_payload(&variant.payload)?)))
        .collect();
    let all: Vec<u16> = alternatives.iter().map(|(variant, _)| *variant).collect();
    let sets: Option<Vec<KeySet<'_>>> = alternatives
        .iter()
        .filter_map(|(variant, structure)| match structure {
            Structure::Object {
                required,
                known,
                closed,
            } => Some(Some(KeySet {
                variant: *variant,
                required,
                known,
                closed: *closed,
            })),
            Structure::Other => None,
            Structure::Unknown => Some(None),
        })
        .collect();
    match (sets, keys) {
        (Some(sets), Some(keys)) if !sets.is_empty() => by_keys(&sets, &keys),
        _ => Candidates::of(all),
    }
}

/// `None` when it is no JSON.
fn of_payload(payload: &VariantPayload) -> Option<Structure> {
    match payload {
        VariantPayload::Json(shape, _) => Some(of_shape(shape)),
        VariantPayload::Object(object) => Some(of_object(object)),
        VariantPayload::Nothing => Some(Structure::Other),
        VariantPayload::Text | VariantPayload::Binary | VariantPayload::Unknown => None,
    }
}

fn of_shape(shape: &Shape) -> Structure {
    match shape {
        Shape::Null
        | Shape::Boolean
        | Shape::Integer { .. }
        | Shape::Number
        | Shape::String { .. }
        | Shape::Values { .. }
        | Shape::Array(_)
        | Shape::Tuple(_) => Structure::Other,
        Shape::Same { shape, .. } | Shape::Length { shape, .. } => of_shape(shape),
        Shape::Defined { definition, .. } => match &definition().kind {
            DefinitionKind::Object(object) => of_object(object),
            DefinitionKind::Values(_) => Structure::Other,
            DefinitionKind::Same(..) | DefinitionKind::Messages(_) => Structure::Unknown,
        },
        Shape::Opaque | Shape::Any | Shape::Map(_) | Shape::Nullable(_) => Structure::Unknown,
    }
}

fn of_object(object: &Object) -> Structure {
    if object.fields.iter().any(|field| field.flatten) {
        return Structure::Unknown;
    }
    let fields = object.fields.iter();
    // One that has several names need not have this one.
    let required = fields
        .clone()
        .filter(|field| field.required && field.aliases.is_empty());
    let names = fields.flat_map(|field| std::iter::once(&field.name).chain(field.aliases));
    Structure::Object {
        required: required.map(|field| field.name).collect(),
        known: names.copied().collect(),
        closed: object.closed,
    }
}
