//! Schemas as documents write them, turned into self-contained draft-07 schemas that say outright
//! what the macro understands: the oracle knows neither OpenAPI's nor AsyncAPI's additions.

use crate::messages::{Reader, is_json_schema};
use asyncapi_channels_codegen::document::{Entry, Node, Value as Raw};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Keywords whose values mean the same everywhere.
const PLAIN: [&str; 18] = [
    "enum",
    "const",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "format",
    "default",
    "discriminator",
];

/// Keywords that hold a schema, and whether it says what the value is rather than only tests it:
/// there a forgotten `type` is inferred.
const SCHEMA: [(&str, bool); 9] = [
    ("items", true),
    ("additionalItems", true),
    ("additionalProperties", true),
    ("not", false),
    ("if", false),
    ("then", false),
    ("else", false),
    ("contains", false),
    ("propertyNames", false),
];

/// Keywords that hold a list of schemas.
const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Keywords that hold an object of schemas.
const MAPS: [(&str, bool); 4] = [
    ("properties", true),
    ("patternProperties", true),
    ("dependencies", false),
    ("dependentSchemas", false),
];

/// Names of types from elsewhere that readers understand.
const TYPE_NAMES: [(&str, &[&str]); 6] = [
    ("object", &["map", "dict", "record"]),
    ("array", &["list"]),
    (
        "string",
        &[
            "str",
            "text",
            "uuid",
            "date",
            "datetime",
            "date-time",
            "timestamp",
        ],
    ),
    ("integer", &["int", "int32", "int64", "long"]),
    ("number", &["float", "double", "decimal"]),
    ("boolean", &["bool"]),
];

/// A payload's schema for the oracle.
pub(crate) struct Adapted {
    /// As the document means it.
    pub(crate) schema: Value,
    /// The same, where a whole number must fit the Rust type that holds it.
    pub(crate) fitting: Value,
    /// How many types were inferred.
    pub(crate) inferred: usize,
}

pub(crate) fn adapt(reader: &mut Reader, payload: Option<&Node>) -> Adapted {
    let Some(payload) = payload else {
        return Adapted {
            schema: json!(true),
            fitting: json!(true),
            inferred: 0,
        };
    };
    let (schema, inferred) = whole(reader, payload, false);
    let (fitting, _) = whole(reader, payload, true);
    Adapted {
        schema,
        fitting,
        inferred,
    }
}

fn whole(reader: &mut Reader, payload: &Node, rust_ranges: bool) -> (Value, usize) {
    let mut adapter = Adapter {
        reader,
        rust_ranges,
        inferred: 0,
        places: HashMap::new(),
        targets: Vec::new(),
        definitions: Vec::new(),
    };
    let root = adapter.schema(payload, true);
    let definitions: Map<String, Value> = adapter
        .definitions
        .into_iter()
        .enumerate()
        .map(|(index, schema)| (index.to_string(), schema))
        .collect();
    let mut whole = Map::from_iter([("allOf".to_owned(), json!([root]))]);
    if !definitions.is_empty() {
        whole.insert("definitions".to_owned(), definitions.into());
    }
    (whole.into(), adapter.inferred)
}

struct Adapter<'r> {
    reader: &'r mut Reader,
    rust_ranges: bool,
    inferred: usize,
    /// The definition of each target of a reference, one for each way of reading it.
    places: HashMap<(usize, bool), usize>,
    /// Keeps the targets, so that their identities stay theirs.
    targets: Vec<Node>,
    definitions: Vec<Value>,
}

impl Adapter<'_> {
    fn schema(&mut self, node: &Node, says_type: bool) -> Value {
        if node.get("$ref").is_some() {
            return self.reference(node, says_type);
        }
        if let (Some(format), Some(schema)) = (node.get("schemaFormat"), node.get("schema")) {
            let schema = schema.clone();
            return match is_json_schema(format) {
                true => self.schema(&schema, says_type),
                false => json!(true),
            };
        }
        match node.value() {
            Raw::Bool(value) => json!(value),
            Raw::Object(entries) => {
                let schema = self.object(node, entries, says_type);
                or_null(schema, is_nullable(node))
            }
            _ => json!(true),
        }
    }

    fn reference(&mut self, node: &Node, says_type: bool) -> Value {
        let Some(resolved) = self.reader.resolve(node) else {
            return json!(true);
        };
        let place = (resolved.node.id(), says_type);
        let index = match self.places.get(&place) {
            Some(index) => *index,
            None => {
                let index = self.definitions.len();
                self.places.insert(place, index);
                self.definitions.push(Value::Null);
                self.targets.push(resolved.node.clone());
                self.definitions[index] = self.schema(&resolved.node, says_type);
                index
            }
        };
        let reference = json!({"$ref": format!("#/definitions/{index}")});
        or_null(reference, resolved.siblings.iter().any(is_nullable))
    }

    fn object(&mut self, node: &Node, entries: &[Entry], says_type: bool) -> Value {
        let mut schema = Map::new();
        for Entry { key, value, .. } in entries {
            if PLAIN.contains(&key.as_str()) {
                schema.insert(key.clone(), plain(value));
            } else if let Some((_, inner)) = SCHEMA.iter().find(|(known, _)| known == key) {
                let adapted = match value.as_array() {
                    Some(list) => self.list(list, *inner && says_type),
                    None => self.schema(value, *inner && says_type),
                };
                schema.insert(key.clone(), adapted);
            } else if LISTS.contains(&key.as_str()) {
                let list = value.as_array().unwrap_or_default();
                if !list.is_empty() {
                    schema.insert(key.clone(), self.list(list, says_type));
                }
            } else if let Some((_, inner)) = MAPS.iter().find(|(known, _)| known == key) {
                let key = match key.as_str() {
                    "dependentSchemas" => "dependencies",
                    other => other,
                };
                let parts = self.map(value, *inner && says_type);
                let known = schema.entry(key).or_insert_with(|| json!({}));
                if let Some(known) = known.as_object_mut() {
                    known.extend(parts);
                }
            }
        }
        self.older_and_newer(node, &mut schema, says_type);
        self.types(node, &mut schema, says_type);
        schema.into()
    }

    fn list(&mut self, list: &[Node], says_type: bool) -> Value {
        list.iter()
            .map(|node| self.schema(node, says_type))
            .collect()
    }

    /// An object of schemas; in `dependencies` also of lists of names.
    fn map(&mut self, node: &Node, says_type: bool) -> Map<String, Value> {
        node.as_object()
            .unwrap_or_default()
            .iter()
            .map(|entry| {
                let value = match entry.value.as_array() {
                    Some(_) => plain(&entry.value),
                    None => self.schema(&entry.value, says_type),
                };
                (entry.key.clone(), value)
            })
            .collect()
    }

    /// Spellings of other drafts, and mistakes that readers understand.
    fn older_and_newer(&mut self, node: &Node, schema: &mut Map<String, Value>, says_type: bool) {
        if let Some(prefix) = node.get("prefixItems").and_then(Node::as_array) {
            let prefix = prefix.to_vec();
            if let Some(rest) = schema.remove("items") {
                schema.insert("additionalItems".to_owned(), rest);
            }
            schema.insert("items".to_owned(), self.list(&prefix, says_type));
        }
        if let Some(names) = node.get("dependentRequired") {
            let names = self.map(names, false);
            let known = schema.entry("dependencies").or_insert_with(|| json!({}));
            if let Some(known) = known.as_object_mut() {
                known.extend(names);
            }
        }
        for (exclusive, bound) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            match schema.get(exclusive) {
                Some(Value::Bool(true)) => {
                    schema.remove(exclusive);
                    if let Some(limit) = schema.remove(bound) {
                        schema.insert(exclusive.to_owned(), limit);
                    }
                }
                Some(Value::Bool(false)) => {
                    schema.remove(exclusive);
                }
                _ => {}
            }
        }
        let required = required(node);
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
    }

    fn types(&mut self, node: &Node, schema: &mut Map<String, Value>, says_type: bool) {
        let stated = match node.get("type").map(Node::value) {
            Some(Raw::Array(names)) => names.iter().map(type_name).collect(),
            Some(_) => node.get("type").map(type_name).into_iter().collect(),
            None => Vec::new(),
        };
        let mut types: Vec<String> = stated.into_iter().flatten().collect();
        if types.is_empty()
            && says_type
            && let Some(meant) = meant(schema)
        {
            self.inferred += 1;
            types.push(meant.to_owned());
        }
        let is_integer = types.iter().any(|name| name == "integer");
        insert_types(schema, &types);
        let mut ranges: Vec<Value> = Vec::new();
        if let Some(Value::String(format)) = schema.get("format") {
            ranges.extend(integer_format(format));
        }
        if self.rust_ranges && is_integer {
            ranges.push(rust_range(schema));
        }
        for range in ranges {
            let parts = schema.entry("allOf").or_insert_with(|| json!([]));
            if let Some(parts) = parts.as_array_mut() {
                parts.push(range);
            }
        }
    }
}

fn or_null(schema: Value, nullable: bool) -> Value {
    match nullable {
        true => json!({"anyOf": [{"type": "null"}, schema]}),
        false => schema,
    }
}

fn is_nullable(node: &Node) -> bool {
    ["nullable", "x-nullable"]
        .iter()
        .any(|key| node.get(key).and_then(Node::as_bool) == Some(true))
}

fn plain(node: &Node) -> Value {
    serde_json::from_str(&node.to_json()).unwrap_or_default()
}

/// The names in `required`, and of the properties that say it of themselves.
fn required(node: &Node) -> Vec<String> {
    let mut names: Vec<String> = match node.get("required").map(Node::value) {
        Some(Raw::Array(names)) => names
            .iter()
            .filter_map(|name| name.scalar_text().map(str::to_owned))
            .collect(),
        Some(Raw::String(name)) => vec![name.clone()],
        _ => Vec::new(),
    };
    let properties = node.get("properties").and_then(Node::as_object);
    for property in properties.unwrap_or_default() {
        let says_so = property.value.get("required").and_then(Node::as_bool) == Some(true);
        if says_so && !names.contains(&property.key) {
            names.push(property.key.clone());
        }
    }
    names
}

fn type_name(node: &Node) -> Option<String> {
    let Some(name) = node.as_str() else {
        return node.is_null().then(|| "null".to_owned());
    };
    let lower = name.to_ascii_lowercase();
    let alias = TYPE_NAMES
        .iter()
        .find(|(known, aliases)| *known == lower || aliases.contains(&lower.as_str()));
    match alias {
        Some((known, _)) => Some((*known).to_owned()),
        None if matches!(lower.as_str(), "null" | "nil") => Some("null".to_owned()),
        None => None,
    }
}

/// The type that a schema without one means, by its keywords.
fn meant(schema: &Map<String, Value>) -> Option<&'static str> {
    let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
    let format = schema.get("format").and_then(Value::as_str);
    if has(&["enum", "const"]) {
        None
    } else if has(&[
        "properties",
        "required",
        "patternProperties",
        "additionalProperties",
    ]) {
        Some("object")
    } else if has(&["items"]) {
        Some("array")
    } else if has(&[
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ]) {
        Some("number")
    } else if has(&["minLength", "maxLength", "pattern"]) || format.is_some() {
        Some(match format {
            Some("int32" | "int64" | "uint32" | "uint64" | "int8" | "int16") => "integer",
            Some("float" | "double") => "number",
            _ => "string",
        })
    } else {
        None
    }
}

/// The whole numbers that a format allows.
fn integer_format(format: &str) -> Option<Value> {
    let (minimum, maximum) = match format {
        "int8" => (json!(i8::MIN), json!(i8::MAX)),
        "int16" => (json!(i16::MIN), json!(i16::MAX)),
        "int32" => (json!(i32::MIN), json!(i32::MAX)),
        "int64" | "long" => (json!(i64::MIN), json!(i64::MAX)),
        "uint8" => (json!(0), json!(u8::MAX)),
        "uint16" => (json!(0), json!(u16::MAX)),
        "uint32" => (json!(0), json!(u32::MAX)),
        "uint64" => (json!(0), json!(u64::MAX)),
        _ => return None,
    };
    Some(json!({"multipleOf": 1, "minimum": minimum, "maximum": maximum}))
}

/// The range of the Rust type that holds a whole number of this schema.
fn rust_range(schema: &Map<String, Value>) -> Value {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let is_unsigned = bound("minimum").is_some_and(|bound| bound >= 0.0)
        || bound("exclusiveMinimum").is_some_and(|bound| bound >= -1.0)
        || bound("maximum").is_some_and(|bound| bound > i64::MAX as f64);
    match is_unsigned {
        true => json!({"minimum": 0, "maximum": u64::MAX}),
        false => json!({"minimum": i64::MIN, "maximum": i64::MAX}),
    }
}

/// Sets the keyword `type`: to a name, or to a list of several.
pub(crate) fn insert_types(schema: &mut Map<String, Value>, types: &[impl AsRef<str>]) {
    let value = match types {
        [] => return,
        [single] => json!(single.as_ref()),
        several => several.iter().map(AsRef::as_ref).collect(),
    };
    schema.insert("type".to_owned(), value);
}
