//! Whether the fields of a channel's parameters are those of its address: asked at compile time, where
//! a failure is an error with the given text.

use crate::describe::{Definition, DefinitionKind, Field};

/// Fails with `text` if a type is known to have no field of this name.
#[track_caller]
pub const fn has_parameter(definition: Option<&Definition>, name: &str, text: &str) {
    let Some(fields) = fields(definition) else {
        return;
    };
    let mut index = 0;
    while index < fields.len() {
        // What is flattened may have any names.
        if fields[index].flatten || is_same(fields[index].name, name) {
            return;
        }
        index += 1;
    }
    panic!("{}", text);
}

/// Fails with `text` if a type is known to have a field of any other name.
#[track_caller]
pub const fn has_no_other_parameters(definition: Option<&Definition>, names: &[&str], text: &str) {
    let Some(fields) = fields(definition) else {
        return;
    };
    let mut index = 0;
    while index < fields.len() {
        let field = &fields[index];
        if !field.flatten && !is_among(field.name, names) {
            panic!("{}", text);
        }
        index += 1;
    }
}

const fn fields(definition: Option<&Definition>) -> Option<&'static [Field]> {
    match definition {
        Some(Definition {
            kind: DefinitionKind::Object(object),
            ..
        }) => Some(object.fields),
        _ => None,
    }
}

const fn is_among(name: &str, names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if is_same(name, names[index]) {
            return true;
        }
        index += 1;
    }
    false
}

/// `==` of texts is not for constants.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}
