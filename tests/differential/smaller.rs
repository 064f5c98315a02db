//! Smaller schemas, to find the least that shows a difference.

use crate::schemas::without_unused;
use serde_json::{Value, json};

/// Schemas with one thing less, the smallest first.
pub(crate) fn smaller(schema: &Value) -> Vec<Value> {
    let mut all: Vec<Value> = simpler(schema, true)
        .into_iter()
        .map(without_unused)
        .filter(|schema| schema.is_object())
        .collect();
    all.sort_by_key(|schema| schema.to_string().len());
    all.dedup();
    all
}

fn simpler(schema: &Value, is_root: bool) -> Vec<Value> {
    let mut all = Vec::new();
    match schema {
        Value::Object(entries) => {
            if !is_root {
                all.push(json!({}));
                let is_schema = |inner: &&Value| inner.is_object();
                all.extend(entries.values().filter(is_schema).cloned());
                let lists = entries.values().filter_map(Value::as_array).flatten();
                all.extend(lists.filter(is_schema).cloned());
            }
            for (key, inner) in entries {
                if key != "definitions" {
                    let mut rest = entries.clone();
                    rest.remove(key);
                    all.push(rest.into());
                }
                for inner in simpler(inner, key == "definitions") {
                    let mut changed = entries.clone();
                    changed.insert(key.clone(), inner);
                    all.push(changed.into());
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                if items.len() > 1 {
                    let mut rest = items.clone();
                    rest.remove(index);
                    all.push(rest.into());
                }
                for inner in simpler(inner, false) {
                    let mut changed = items.clone();
                    changed[index] = inner;
                    all.push(changed.into());
                }
            }
        }
        _ => {}
    }
    all
}
