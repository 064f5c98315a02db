//! Decoded and encoded again: the same JSON value.

use serde_json::Value;

/// What came back for an instance that was accepted.
pub(crate) enum RoundTrip {
    Same,
    /// The same, with properties that the schema gives a default or a single value.
    Added,
    /// Another value.
    Other(String),
}

/// `schemas` are those that the instance's type is made of.
pub(crate) fn round_trip(schemas: &[Value], given: &Value, encoded: &str) -> RoundTrip {
    let Ok(back) = serde_json::from_str(encoded) else {
        return RoundTrip::Other(encoded.to_owned());
    };
    if same(given, &back, &|_, _| false) {
        RoundTrip::Same
    } else if same(given, &back, &|name, value| {
        schemas
            .iter()
            .any(|schema| is_added(schema, schema, name, value))
    }) {
        RoundTrip::Added
    } else {
        RoundTrip::Other(encoded.to_owned())
    }
}

/// JSON equality, with numbers by value; `may_appear` says which properties may be new.
fn same(given: &Value, back: &Value, may_appear: &dyn Fn(&str, &Value) -> bool) -> bool {
    match (given, back) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, may_appear))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.keys().all(|name| b.contains_key(name))
                && b.iter().all(|(name, b)| match a.get(name) {
                    Some(a) => same(a, b, may_appear),
                    None => may_appear(name, b),
                })
        }
        _ => given == back,
    }
}

/// Whether a part of the schema `root` gives a property of this name this value.
fn is_added(root: &Value, part: &Value, name: &str, value: &Value) -> bool {
    match part {
        Value::Object(fields) => {
            let property = fields.get("properties").and_then(|all| all.get(name));
            property.is_some_and(|property| gives(root, property, value, 0))
                || fields
                    .values()
                    .any(|part| is_added(root, part, name, value))
        }
        Value::Array(parts) => parts.iter().any(|part| is_added(root, part, name, value)),
        _ => false,
    }
}

/// Whether a property's schema has this value as its default or as the only one.
fn gives(root: &Value, property: &Value, value: &Value, depth: usize) -> bool {
    const DEEPEST: usize = 8;
    let is = |given: Option<&Value>| given.is_some_and(|given| same(given, value, &|_, _| false));
    let inner = |part: &Value| depth < DEEPEST && gives(root, part, value, depth + 1);
    let list = |keyword: &str| property.get(keyword).and_then(Value::as_array);
    let reference = property.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|text| root.pointer(text.strip_prefix('#')?));
    is(property.get("default"))
        || is(property.get("const"))
        || is(list("enum").and_then(|values| values.first()))
        || target.is_some_and(inner)
        || list("allOf").is_some_and(|parts| parts.iter().any(inner))
}
