//! The default mode's inference, written a second time: a schema with the types that its keywords
//! mean. What an independent validator says of that schema is what the default mode has to say.

use serde_json::{Map, Value};

/// Keywords whose value is one schema that a type is made of.
const SCHEMA: [&str; 3] = ["items", "additionalItems", "additionalProperties"];

/// Keywords whose value holds such schemas by name.
const SCHEMAS: [&str; 4] = ["properties", "patternProperties", "definitions", "$defs"];

/// The schema with every inferred type written down.
pub(crate) fn explicit(root: &Value) -> Value {
    Reader { root }.schema(root, &[])
}

/// Keywords that leave the type to their schemas.
const ALTERNATIVES: [&str; 2] = ["anyOf", "oneOf"];

struct Reader<'a> {
    root: &'a Value,
}

impl<'a> Reader<'a> {
    /// A schema that stands for a type; `beside` is what it is merged with.
    fn schema(&self, node: &'a Value, beside: &[&'a Value]) -> Value {
        let mut merged = beside.to_vec();
        merged.push(node);
        let mut result = self.parts(node, &merged);
        if let Value::Object(fields) = &mut result
            && !fields.contains_key("$ref")
            && let Some(name) = self.inferred(&merged)
        {
            fields.insert("type".to_owned(), name.into());
        }
        result
    }

    /// The same schema with its parts made explicit, but not itself. Schemas under keywords such as
    /// `not` or `if`, of which no type is made, stay as they are.
    fn parts(&self, node: &'a Value, merged: &[&'a Value]) -> Value {
        let Value::Object(fields) = node else {
            return node.clone();
        };
        let part = |(key, value): (&String, &'a Value)| {
            let value = match (key.as_str(), value) {
                (key, Value::Object(entries)) if SCHEMAS.contains(&key) => entries
                    .iter()
                    .map(|(name, entry)| (name.clone(), self.schema(entry, &[])))
                    .collect::<Map<_, _>>()
                    .into(),
                ("items", Value::Array(list)) => self.list(list, |item| self.schema(item, &[])),
                ("allOf", Value::Array(list)) => self.list(list, |item| self.parts(item, merged)),
                ("anyOf" | "oneOf", Value::Array(list)) => {
                    self.list(list, |item| self.schema(item, merged))
                }
                (key, value) if SCHEMA.contains(&key) => self.schema(value, &[]),
                (_, value) => value.clone(),
            };
            (key.clone(), value)
        };
        Value::Object(fields.iter().map(part).collect())
    }

    fn list(&self, list: &'a [Value], schema: impl Fn(&'a Value) -> Value) -> Value {
        list.iter().map(schema).collect::<Vec<_>>().into()
    }

    /// The type that these schemas together mean, if they say none.
    fn inferred(&self, merged: &[&'a Value]) -> Option<&'static str> {
        let mut said = Vec::new();
        for (index, node) in merged.iter().enumerate() {
            let start = said.len();
            self.keywords(node, &mut Vec::new(), &mut said);
            // The last one may be an alternative of those before it.
            if index + 1 < merged.len() {
                let own = said.split_off(start).into_iter();
                said.extend(own.filter(|(key, _)| !ALTERNATIVES.contains(key)));
            }
        }
        let says = |names: &[&str]| said.iter().any(|(key, _)| names.contains(key));
        if says(&["type", "enum", "const"]) || says(&ALTERNATIVES) {
            return None;
        }
        if says(&[
            "properties",
            "patternProperties",
            "required",
            "additionalProperties",
        ]) {
            Some("object")
        } else if says(&["items", "prefixItems"]) {
            Some("array")
        } else if says(&[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ]) {
            Some("number")
        } else if says(&["minLength", "maxLength", "pattern", "format"]) {
            let format = said.iter().find(|(key, _)| *key == "format");
            Some(match format.and_then(|(_, value)| value.as_str()) {
                Some("int8" | "int16" | "int32" | "int64" | "uint32" | "uint64") => "integer",
                Some("float" | "double") => "number",
                _ => "string",
            })
        } else {
            None
        }
    }

    /// The keywords that count for a type, of a schema and of all that `allOf` and `$ref` add.
    fn keywords(
        &self,
        node: &'a Value,
        seen: &mut Vec<&'a Value>,
        said: &mut Vec<(&'a str, &'a Value)>,
    ) {
        if seen.iter().any(|known| std::ptr::eq(*known, node)) {
            return;
        }
        seen.push(node);
        let Value::Object(fields) = node else { return };
        if let Some(Value::String(reference)) = fields.get("$ref") {
            let pointer = reference.strip_prefix('#').unwrap_or("none");
            if let Some(target) = self.root.pointer(pointer) {
                self.keywords(target, seen, said);
            }
            return;
        }
        for (key, value) in fields {
            match (key.as_str(), value) {
                ("allOf", Value::Array(parts)) => {
                    for part in parts {
                        self.keywords(part, seen, said);
                    }
                }
                // Empty ones say nothing.
                ("properties" | "patternProperties", Value::Object(entries))
                    if entries.is_empty() => {}
                ("required" | "anyOf" | "oneOf", Value::Array(list)) if list.is_empty() => {}
                (key, value) => said.push((key, value)),
            }
        }
    }
}

#[test]
fn types_are_inferred_where_a_type_is_made() {
    let table = [
        (
            r#"{"minLength": 1}"#,
            r#"{"minLength": 1, "type": "string"}"#,
        ),
        (
            r#"{"minimum": 1, "pattern": "a"}"#,
            r#"{"minimum": 1, "pattern": "a", "type": "number"}"#,
        ),
        (
            r#"{"items": true, "maximum": 1}"#,
            r#"{"items": true, "maximum": 1, "type": "array"}"#,
        ),
        (
            r#"{"required": ["a"], "items": {}}"#,
            r#"{"required": ["a"], "items": {}, "type": "object"}"#,
        ),
        (
            r#"{"enum": [1], "minimum": 1}"#,
            r#"{"enum": [1], "minimum": 1}"#,
        ),
        (
            r#"{"not": {"minLength": 1}}"#,
            r#"{"not": {"minLength": 1}}"#,
        ),
        (
            r#"{"allOf": [{"minimum": 1}, {"type": "integer"}]}"#,
            r#"{"allOf": [{"minimum": 1}, {"type": "integer"}]}"#,
        ),
        (
            r#"{"allOf": [{"minimum": 1}, {"maximum": 2}]}"#,
            r#"{"allOf": [{"minimum": 1}, {"maximum": 2}], "type": "number"}"#,
        ),
        (
            r#"{"anyOf": [{"minimum": 1}, {"type": "string"}]}"#,
            r#"{"anyOf": [{"minimum": 1, "type": "number"}, {"type": "string"}]}"#,
        ),
    ];
    for (given, expected) in table {
        let read = |text| serde_json::from_str::<Value>(text).expect("JSON");
        assert_eq!(explicit(&read(given)), read(expected), "{given}");
    }
}
