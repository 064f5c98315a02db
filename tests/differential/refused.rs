//! Schemas that the macro refuses: the error must be right that nothing satisfies some part.

use crate::generate::{Fill, Generator};
use crate::schemas;
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// How many values are tried.
const VALUES: u64 = 300;

type IsKind = fn(&Value) -> bool;

/// What errors say that are about one kind of values, and whether a value is of that kind: what
/// contradicts itself for lists says nothing of texts.
const KINDS: [(&str, IsKind); 8] = [
    ("no text satisfies", Value::is_string),
    ("no list satisfies", Value::is_array),
    ("asks for more items than", Value::is_array),
    ("no object satisfies", Value::is_object),
    ("is required, but `", Value::is_object),
    ("properties are required, but `", Value::is_object),
    ("no number satisfies", Value::is_number),
    ("no whole number satisfies", Value::is_number),
];

/// A value that the part that an error is about allows after all. `error` is as the macro shows it.
pub(crate) fn allowed(root: &Value, error: &str, seed: u64) -> Option<Value> {
    let parts = parts(root, error);
    let mut counterexample = None;
    for part in &parts {
        let mut whole: Map<String, Value> = Map::new();
        whole.insert("allOf".to_owned(), json!([part]));
        if let Some(definitions) = root.get("definitions") {
            whole.insert("definitions".to_owned(), definitions.clone());
        }
        let whole = Value::from(whole);
        let Ok(validator) = jsonschema::draft7::new(&whole) else {
            continue;
        };
        let found = values(&whole, seed).into_iter().find(|value| {
            // A property that must be there and cannot is a mistake about objects.
            let is_other = part.get("required").is_some() && !value.is_object();
            !is_other && is_meant(error, value) && validator.is_valid(value)
        });
        counterexample = Some(found?);
    }
    counterexample
}

/// The schemas around the place of the error, the innermost first; for one of a definition also
/// those that refer to definitions, since it may contradict only what stands beside the reference.
fn parts<'s>(root: &'s Value, error: &str) -> Vec<&'s Value> {
    let pointer = error
        .lines()
        .find_map(|line| line.trim().strip_prefix("at #"));
    let pointer = pointer.unwrap_or_default().trim();
    let (mut pointer, in_definition) = match pointer.strip_prefix("/components/schemas/D") {
        Some(rest) => (format!("/definitions/{rest}"), true),
        None => {
            let rest = pointer.split_once("/payload").map_or("", |(_, rest)| rest);
            (rest.to_owned(), false)
        }
    };
    let mut parts = Vec::new();
    loop {
        let is_schema = |part: &&Value| part.is_object() && *part != &root["definitions"];
        parts.extend(root.pointer(&pointer).filter(is_schema));
        match pointer.rfind('/') {
            Some(end) => pointer.truncate(end),
            None => break,
        }
    }
    if in_definition {
        referring(root, &mut parts);
    }
    parts
}

fn referring<'s>(schema: &'s Value, found: &mut Vec<&'s Value>) {
    let inner: Vec<&Value> = match schema {
        Value::Object(keywords) => keywords.values().collect(),
        Value::Array(parts) => parts.iter().collect(),
        _ => return,
    };
    if schema.is_object() && schema.to_string().contains("$ref") {
        found.push(schema);
    }
    for inner in inner {
        referring(inner, found);
    }
}

fn is_meant(error: &str, value: &Value) -> bool {
    let message = error.lines().next().unwrap_or_default();
    KINDS
        .iter()
        .filter(|(text, _)| message.contains(text))
        .all(|(_, is_kind)| is_kind(value))
}

fn values(schema: &Value, seed: u64) -> Vec<Value> {
    let mut rng = Rng::with_seed(seed);
    (0..VALUES)
        .map(|round| match round % 2 {
            0 => schemas::value(&mut rng, 3),
            _ => Generator::fitting(schema, Fill::Some, round).0,
        })
        .collect()
}
