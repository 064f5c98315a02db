//! Whether a type is what the document has.

use super::Expected;
use super::text::contains;
use crate::describe::Shape;

/// How a type fits.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fit {
    Fits,
    /// It is something else.
    Differs,
    /// Nothing is known of it.
    Unknown,
}

/// Whether the type reads everything that the document allows, and writes nothing else as far as its
/// kind goes.
pub(super) const fn fit(expected: &Expected, shape: &Shape) -> Fit {
    match (expected, shape) {
        (Expected::Any, _) | (_, Shape::Any) => Fit::Fits,
        (_, Shape::Opaque) => Fit::Unknown,
        (expected, Shape::Same { shape, .. } | Shape::Length { shape, .. }) => fit(expected, shape),
        (Expected::Nullable(expected), Shape::Nullable(shape)) => fit(expected, shape),
        (Expected::Array(expected), Shape::Array(shape))
        | (Expected::Map(expected), Shape::Map(shape)) => fit(expected, shape),
        (Expected::Tuple(expected), Shape::Tuple(shapes)) => fit_all(expected, shapes),
        _ => match is_same_kind(expected, shape) {
            true => Fit::Fits,
            false => Fit::Differs,
        },
    }
}

const fn fit_all(expected: &[Expected], shapes: &[Shape]) -> Fit {
    let (mut expected, mut shapes) = (expected, shapes);
    loop {
        match (expected, shapes) {
            ([], []) => return Fit::Fits,
            ([first, others @ ..], [shape, other_shapes @ ..]) => {
                match fit(first, shape) {
                    Fit::Fits => {}
                    fit => return fit,
                }
                (expected, shapes) = (others, other_shapes);
            }
            _ => return Fit::Differs,
        }
    }
}

/// The rules for what holds no other values, and for types with definitions of their own.
const fn is_same_kind(expected: &Expected, shape: &Shape) -> bool {
    match (expected, shape) {
        (Expected::Null, Shape::Null)
        | (Expected::Boolean, Shape::Boolean)
        | (Expected::Number, Shape::Number) => true,
        (
            Expected::Integer { minimum, maximum },
            Shape::Integer {
                minimum: smallest,
                maximum: largest,
            },
        ) => reaches_down(*smallest, *minimum) && reaches_up(*largest, *maximum),
        (Expected::String { .. }, Shape::String { format: None }) => true,
        (
            Expected::String { format: Some(one) },
            Shape::String {
                format: Some(other),
            },
        ) => same(one, other),
        // What differs from the schema that they are checked against is told there.
        (
            Expected::Values(_, names),
            Shape::Values {
                schema: Some(schema),
                ..
            },
        ) if contains(names, schema) => true,
        (
            Expected::Values(expected, _),
            Shape::Values {
                values, aliases, ..
            },
        ) => is_within(expected, values) && are_known(values, aliases, expected),
        // A map takes every object.
        (Expected::Object(_), Shape::Map(_)) => true,
        // The document says nothing of what is in the object.
        (Expected::Map(Expected::Any), Shape::Defined { is_object, .. }) => *is_object,
        (
            Expected::Object(names),
            Shape::Defined {
                is_object: true,
                schema,
                ..
            },
        )
        | (
            Expected::Alternatives(names),
            Shape::Defined {
                is_object: false,
                schema,
                ..
            },
        ) => match schema {
            // A schema that is made of several has neither a name nor a place of its own.
            Some(schema) => names.is_empty() || contains(names, schema),
            None => true,
        },
        _ => false,
    }
}

/// Whether integers go as far down as the document's. Where the document leaves the bound open, they
/// must not be negative at least, or not zero either, or have 32 bits: a type for small numbers was
/// not meant.
const fn reaches_down(smallest: i128, minimum: Option<i128>) -> bool {
    match minimum {
        Some(minimum) => smallest <= minimum,
        None => smallest == 0 || smallest == 1 || smallest <= i32::MIN as i128,
    }
}

/// The same for the other end.
const fn reaches_up(largest: i128, maximum: Option<i128>) -> bool {
    match maximum {
        Some(maximum) => largest >= maximum,
        None => largest >= i32::MAX as i128,
    }
}

/// Whether all of the values are among the others.
pub(super) const fn is_within(values: &[&str], others: &[&str]) -> bool {
    let mut rest = values;
    while let [value, tail @ ..] = rest {
        if !contains(others, value) {
            return false;
        }
        rest = tail;
    }
    true
}

/// Whether all of the values are among the others, but for those that are only read.
const fn are_known(values: &[&str], aliases: &[&str], others: &[&str]) -> bool {
    let mut rest = values;
    while let [value, tail @ ..] = rest {
        if !contains(others, value) && !contains(aliases, value) {
            return false;
        }
        rest = tail;
    }
    true
}

/// Whether two texts are equal. From their ends, where names in one place differ more often.
pub(super) const fn same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    while let ([one_head @ .., a], [other_head @ .., b]) = (one, other) {
        if *a != *b {
            return false;
        }
        (one, other) = (one_head, other_head);
    }
    true
}
