//! Types → JSON Schema (draft-07), those with a name among the components.

use serde_json::Value;

use super::tree::{Object, Tree};
use crate::describe::{
    self, Definition, DefinitionKind, Field, Messages, Rule, Shape, Tagging, Variant,
    VariantPayload,
};

/// The integer types by their smallest and largest value, with the formats of the OpenAPI Format
/// Registry.
const INTEGERS: [(i128, i128, &str); 8] = [
    (i8::MIN as i128, i8::MAX as i128, "int8"),
    (i16::MIN as i128, i16::MAX as i128, "int16"),
    (i32::MIN as i128, i32::MAX as i128, "int32"),
    (i64::MIN as i128, i64::MAX as i128, "int64"),
    (0, u8::MAX as i128, "uint8"),
    (0, u16::MAX as i128, "uint16"),
    (0, u32::MAX as i128, "uint32"),
    (0, u64::MAX as i128, "uint64"),
];

/// The schemas of types, as they are met.
#[derive(Default)]
pub(super) struct Schemas {
    /// The named ones, in the order in which they were met.
    pub(super) named: Object,
    /// The name of each type that was met.
    names: Vec<(*const Definition, String)>,
    /// The types that are being written, from the outside: for errors.
    within: Vec<String>,
    /// What no schema can be written of.
    pub(super) errors: Vec<String>,
}

impl Schemas {
    /// The schema of a type.
    pub(super) fn schema(&mut self, shape: &Shape) -> Object {
        let of_type = |name: &str| Object::default().with("type", name);
        match *shape {
            Shape::Opaque => {
                let place = self.within.join(".");
                self.errors.push(format!(
                    "`{place}` is of a type of which nothing is known: derive `Message` for it, or say \
                     what it is on the wire, as `#[message(as = String)]` does"
                ));
                Object::default()
            }
            Shape::Any => Object::default(),
            Shape::Null => of_type("null"),
            Shape::Boolean => of_type("boolean"),
            Shape::Number => of_type("number"),
            Shape::Integer { minimum, maximum } => integer(minimum, maximum),
            Shape::String { format } => {
                of_type("string").text("format", format.unwrap_or_default())
            }
            Shape::Array(items) => of_type("array").with("items", self.schema(items)),
            Shape::Length { shape, length } => {
                let (least, most) = match shape {
                    Shape::String { .. } => ("minLength", "maxLength"),
                    _ => ("minItems", "maxItems"),
                };
                let length = Value::from(length);
                let schema = self.schema(shape).with(least, length.clone());
                schema.with(most, length)
            }
            Shape::Tuple(items) => {
                let length = Value::from(items.len());
                let items: Vec<Tree> = items.iter().map(|item| self.schema(item).into()).collect();
                of_type("array")
                    .with("items", items)
                    .with("additionalItems", false)
                    .with("minItems", length.clone())
                    .with("maxItems", length)
            }
            Shape::Map(values) => {
                of_type("object").with("additionalProperties", self.schema(values))
            }
            Shape::Nullable(inner) => nullable(self.schema(inner)),
            Shape::Values { definition, .. }
            | Shape::Same { definition, .. }
            | Shape::Defined { definition, .. } => self.reference(definition()),
        }
    }

    /// A reference to the schema of a type, which is written when it is met first.
    fn reference(&mut self, definition: &'static Definition) -> Object {
        let known = self
            .names
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, definition));
        let name = match known {
            Some((_, name)) => name.clone(),
            None => self.add(definition),
        };
        Object::default().with("$ref", format!("#/components/schemas/{name}").as_str())
    }

    fn add(&mut self, definition: &'static Definition) -> String {
        let name = unused(&self.named, &component_name(definition.name));
        self.names.push((definition, name.clone()));
        // Its place, before those of what it holds.
        self.named.set(&name, Object::default());
        let schema = self.definition(definition);
        // A type may be met twice, for its description need not be in one place of the program.
        let same = self.named.get(definition.name);
        if name != definition.name && same == Some(&Tree::Object(schema.clone())) {
            self.named.remove(&name);
            if let Some((_, known)) = self.names.iter_mut().find(|(_, known)| *known == name) {
                definition.name.clone_into(known);
            }
            return definition.name.to_owned();
        }
        self.named.set(&name, schema);
        name
    }

    /// What is in a type.
    pub(super) fn definition(&mut self, definition: &Definition) -> Object {
        self.within.push(definition.name.to_owned());
        let schema = match definition.kind {
            DefinitionKind::Object(object) => self.object(&object),
            DefinitionKind::Values(values) => constants(values.iter().map(|value| value.value)),
            DefinitionKind::Messages(messages) => self.alternatives(&messages),
            DefinitionKind::Same(shape, rules) => with_rules(self.schema(&shape), rules),
        };
        self.within.pop();
        described(schema, definition.docs)
    }

    /// An object, with what it flattens among its properties.
    pub(super) fn object(&mut self, object: &describe::Object) -> Object {
        let mut parts = Parts::default();
        self.fields(object, true, &mut parts);
        let mut schema = Object::default().with("type", "object");
        if !parts.required.is_empty() {
            schema.set("required", parts.required);
        }
        schema = schema.part("properties", parts.properties);
        match parts.rest {
            Some(rest) => schema.set("additionalProperties", rest),
            None if object.closed => schema.set("additionalProperties", false),
            None => {}
        }
        if parts.whole.is_empty() {
            return schema;
        }
        let mut whole = parts.whole;
        whole.push(schema.into());
        Object::default().with("allOf", whole)
    }

    fn fields(&mut self, object: &describe::Object, required: bool, parts: &mut Parts) {
        for field in object.fields {
            self.within.push(field.name.to_owned());
            match field.flatten {
                true => self.flattened(field, required, parts),
                false => {
                    if required && field.required {
                        parts.required.push(field.name.into());
                    }
                    let schema = self.field(field);
                    parts.properties.set(field.name, schema);
                }
            }
            self.within.pop();
        }
    }

    fn flattened(&mut self, field: &Field, required: bool, parts: &mut Parts) {
        let required = required && field.required;
        match field.shape {
            Shape::Defined { definition, .. } => match definition().kind {
                DefinitionKind::Object(object) => self.fields(&object, required, parts),
                _ => parts.whole.push(self.schema(&field.shape).into()),
            },
            Shape::Same { shape, definition } if has_no_rules(definition()) => {
                let shape = *shape;
                self.flattened(&Field { shape, ..*field }, required, parts);
            }
            Shape::Map(values) => parts.rest = Some(self.schema(values).into()),
            Shape::Any => parts.rest = Some(true.into()),
            shape => parts.whole.push(self.schema(&shape).into()),
        }
    }

    fn field(&mut self, field: &Field) -> Object {
        let mut schema = match field.constant {
            Some(constant) => Object::default().with("const", json(constant)),
            None => with_rules(self.schema(&field.shape), field.rules),
        };
        if let Some(default) = field.default.and_then(|default| default()) {
            schema = beside_reference(schema);
            schema.set("default", json(&default));
        }
        described(schema, field.docs)
    }

    /// An enum of messages that is a value: `oneOf` where a tag tells which, else `anyOf`.
    fn alternatives(&mut self, messages: &Messages) -> Object {
        let variants = messages.variants.iter();
        let all: Vec<Tree> = variants
            .map(|variant| self.message(&messages.tagging, variant).into())
            .collect();
        let keyword = match messages.tagging {
            Tagging::None => "anyOf",
            _ => "oneOf",
        };
        Object::default().with(keyword, all)
    }

    /// The JSON of a message, with what tells it from the others.
    pub(super) fn message(&mut self, tagging: &Tagging, variant: &Variant) -> Object {
        self.within.push(variant.name.to_owned());
        let payload = self.payload(variant);
        self.within.pop();
        let Some(tag) = tag_schema(variant.values) else {
            return described(payload.unwrap_or_default(), variant.docs);
        };
        let schema = match *tagging {
            Tagging::None => payload.unwrap_or_default(),
            Tagging::Tag(path) => {
                let object = || Object::default().with("type", "object");
                tagged(payload.unwrap_or_else(object), path, &tag)
            }
            Tagging::Envelope {
                tag: tag_name,
                payload: payload_name,
                closed,
            } => {
                let mut required = vec![tag_name.into()];
                let mut properties = Object::default().with(tag_name, tag);
                if let Some(payload) = payload {
                    if !variant.optional {
                        required.push(payload_name.into());
                    }
                    properties.set(payload_name, payload);
                }
                let envelope = Object::default()
                    .with("type", "object")
                    .with("required", required)
                    .with("properties", properties);
                match closed {
                    true => envelope.with("additionalProperties", false),
                    false => envelope,
                }
            }
        };
        described(schema, variant.docs)
    }

    /// What a message carries besides its tag.
    fn payload(&mut self, variant: &Variant) -> Option<Object> {
        match variant.payload {
            VariantPayload::Object(object) => Some(self.object(&object)),
            // A struct that stands in one message is that message.
            VariantPayload::Json(_, Some(definition))
                if matches!(definition.kind, DefinitionKind::Object(_)) =>
            {
                Some(with_rules(self.definition(definition), variant.rules))
            }
            VariantPayload::Json(shape, _) => {
                let schema = self.schema(&shape.without_absence(variant.optional));
                Some(with_rules(schema, variant.rules))
            }
            VariantPayload::Text => Some(Object::default().with("type", "string")),
            VariantPayload::Nothing | VariantPayload::Binary | VariantPayload::Unknown => None,
        }
    }
}

/// Whether what a type holds need obey nothing besides.
fn has_no_rules(definition: &Definition) -> bool {
    matches!(definition.kind, DefinitionKind::Same(_, []))
}

/// What the fields of an object give its schema.
#[derive(Default)]
struct Parts {
    properties: Object,
    required: Vec<Tree>,
    /// The schema of all other properties.
    rest: Option<Tree>,
    /// Schemas that the object matches as a whole.
    whole: Vec<Tree>,
}

fn integer(minimum: i128, maximum: i128) -> Object {
    let schema = Object::default().with("type", "integer");
    let format = INTEGERS
        .iter()
        .find(|(smallest, largest, _)| (minimum, maximum) == (*smallest, *largest));
    match format {
        Some((smallest, _, format)) => {
            let schema = schema.with("format", *format);
            // For readers that do not know the format.
            match *smallest {
                0 => schema.with("minimum", Value::from(0)),
                _ => schema,
            }
        }
        None => {
            let bounds = [("minimum", minimum), ("maximum", maximum)];
            // Others are no numbers that readers have exactly.
            let exact = |bound: i128| (i64::MIN as i128..=u64::MAX as i128).contains(&bound);
            let bounds = bounds.into_iter().filter(|(_, bound)| exact(*bound));
            bounds.fold(schema, |schema, (keyword, bound)| {
                schema.with(keyword, json(&bound.to_string()))
            })
        }
    }
}

fn constants(values: impl Iterator<Item = &'static str>) -> Object {
    let values: Vec<Value> = values.map(json).collect();
    let schema = match values.iter().all(Value::is_string) {
        true => Object::default().with("type", "string"),
        false => Object::default(),
    };
    schema.with("enum", Value::from(values))
}

/// A schema that `null` matches too.
fn nullable(schema: Object) -> Object {
    let null = Object::default().with("type", "null");
    match schema.get("type").cloned() {
        None if schema.is_empty() => schema,
        Some(Tree::Value(name)) if name == "null" => schema,
        Some(Tree::Value(name)) if schema.get("enum").is_none() => {
            schema.with("type", vec![name.into(), "null".into()])
        }
        _ => Object::default().with("anyOf", vec![schema.into(), null.into()]),
    }
}

/// The rules that a value obeys besides its type.
fn with_rules(schema: Object, rules: &[Rule]) -> Object {
    if rules.is_empty() {
        return schema;
    }
    rules
        .iter()
        .fold(beside_reference(schema), |schema, (keyword, value)| {
            schema.with(keyword, json(value))
        })
}

/// With its documentation.
fn described(schema: Object, docs: &str) -> Object {
    match docs.trim() {
        "" => schema,
        docs => beside_reference(schema).with("description", docs),
    }
}

/// A reference in a place where other keywords can stand beside it: those beside `$ref` itself are
/// ignored (draft-07 core 8.3).
fn beside_reference(schema: Object) -> Object {
    match schema.get("$ref") {
        Some(_) => Object::default().with("allOf", vec![schema.into()]),
        None => schema,
    }
}

/// The schema of a tag.
fn tag_schema(values: &[&'static str]) -> Option<Object> {
    match values {
        [] => None,
        [single] => Some(Object::default().with("const", json(single))),
        values => Some(constants(values.iter().copied())),
    }
}

/// An object with a property that says which message it is, at a path of names from the outside.
fn tagged(schema: Object, path: &[&'static str], tag: &Object) -> Object {
    let Some((name, inner)) = path.split_first() else {
        return tag.clone();
    };
    if schema.get("type") != Some(&"object".into()) {
        let object = Object::default().with("type", "object");
        let whole = vec![schema.into(), tagged(object, path, tag).into()];
        return Object::default().with("allOf", whole);
    }
    let object = || Object::default().with("type", "object");
    // The tag goes first, as it is written.
    let (mut properties, mut old) = (Object::default(), None);
    for (own, part) in parts_of(schema.get("properties")) {
        match (own == *name, part) {
            (true, Tree::Object(part)) => old = Some(part),
            (_, part) => properties.set(&own, part),
        }
    }
    let own = tagged(old.unwrap_or_else(object), inner, tag);
    let all = parts_of(Some(&properties.into()));
    let properties = all.fold(Object::default().with(name, own), |all, (own, part)| {
        all.with(&own, part)
    });
    let mut required: Vec<Tree> = vec![(*name).into()];
    if let Some(Tree::List(others)) = schema.get("required") {
        required.extend(others.iter().filter(|own| **own != (*name).into()).cloned());
    }
    let mut whole = object()
        .with("required", required)
        .with("properties", properties);
    for (keyword, part) in schema.into_parts() {
        if whole.get(&keyword).is_none() {
            whole.set(&keyword, part);
        }
    }
    whole
}

fn parts_of(tree: Option<&Tree>) -> impl Iterator<Item = (String, Tree)> + use<> {
    let object = match tree {
        Some(Tree::Object(object)) => object.clone(),
        _ => Object::default(),
    };
    object.into_parts()
}

/// A constant part of a description. What is no JSON cannot be there: derived code wrote it.
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// A name that a component may have (AsyncAPI 3.0 Components Object: letters, digits, `.`, `-`, `_`).
pub(super) fn component_name(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect()
}

/// A name that nothing has yet.
pub(super) fn unused(taken: &Object, name: &str) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|name| taken.get(name).is_none())
        .unwrap_or_default()
}
