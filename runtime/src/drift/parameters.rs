//! Whether the fields of a channel's parameters are those of its address.

use super::text::{Text, contains};
use super::{find, flattens, object_of, report};
use crate::describe::Definition;

/// Holds a type that is known against the names in the address. `owner` is the type as it is written.
#[track_caller]
pub const fn parameters(definition: Option<&Definition>, names: &[&str], owner: &str) {
    let Some(object) = object_of(definition) else {
        return;
    };
    let mut missing = Text::new();
    let mut rest = names;
    while let [name, tail @ ..] = rest {
        // What is flattened may have any names.
        if find(object, name).is_none() && !flattens(object) {
            missing.list("`{", name, "}`");
        }
        rest = tail;
    }
    let mut others = Text::new();
    let mut rest = object.fields;
    while let [field, tail @ ..] = rest {
        if !field.flatten && !contains(names, field.name) {
            others.list("`", field.name, "`");
        }
        rest = tail;
    }
    if missing.is_empty() && others.is_empty() {
        return;
    }
    let mut text = Text::new();
    text.add("`");
    text.add(owner);
    text.add("` has ");
    if !missing.is_empty() {
        text.add("no field for ");
        text.add(missing.as_str());
        text.add(" of the address");
    }
    if !others.is_empty() {
        text.add(match missing.is_empty() {
            true => "a field for ",
            false => ", but for ",
        });
        text.add(others.as_str());
        text.add(", which the address does not have");
    }
    report(&Some(text));
}
