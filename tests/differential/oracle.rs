//! What the `jsonschema` crate says of an instance.

use crate::adapt::Adapted;
use crate::apart::{apart, listed};
use crate::compare::is_same;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, ValidationOptions, Validator};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The schema of a message, ready to be asked.
pub(crate) struct Oracle {
    pub(crate) schema: Value,
    as_meant: Validator,
    fitting: Validator,
    apart: Validator,
    /// The properties that the schema lists, as paths.
    pub(crate) listed: BTreeSet<Vec<String>>,
    /// What writing may add: the defaults and constants of properties, by the property's name.
    additions: BTreeMap<String, Vec<Value>>,
}

/// What is wrong with an instance.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// The keyword's place in the schema, which tells apart kinds of refusals.
    pub(crate) keyword: String,
    pub(crate) text: String,
}

impl Oracle {
    pub(crate) fn new(adapted: Adapted) -> Result<Self, String> {
        let mut additions = BTreeMap::new();
        gather_additions(&adapted.schema, &adapted.schema, &mut additions);
        let compiled = |schema: &Value| {
            options()
                .build(schema)
                .map_err(|error| format!("{error} in {schema}"))
        };
        Ok(Self {
            as_meant: compiled(&adapted.schema)?,
            fitting: compiled(&adapted.fitting)?,
            apart: compiled(&apart(&adapted.fitting))?,
            listed: listed(&adapted.schema, &adapted.schema),
            schema: adapted.schema,
            additions,
        })
    }

    pub(crate) fn accepts(&self, value: &Value) -> bool {
        self.as_meant.is_valid(value)
    }

    /// Whether it also fits the Rust types of whole numbers.
    pub(crate) fn fits(&self, value: &Value) -> bool {
        self.fitting.is_valid(value)
    }

    /// Whether it also has no property by which it is taken for something else.
    pub(crate) fn is_told_apart(&self, value: &Value) -> bool {
        self.apart.is_valid(value)
    }

    pub(crate) fn refusal(&self, value: &Value) -> Option<Refusal> {
        self.as_meant.validate(value).err().map(|error| Refusal {
            keyword: error.schema_path().to_string(),
            text: explained(&error, 4),
        })
    }

    /// Whether writing may add a property.
    pub(crate) fn may_add(&self, name: &str, value: &Value) -> bool {
        self.additions
            .get(name)
            .is_some_and(|values| values.iter().any(|known| is_same(known, value)))
    }
}

/// An error in a line, with those of the alternatives that do not fit.
fn explained(error: &ValidationError<'_>, depth: usize) -> String {
    let text = error.to_string();
    let text: String = text.chars().take(200).collect();
    let mut text = format!(
        "{text} (instance {:?}, schema {:?})",
        error.instance_path().to_string(),
        error.schema_path().to_string()
    );
    let alternatives = match error.kind() {
        ValidationErrorKind::AnyOf { context }
        | ValidationErrorKind::OneOfNotValid { context }
        | ValidationErrorKind::OneOfMultipleValid { context } => context.as_slice(),
        _ => &[],
    };
    for (index, errors) in alternatives.iter().enumerate() {
        match errors.first() {
            Some(error) if depth > 0 => {
                let _ = write!(text, "; {index}: {}", explained(error, depth - 1));
            }
            Some(_) => {}
            None => {
                let _ = write!(text, "; {index}: valid");
            }
        }
    }
    text
}

/// Draft 7 with formats, among them those of later drafts that the macro knows.
fn options() -> ValidationOptions<'static> {
    let mut options = jsonschema::options()
        .with_draft(Draft::Draft7)
        .should_validate_formats(true);
    for name in ["uuid", "duration"] {
        let later = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&json!({"format": name}));
        if let Ok(later) = later {
            options = options.with_format(name, move |text| later.is_valid(&json!(text)));
        }
    }
    for name in ["byte", "base64"] {
        options = options.with_format(name, is_base64);
    }
    options
}

/// RFC 4648 section 4, with padding.
fn is_base64(text: &str) -> bool {
    let content = text.trim_end_matches('=');
    let padding = text.len() - content.len();
    text.len().is_multiple_of(4)
        && padding <= 2
        && content
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// Gathers the defaults and constants of all properties below `schema`.
fn gather_additions(root: &Value, schema: &Value, additions: &mut BTreeMap<String, Vec<Value>>) {
    match schema {
        Value::Array(parts) => {
            for part in parts {
                gather_additions(root, part, additions);
            }
        }
        Value::Object(keywords) => {
            if let Some(Value::Object(properties)) = keywords.get("properties") {
                for (name, property) in properties {
                    gather_values(
                        root,
                        property,
                        8,
                        additions.entry(name.clone()).or_default(),
                    );
                }
            }
            for part in keywords.values() {
                gather_additions(root, part, additions);
            }
        }
        _ => {}
    }
}

/// The default and the constant that a property's schema states.
fn gather_values(root: &Value, schema: &Value, depth: usize, values: &mut Vec<Value>) {
    let target = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| root.pointer(reference.trim_start_matches('#')));
    let parts = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .filter_map(|key| schema.get(key)?.as_array())
        .flatten();
    if depth > 0 {
        for part in parts.chain(target) {
            gather_values(root, part, depth - 1, values);
        }
    }
    values.extend(schema.get("default").cloned());
    values.extend(schema.get("const").cloned());
    if let Some([single]) = schema
        .get("enum")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        values.push(single.clone());
    }
}
