//! Alternatives as the macro tells them apart: by the properties that are there. An open
//! alternative allows a property that it does not list, also one that another alternative lists;
//! the macro takes such an object for that other one.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How many schemas lead from one to another.
const LONGEST: usize = 16;

/// How deep properties of properties are looked at.
const LEVELS: usize = 3;

/// The properties that a schema lists, and those within, as paths.
pub(crate) fn listed(root: &Value, schema: &Value) -> BTreeSet<Vec<String>> {
    let mut paths = BTreeSet::new();
    let mut open = vec![(Vec::new(), schema)];
    while let Some((path, schema)) = open.pop() {
        let mut properties = Vec::new();
        gather(root, schema, LONGEST, &mut properties);
        for (name, schema) in properties {
            let mut path: Vec<String> = path.clone();
            path.push(name.to_owned());
            if path.len() < LEVELS {
                open.push((path.clone(), schema));
            }
            paths.insert(path);
        }
    }
    paths
}

/// The properties of an instance, as [`listed`] writes them.
pub(crate) fn present(value: &Value) -> BTreeSet<Vec<String>> {
    let mut paths = BTreeSet::new();
    let mut open = vec![(Vec::new(), value)];
    while let Some((path, value)) = open.pop() {
        for (name, value) in value.as_object().into_iter().flatten() {
            let mut path: Vec<String> = path.clone();
            path.push(name.clone());
            if path.len() < LEVELS {
                open.push((path.clone(), value));
            }
            paths.insert(path);
        }
    }
    paths
}

/// The properties that a schema lists, through references and combinations.
fn gather<'s>(
    root: &'s Value,
    schema: &'s Value,
    depth: usize,
    found: &mut Vec<(&'s str, &'s Value)>,
) {
    if depth == 0 {
        return;
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        found.extend(
            properties
                .iter()
                .map(|(name, schema)| (name.as_str(), schema)),
        );
    }
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| root.pointer(reference.trim_start_matches('#')));
    let parts = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .filter_map(|key| schema.get(key)?.as_array())
        .flatten();
    for part in parts.chain(target) {
        gather(root, part, depth - 1, found);
    }
}

/// The schema where no alternative allows the properties that only others list.
pub(crate) fn apart(root: &Value) -> Value {
    rewrite(root, root)
}

fn rewrite(root: &Value, schema: &Value) -> Value {
    match schema {
        Value::Array(parts) => parts.iter().map(|part| rewrite(root, part)).collect(),
        Value::Object(keywords) => keywords
            .iter()
            .map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("anyOf" | "oneOf", Value::Array(parts)) => alternatives(root, parts),
                    ("enum" | "const" | "default", _) => value.clone(),
                    _ => rewrite(root, value),
                };
                (key.clone(), value)
            })
            .collect(),
        _ => schema.clone(),
    }
}

fn alternatives(root: &Value, parts: &[Value]) -> Value {
    let names = |part| {
        let mut found = Vec::new();
        gather(root, part, LONGEST, &mut found);
        found.into_iter().map(|(name, _)| name).collect()
    };
    let names: Vec<BTreeSet<&str>> = parts.iter().map(names).collect();
    parts
        .iter()
        .zip(&names)
        .map(|(part, own)| {
            let foreign: Map<String, Value> = names
                .iter()
                .flatten()
                .filter(|name| !own.contains(*name))
                .map(|name| ((*name).to_owned(), json!(false)))
                .collect();
            let part = rewrite(root, part);
            match foreign.is_empty() {
                true => part,
                false => json!({"allOf": [part, {"properties": foreign}]}),
            }
        })
        .collect()
}
