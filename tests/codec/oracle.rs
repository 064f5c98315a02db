//! What a message is by the letter of the document: its text is read into a `serde_json::Value`, and
//! the value by its schema.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::sync::LazyLock;

/// The document, as data.
static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../api/codec.yaml")).expect("a YAML document")
});

/// The names and the schemas of a channel's messages.
pub(crate) fn messages(channel: &str) -> Vec<(&'static str, &'static Value)> {
    DOCUMENT["channels"][channel]["messages"]
        .as_object()
        .expect("messages")
        .iter()
        .map(|(name, message)| (name.as_str(), &message["payload"]))
        .collect()
}

/// A schema, or the one that it refers to.
pub(crate) fn resolved(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str() {
        Some(reference) => DOCUMENT
            .pointer(reference.trim_start_matches('#'))
            .expect("a schema"),
        None => schema,
    }
}

/// Reads JSON; a property that an object has twice is an error.
pub(crate) fn strictly(json: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice::<Strict>(json).map(|strict| strict.0)
}

/// The value in the form in which the generated types write it; `None` where it breaks the schema.
pub(crate) fn read(schema: &'static Value, value: &Value) -> Option<Value> {
    let schema = resolved(schema);
    if let Some(constant) = schema.get("const") {
        return is_same(constant, value).then(|| constant.clone());
    }
    if let Some(listed) = schema["enum"].as_array() {
        return listed.contains(value).then(|| value.clone());
    }
    if let Some(alternatives) = schema["oneOf"].as_array() {
        return alternatives.iter().find_map(|it| read(it, value));
    }
    match (&schema["type"], value) {
        (Value::Null, value) => Some(value.clone()),
        (Value::Array(_), Value::Null) => Some(Value::Null),
        (Value::Array(_), value) => value.is_string().then(|| value.clone()),
        (Value::String(name), value) => read_type(name, schema, value),
        _ => None,
    }
}

fn read_type(name: &str, schema: &'static Value, value: &Value) -> Option<Value> {
    match (name, value) {
        ("string", Value::String(_)) | ("boolean", Value::Bool(_)) => Some(value.clone()),
        ("number", Value::Number(number)) => number.as_f64().map(Value::from),
        ("integer", Value::Number(number)) => {
            let whole = number.as_i128().or_else(|| {
                number
                    .as_f64()
                    .filter(|it| it.fract() == 0.0)
                    .map(|it| it as i128)
            })?;
            match schema["format"].as_str()? {
                "int32" => i32::try_from(whole).ok().map(Value::from),
                "int64" => i64::try_from(whole).ok().map(Value::from),
                "uint64" => u64::try_from(whole).ok().map(Value::from),
                _ => None,
            }
        }
        ("array", Value::Array(items)) => read_array(schema, items),
        ("object", Value::Object(object)) => read_object(schema, object),
        _ => None,
    }
}

fn read_array(schema: &'static Value, items: &[Value]) -> Option<Value> {
    let count = items.len() as u64;
    let is_short = schema["minItems"]
        .as_u64()
        .is_some_and(|least| count < least);
    let is_long = schema["maxItems"].as_u64().is_some_and(|most| count > most);
    if is_short || is_long {
        return None;
    }
    let positions = schema["prefixItems"].as_array().into_iter().flatten();
    let schemas = positions.chain(std::iter::repeat(&schema["items"]));
    let pairs = items.iter().zip(schemas);
    pairs.map(|(item, schema)| read(schema, item)).collect()
}

fn read_object(schema: &'static Value, object: &Map<String, Value>) -> Option<Value> {
    let mut written = Map::new();
    for (key, value) in object {
        let value = match (
            schema["properties"].get(key),
            &schema["additionalProperties"],
        ) {
            (Some(property), _) => read(property, value)?,
            (None, Value::Null) => value.clone(),
            (None, Value::Bool(false)) => return None,
            (None, additional) => read(additional, value)?,
        };
        written.insert(key.clone(), value);
    }
    let required = schema["required"].as_array().into_iter().flatten();
    if !required
        .flat_map(Value::as_str)
        .all(|key| object.contains_key(key))
    {
        return None;
    }
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        if let (Some(default), false) = (property.get("default"), object.contains_key(key)) {
            written.insert(key.clone(), default.clone());
        }
    }
    Some(Value::Object(written))
}

/// Whether two scalars are the same; a whole number may be written with a fraction of zero.
fn is_same(constant: &Value, value: &Value) -> bool {
    match (constant.as_f64(), value.as_f64()) {
        (Some(constant), Some(value)) => constant == value,
        _ => constant == value,
    }
}

/// A value whose objects have no property twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Strict(value))) = map.next_entry::<String, Strict>()? {
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a property that is there twice"));
            }
        }
        Ok(object.into())
    }
}
