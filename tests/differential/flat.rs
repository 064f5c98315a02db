//! All keywords that hold at one place, without copies: `$ref` and `allOf` followed, and one
//! alternative chosen of each `anyOf` and `oneOf`.

use fastrand::Rng;
use serde_json::{Map, Value};

/// How many schemas lead from one to another at one place.
const LONGEST: usize = 40;

pub(crate) struct Flat<'s> {
    parts: Vec<&'s Map<String, Value>>,
}

impl<'s> Flat<'s> {
    pub(crate) fn of(root: &'s Value, schemas: &[&'s Value], rng: &mut Rng) -> Self {
        let mut flat = Self { parts: Vec::new() };
        for schema in schemas {
            flat.collect(root, schema, rng, 0);
        }
        flat
    }

    fn collect(&mut self, root: &'s Value, schema: &'s Value, rng: &mut Rng, depth: usize) {
        let Value::Object(keywords) = schema else {
            return;
        };
        if depth > LONGEST {
            return;
        }
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            if let Some(target) = root.pointer(reference.trim_start_matches('#')) {
                self.collect(root, target, rng, depth + 1);
            }
            return;
        }
        self.parts.push(keywords);
        for part in list(keywords, "allOf") {
            self.collect(root, part, rng, depth + 1);
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(part) = rng.choice(list(keywords, key)) {
                self.collect(root, part, rng, depth + 1);
            }
        }
        if let Some(condition) = keywords.get("if") {
            let branch = if rng.bool() {
                self.collect(root, condition, rng, depth + 1);
                keywords.get("then")
            } else {
                keywords.get("else")
            };
            if let Some(branch) = branch {
                self.collect(root, branch, rng, depth + 1);
            }
        }
    }

    /// The values of a keyword, wherever it is said.
    fn all(&self, key: &str) -> impl Iterator<Item = &'s Value> {
        self.parts.iter().filter_map(move |part| part.get(key))
    }

    /// A keyword that is said once, or the last that is said.
    pub(crate) fn one(&self, key: &str) -> Option<&'s Value> {
        self.all(key).last()
    }

    pub(crate) fn says(&self, key: &str) -> bool {
        self.all(key).any(|value| value.as_bool() == Some(true))
    }

    /// The values that `const` and `enum` leave.
    pub(crate) fn values(&self) -> Option<Vec<&'s Value>> {
        let constants = self.all("const").map(|value| vec![value]);
        let enums = self
            .all("enum")
            .filter_map(|values| Some(values.as_array()?.iter().collect()));
        constants.chain(enums).reduce(|left, right: Vec<&Value>| {
            let both: Vec<&Value> = left
                .iter()
                .filter(|value| right.contains(value))
                .copied()
                .collect();
            if both.is_empty() { left } else { both }
        })
    }

    pub(crate) fn types(&self) -> Vec<&'s str> {
        let stated = self.all("type").map(|value| match value {
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect::<Vec<_>>(),
        });
        let both = stated.reduce(|left, right| {
            let is_in = |names: &[&str], name: &str| {
                names.contains(&name) || (name == "integer" && names.contains(&"number"))
            };
            let from_left = left.iter().filter(|name| is_in(&right, name));
            let from_right = right.iter().filter(|name| is_in(&left, name));
            from_left.chain(from_right).copied().collect()
        });
        both.unwrap_or_default()
    }

    pub(crate) fn least(&self, key: &str) -> Option<usize> {
        self.lengths(key).max()
    }

    pub(crate) fn most(&self, key: &str) -> Option<usize> {
        self.lengths(key).min()
    }

    fn lengths(&self, key: &str) -> impl Iterator<Item = usize> {
        self.all(key)
            .filter_map(|value| value.as_f64().map(|value| value as usize))
    }

    /// Both ends of the range of numbers; an end that is left out is one step further in.
    pub(crate) fn range(&self) -> (Option<f64>, Option<f64>) {
        let step = |bound: f64| if bound.fract() == 0.0 { 1.0 } else { 0.001 };
        let numbers = |key: &str| -> Vec<f64> { self.all(key).filter_map(Value::as_f64).collect() };
        let lower = numbers("minimum").into_iter().chain(
            numbers("exclusiveMinimum")
                .into_iter()
                .map(|bound| bound + step(bound)),
        );
        let upper = numbers("maximum").into_iter().chain(
            numbers("exclusiveMaximum")
                .into_iter()
                .map(|bound| bound - step(bound)),
        );
        (lower.reduce(f64::max), upper.reduce(f64::min))
    }

    pub(crate) fn required(&self) -> Vec<&'s str> {
        self.all("required")
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// The listed properties, each with all its schemas.
    pub(crate) fn properties(&self) -> Vec<(&'s str, Vec<&'s Value>)> {
        let mut properties: Vec<(&str, Vec<&Value>)> = Vec::new();
        for (name, schema) in self
            .all("properties")
            .filter_map(Value::as_object)
            .flatten()
        {
            match properties.iter_mut().find(|(known, _)| *known == name) {
                Some((_, schemas)) => schemas.push(schema),
                None => properties.push((name, vec![schema])),
            }
        }
        properties
    }

    pub(crate) fn patterns(&self) -> Vec<(&'s str, &'s Value)> {
        self.all("patternProperties")
            .filter_map(Value::as_object)
            .flatten()
            .map(|(pattern, schema)| (pattern.as_str(), schema))
            .collect()
    }

    /// `additionalProperties`, where it is most strict.
    pub(crate) fn additional(&self) -> Option<&'s Value> {
        let rank = |value: &&Value| match value {
            Value::Bool(false) => 0,
            Value::Object(_) => 1,
            _ => 2,
        };
        self.all("additionalProperties").min_by_key(rank)
    }

    pub(crate) fn tuple(&self) -> &'s [Value] {
        self.all("items")
            .find_map(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The schemas of an item that is not of a tuple.
    pub(crate) fn item(&self) -> Vec<&'s Value> {
        let key = match self.tuple() {
            [] => "items",
            _ => "additionalItems",
        };
        self.all(key).filter(|value| value.is_object()).collect()
    }
}

fn list<'s>(keywords: &'s Map<String, Value>, key: &str) -> &'s [Value] {
    keywords
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
