//! The keywords for arrays and objects of any shape (JSON Schema Validation, draft 7, sections 6.1,
//! 6.4 and 6.5). A value of another JSON type passes.

use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use serde_json::{Map, Value};

use super::json::broken;
use super::{Checked, Number, Pattern, Rules, Violation, within, within_item};
use crate::constant::{Constant, same};

/// What `type` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction, however it is written.
    Integer,
    /// Any number.
    Number,
    /// A text.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    fn is_of(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Integer, value) => Number::of(value).is_some_and(Number::is_whole),
            (Self::Null, Value::Null)
            | (Self::Boolean, Value::Bool(_))
            | (Self::Number, Value::Number(_))
            | (Self::String, Value::String(_))
            | (Self::Array, Value::Array(_))
            | (Self::Object, Value::Object(_)) => true,
            _ => false,
        }
    }
}

/// The type as a document has it, in quotes.
impl fmt::Display for JsonType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "\"null\"",
            Self::Boolean => "\"boolean\"",
            Self::Integer => "\"integer\"",
            Self::Number => "\"number\"",
            Self::String => "\"string\"",
            Self::Array => "\"array\"",
            Self::Object => "\"object\"",
        })
    }
}

/// A list as JSON: `["a","b"]`.
struct List<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (index, item) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{item}")?;
        }
        f.write_str("]")
    }
}

/// `type`.
pub fn types(value: &Value, types: &'static [JsonType]) -> Checked {
    match types {
        types if types.iter().any(|each| each.is_of(value)) => Ok(()),
        [single] => broken("type", single, value),
        types => broken("type", List(types), value),
    }
}

/// `enum` and `const`, by the keyword's name.
pub fn one_of_values(value: &Value, keyword: &'static str, values: &'static [Constant]) -> Checked {
    match values {
        values if values.iter().any(|constant| constant.matches(value)) => Ok(()),
        [single] if keyword == "const" => broken(keyword, single, value),
        values => broken(keyword, List(values), value),
    }
}

/// The keyword of a schema that is `false`.
const FALSE: &str = "false schema";

/// The schema `false`: no value passes.
pub fn never(value: &Value) -> Checked {
    broken(FALSE, "allows no value", value)
}

/// `required`. The violation names the first property that is missing.
pub fn required(value: &Value, names: &'static [&'static str]) -> Checked {
    match value.as_object() {
        Some(object) => {
            all_present(object, names).or_else(|name| broken("required", Value::from(name), value))
        }
        None => Ok(()),
    }
}

/// The first name that is missing, as an error.
fn all_present(object: &Map<String, Value>, names: &[&'static str]) -> Result<(), &'static str> {
    match names.iter().find(|name| !object.contains_key(**name)) {
        Some(name) => Err(name),
        None => Ok(()),
    }
}

/// `dependencies` on names: where the one property is, the others must be.
pub fn dependent_required(
    value: &Value,
    names: &'static [(&'static str, &'static [&'static str])],
) -> Checked {
    for (object, name, others) in present(value, names) {
        all_present(object, others).or_else(|missing| {
            let limit = format_args!("{{{}:[{}]}}", Value::from(name), Value::from(missing));
            broken("dependencies", limit, value)
        })?;
    }
    Ok(())
}

/// `dependencies` on schemas: where the property is, the whole object must pass.
pub fn dependent_schemas(value: &Value, schemas: &[(&'static str, Rules)]) -> Checked {
    present(value, schemas).try_for_each(|(_, _, rules)| rules(value))
}

/// The entries of a table whose name the object has.
fn present<'a, T: Copy>(
    value: &'a Value,
    table: &'a [(&'static str, T)],
) -> impl Iterator<Item = (&'a Map<String, Value>, &'static str, T)> {
    let object = value.as_object();
    table.iter().filter_map(move |(name, entry)| {
        let object = object.filter(|object| object.contains_key(*name))?;
        Some((object, *name, *entry))
    })
}

/// `properties`.
pub fn properties(value: &Value, table: &[(&'static str, Rules)]) -> Checked {
    present(value, table).try_for_each(|(object, name, rules)| match object.get(name) {
        Some(property) => within(rules(property), name),
        None => Ok(()),
    })
}

/// `patternProperties`.
pub fn pattern_properties(value: &Value, table: &[(&'static Pattern, Rules)]) -> Checked {
    for (name, property) in value.as_object().into_iter().flatten() {
        for (pattern, rules) in table {
            if names_match(pattern, name, value)? {
                within(rules(property), name)?;
            }
        }
    }
    Ok(())
}

/// Whether a name is one that a pattern is for.
fn names_match(pattern: &Pattern, name: &str, value: &Value) -> Result<bool, Box<Violation>> {
    pattern.is_match(name).or_else(|reason| {
        let limit = format_args!("{} ({reason})", Value::from(pattern.source()));
        broken("patternProperties", limit, value).map(|()| false)
    })
}

/// `additionalProperties`, for the properties that neither table beside it names.
pub fn additional_properties(
    value: &Value,
    known: &[&'static str],
    patterns: &[&'static Pattern],
    rules: Rules,
) -> Checked {
    for (name, property) in value.as_object().into_iter().flatten() {
        if known.contains(&name.as_str()) {
            continue;
        }
        let mut is_known = false;
        for pattern in patterns {
            is_known = is_known || names_match(pattern, name, value)?;
        }
        if !is_known {
            within(refused(rules(property), "additionalProperties"), name)?;
        }
    }
    Ok(())
}

/// The failure of a schema that is `false`, in the name of the keyword that has it.
fn refused(checked: Checked, keyword: &'static str) -> Checked {
    checked.map_err(|violation| match violation.keyword() {
        FALSE if violation.pointer().is_empty() => {
            Box::new(Violation::new(keyword, "false", violation.value()))
        }
        _ => violation,
    })
}

/// `propertyNames`.
pub fn property_names(value: &Value, rules: Rules) -> Checked {
    for name in value.as_object().into_iter().flat_map(Map::keys) {
        let name = Value::from(name.as_str());
        if let Err(violation) = rules(&name) {
            return broken("propertyNames", violation.demand(), &name);
        }
    }
    Ok(())
}

/// The items of an array with their index; none of another value.
fn all_items(value: &Value) -> impl Iterator<Item = (usize, &Value)> {
    value.as_array().into_iter().flatten().enumerate()
}

/// `items` with one schema.
pub fn items(value: &Value, rules: Rules) -> Checked {
    all_items(value).try_for_each(|(index, item)| within_item(rules(item), index))
}

/// `items` with a list of schemas.
pub fn tuple(value: &Value, table: &[Rules]) -> Checked {
    all_items(value)
        .zip(table)
        .try_for_each(|((index, item), rules)| within_item(rules(item), index))
}

/// `additionalItems`, for the items after those of the list.
pub fn additional_items(value: &Value, from: usize, rules: Rules) -> Checked {
    all_items(value)
        .skip(from)
        .try_for_each(|(index, item)| within_item(refused(rules(item), "additionalItems"), index))
}

/// `contains`: at least one item passes.
pub fn contains(value: &Value, rules: Rules) -> Checked {
    let Some(items) = value.as_array() else {
        return Ok(());
    };
    let mut reason = None;
    for item in items {
        match rules(item) {
            Ok(()) => return Ok(()),
            Err(violation) => reason = Some(violation.demand()),
        }
    }
    let reason = reason.unwrap_or_else(|| "an item".to_owned());
    broken("contains", reason, value)
}

/// `uniqueItems`. Numbers are the same by value, and objects whatever the order of their keys.
pub fn unique_items(value: &Value) -> Checked {
    /// Up to here, comparing each with each is the fastest way.
    const FEW: usize = 8;
    let items = match value {
        Value::Array(items) => items,
        _ => return Ok(()),
    };
    let is_unique = if items.len() <= FEW {
        all_differ(items.iter())
    } else {
        // Equal items have equal hashes, whose key no sender knows.
        let state = RandomState::new();
        let mut hashed: Vec<(u64, &Value)> = items
            .iter()
            .map(|item| (hash(&state, item), item))
            .collect();
        hashed.sort_unstable_by_key(|(hash, _)| *hash);
        hashed
            .chunk_by(|(left, _), (right, _)| left == right)
            .all(|group| all_differ(group.iter().map(|(_, item)| *item)))
    };
    if is_unique {
        Ok(())
    } else {
        broken("uniqueItems", true, value)
    }
}

fn all_differ<'a>(mut items: impl Iterator<Item = &'a Value> + Clone) -> bool {
    while let Some(item) = items.next() {
        if items.clone().any(|other| same(item, other)) {
            return false;
        }
    }
    true
}

/// A hash that is the same for values that are the same.
fn hash(state: &RandomState, value: &Value) -> u64 {
    let mut hasher = state.build_hasher();
    match value {
        Value::Null => 0.hash(&mut hasher),
        Value::Bool(value) => (1, value).hash(&mut hasher),
        Value::Number(_) => match Number::of(value) {
            Some(Number::Int(value)) => (2, value).hash(&mut hasher),
            // Every whole `f64` below 2^127 is an `i128` exactly.
            Some(Number::Float(value)) if value.fract() == 0.0 && value.abs() < 1e38 => {
                (2, value as i128).hash(&mut hasher);
            }
            Some(Number::Float(value)) => (3, value.to_bits()).hash(&mut hasher),
            None => 4.hash(&mut hasher),
        },
        Value::String(value) => (5, value).hash(&mut hasher),
        Value::Array(items) => {
            (6, items.len()).hash(&mut hasher);
            for item in items {
                hash(state, item).hash(&mut hasher);
            }
        }
        Value::Object(object) => {
            // A sum does not depend on the order of the keys.
            let sum = object.iter().fold(0_u64, |sum, (name, value)| {
                sum.wrapping_add(state.hash_one((name, hash(state, value))))
            });
            (7, object.len(), sum).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests;
