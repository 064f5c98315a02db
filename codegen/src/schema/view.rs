//! One schema as its keywords say, with `$ref` followed and `allOf` merged.

use super::json_type::{JsonType, parse_type};
use super::notes::note;
use super::scalar::{integer_format, is_float_format};
use crate::document::{Node, Value};
use crate::rules::{Rule, RuleBook};
use crate::session::Session;
use crate::source::Span;

/// A property, with every schema that the merged parts give it.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) schemas: Vec<Node>,
}

/// `additionalProperties`.
#[derive(Clone, Debug, Default)]
pub(crate) enum Additional {
    #[default]
    Unsaid,
    Allowed,
    Forbidden,
    Schema(Node),
}

/// `items` with a schema for each position, or `prefixItems`.
#[derive(Clone, Debug)]
pub(crate) struct Positions {
    pub(crate) items: Vec<Node>,
    /// The schema of what follows, if it is said.
    pub(crate) rest: Option<Node>,
}

/// One list of alternatives: `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(crate) struct Alternatives {
    pub(crate) schemas: Vec<Node>,
    /// Whether it is `oneOf`: no two may match.
    pub(crate) exclusive: bool,
    /// The identity of the schema that it stands in.
    pub(crate) owner: usize,
    /// Where the keyword stands.
    pub(crate) place: Span,
}

/// A keyword's rule and the identity of the schema that it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) rule: Rule,
    pub(crate) owner: usize,
}

/// The keywords of a schema after merging.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub(crate) types: Option<Vec<JsonType>>,
    pub(crate) nullable: bool,
    /// Whether `null` is allowed by OpenAPI's keyword, so that no other keyword forbids it.
    pub(crate) null_besides: bool,
    pub(crate) never: bool,
    pub(crate) properties: Vec<Property>,
    pub(crate) required: Vec<String>,
    pub(crate) patterns: Vec<Node>,
    pub(crate) additional: Additional,
    pub(crate) positions: Vec<Positions>,
    pub(crate) items: Vec<Node>,
    pub(crate) rules: Vec<Stated>,
    pub(crate) alternatives: Vec<Alternatives>,
    pub(crate) values: Option<Vec<Node>>,
    pub(crate) value_names: Option<Node>,
    pub(crate) value_docs: Option<Node>,
    pub(crate) constant: Option<Node>,
    pub(crate) format: Option<String>,
    pub(crate) minimum: Option<i128>,
    pub(crate) maximum: Option<i128>,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) default: Option<Node>,
    pub(crate) discriminator: Option<Node>,
    /// What documentation says of the limits.
    pub(crate) notes: Vec<String>,
    pub(crate) implies_string: bool,
    pub(crate) implies_number: bool,
    seen: Vec<usize>,
}

/// Keywords beside `$ref` that describe the place rather than change the schema.
const ANNOTATIONS: [&str; 11] = [
    "$ref",
    "description",
    "title",
    "summary",
    "default",
    "deprecated",
    "nullable",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
];

impl View {
    /// The merged view of all `schemas`, which must hold together.
    pub(crate) fn of(session: &mut Session, book: &mut RuleBook, schemas: &[Node]) -> Self {
        let mut view = Self::default();
        for schema in schemas {
            view.merge(session, book, schema);
        }
        view.nullable = view.null_besides || view.nullable && view.lists_null();
        view
    }

    /// Whether `enum` and `const` leave `null` over, which `type` alone does not allow.
    fn lists_null(&self) -> bool {
        let is_null = |value: &Node| matches!(value.value(), Value::Null);
        self.constant.as_ref().is_none_or(is_null)
            && (self.values.as_ref()).is_none_or(|values| values.iter().any(is_null))
    }

    fn merge(&mut self, session: &mut Session, book: &mut RuleBook, node: &Node) {
        let Some(resolved) = session.resolve(node) else {
            return;
        };
        for sibling in resolved.siblings.iter().rev() {
            self.merge_annotations(session, sibling);
        }
        let node = unwrap_format(&resolved.node);
        if self.seen.contains(&node.id()) {
            return;
        }
        self.seen.push(node.id());
        match node.value() {
            Value::Object(_) => self.merge_object(session, book, &node),
            Value::Bool(true) | Value::Null => {}
            Value::Bool(false) => {
                self.never = true;
                self.rules.push(Stated {
                    rule: Rule::Never,
                    owner: node.id(),
                });
            }
            // Reported where its rules are read.
            _ => {
                book.read(session, &node);
            }
        }
    }

    /// What stands beside a `$ref`: annotations count, other keywords do not.
    fn merge_annotations(&mut self, session: &mut Session, node: &Node) {
        self.annotations(node);
        for entry in node.as_object().unwrap_or_default() {
            let known = ANNOTATIONS.contains(&entry.key.as_str()) || entry.key.starts_with("x-");
            if !known && entry.key != "type" {
                session
                    .diagnostics
                    .warning(
                        entry.key_span,
                        format!("`{}` beside `$ref` has no effect", entry.key),
                    )
                    .help("JSON Schema ignores keywords beside `$ref`; put both into an `allOf`");
            }
        }
    }

    fn annotations(&mut self, node: &Node) {
        let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
        self.title = self.title.take().or_else(|| text("title"));
        self.description = self
            .description
            .take()
            .or_else(|| text("description"))
            .or_else(|| text("summary"));
        self.default = self.default.take().or_else(|| node.get("default").cloned());
        self.deprecated |= truth(node, "deprecated");
        self.nullable |= is_nullable(node);
        self.null_besides |= is_nullable(node);
    }

    fn merge_object(&mut self, session: &mut Session, book: &mut RuleBook, node: &Node) {
        self.annotations(node);
        let owner = node.id();
        let rules = book.own_rules(session, node).into_iter();
        self.rules.extend(rules.map(|rule| Stated { rule, owner }));
        self.merge_items(session, node);
        for entry in node.as_object().unwrap_or_default() {
            let value = &entry.value;
            match entry.key.as_str() {
                "type" => self.merge_type(session, value),
                "properties" => self.merge_properties(session, value),
                "required" => self.merge_required(session, value),
                "patternProperties" => {
                    for entry in session.object(value, "patternProperties") {
                        self.patterns.push(entry.value);
                    }
                }
                "additionalProperties" => {
                    self.additional = match value.value() {
                        Value::Bool(true) => Additional::Allowed,
                        Value::Bool(false) => Additional::Forbidden,
                        Value::Object(entries) if entries.is_empty() => Additional::Allowed,
                        _ => Additional::Schema(value.clone()),
                    };
                }
                "oneOf" | "anyOf" => {
                    let schemas = session.array(value, &entry.key);
                    if !schemas.is_empty() {
                        self.alternatives.push(Alternatives {
                            schemas,
                            exclusive: entry.key == "oneOf",
                            owner,
                            place: entry.key_span,
                        });
                    }
                }
                "allOf" => {
                    for part in session.array(value, "allOf") {
                        self.merge(session, book, &part);
                    }
                }
                "enum" => {
                    let values = session.array(value, "enum");
                    if values.is_empty() && value.as_array().is_some() {
                        session
                            .diagnostics
                            .error(value.span(), "an empty `enum` allows no value")
                            .help("list the allowed values, or remove `enum`");
                    }
                    self.values = Some(match self.values.take() {
                        Some(earlier) => intersection(earlier, &values),
                        None => values,
                    });
                }
                "x-enum-varnames" | "x-enumNames" | "x-enum-names" => {
                    self.value_names = Some(value.clone());
                }
                "x-enum-descriptions" | "x-enumDescriptions" => {
                    self.value_docs = Some(value.clone());
                }
                "const" => self.constant = Some(value.clone()),
                "format" => {
                    self.format = value.as_str().map(str::to_owned);
                    self.implies_string |= true;
                }
                "discriminator" => self.discriminator = Some(value.clone()),
                _ => {}
            }
            self.merge_limit(&entry.key, value);
        }
    }

    fn merge_items(&mut self, session: &mut Session, node: &Node) {
        let items = node.get("items");
        if let Some(prefix) = node.get("prefixItems") {
            self.positions.push(Positions {
                items: session.array(prefix, "prefixItems"),
                rest: items.cloned(),
            });
            return;
        }
        match items.map(|items| (items, items.value())) {
            Some((_, Value::Array(list))) => self.positions.push(Positions {
                items: list.clone(),
                rest: node.get("additionalItems").cloned(),
            }),
            Some((items, _)) => self.items.push(items.clone()),
            None => {}
        }
    }

    fn merge_limit(&mut self, key: &str, value: &Node) {
        self.notes.extend(note(key, value));
        match key {
            "minLength" | "maxLength" | "pattern" => self.implies_string = true,
            "multipleOf" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                self.implies_number = true;
                let Value::Number(number) = value.value() else {
                    return;
                };
                let Some(bound) = number.as_i128() else {
                    return;
                };
                match key {
                    "minimum" => self.minimum = self.minimum.max(Some(bound)),
                    "exclusiveMinimum" => {
                        self.minimum = self.minimum.max(bound.checked_add(1));
                    }
                    "maximum" => {
                        self.maximum = Some(self.maximum.map_or(bound, |other| other.min(bound)));
                    }
                    "exclusiveMaximum" => {
                        let bound = bound.saturating_sub(1);
                        self.maximum = Some(self.maximum.map_or(bound, |other| other.min(bound)));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn merge_type(&mut self, session: &mut Session, value: &Node) {
        let mut types = Vec::new();
        let names: Vec<Node> = match value.value() {
            Value::Array(items) => items.clone(),
            _ => vec![value.clone()],
        };
        for name in names {
            match parse_type(session, &name) {
                Some(JsonType::Null) if types.is_empty() && value.as_array().is_none() => {
                    types.push(JsonType::Null);
                }
                Some(JsonType::Null) => self.nullable = true,
                Some(ty) => types.push(ty),
                None => {}
            }
        }
        if types.is_empty() {
            if self.nullable && value.as_array().is_some_and(|items| !items.is_empty()) {
                types.push(JsonType::Null);
            } else {
                return;
            }
        }
        self.types = Some(match self.types.take() {
            None => types,
            Some(earlier) => {
                let both = JsonType::common(&types, &earlier);
                // Contradicting types leave what came first: nothing satisfies them anyway.
                if both.is_empty() { earlier } else { both }
            }
        });
    }

    fn merge_properties(&mut self, session: &mut Session, value: &Node) {
        for entry in session.object(value, "properties") {
            if let Some(flag) = entry.value.get("required")
                && flag.as_bool().is_some()
            {
                session
                        .diagnostics
                        .warning(
                            flag.span(),
                            format!("`required` inside property `{}`", entry.key),
                        )
                        .help("`required` is a list of names beside `properties`; it is read as if it stood there");
                if flag.as_bool() == Some(true) {
                    self.require(&entry.key);
                }
            }
            match self
                .properties
                .iter_mut()
                .find(|property| property.name == entry.key)
            {
                Some(property) => {
                    if !property
                        .schemas
                        .iter()
                        .any(|known| known.id() == entry.value.id())
                    {
                        property.schemas.push(entry.value);
                    }
                }
                None => self.properties.push(Property {
                    name: entry.key,
                    span: entry.key_span,
                    schemas: vec![entry.value],
                }),
            }
        }
    }

    fn merge_required(&mut self, session: &mut Session, value: &Node) {
        match value.value() {
            Value::Array(names) => {
                let names = names.iter().filter_map(Node::scalar_text);
                names.for_each(|name| self.require(name));
            }
            Value::String(name) => {
                session
                    .diagnostics
                    .warning(value.span(), "`required` is a single name")
                    .help("write a list: `required: [name]`");
                self.require(name);
            }
            // `required: true` inside a property is understood where the property is read. What
            // else it cannot be is reported where its rules are read.
            _ => {}
        }
    }

    fn require(&mut self, name: &str) {
        if !self.required.iter().any(|known| known == name) {
            self.required.push(name.to_owned());
        }
    }

    /// Whether the stated bounds allow more than a range.
    pub(crate) fn exceeds(&self, smallest: i128, largest: i128) -> bool {
        self.maximum.is_some_and(|maximum| maximum > largest)
            || self.minimum.is_some_and(|minimum| minimum < smallest)
    }

    /// Whether keywords of objects are there.
    fn speaks_of_objects(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || !self.patterns.is_empty()
            || !matches!(self.additional, Additional::Unsaid)
    }

    /// The types this schema means, said or, unless `strict`, inferred; empty if nothing is known.
    pub(crate) fn meant_types(&self, strict: bool) -> Vec<JsonType> {
        if let Some(types) = &self.types {
            return types.clone();
        }
        if strict {
            return Vec::new();
        }
        if self.speaks_of_objects() {
            vec![JsonType::Object]
        } else if !self.positions.is_empty() || !self.items.is_empty() {
            vec![JsonType::Array]
        } else if self.implies_number {
            vec![JsonType::Number]
        } else if self.implies_string {
            let format = self.format.as_deref().unwrap_or_default();
            vec![match integer_format(format) {
                Some(_) => JsonType::Integer,
                None if is_float_format(format) => JsonType::Number,
                None => JsonType::String,
            }]
        } else {
            Vec::new()
        }
    }
}

/// A 3.x multi-format schema is its `schema`, if that is of JSON Schema's family. Of another
/// format nothing is known: the wrapper itself then stands for any value.
pub(crate) fn unwrap_format(node: &Node) -> Node {
    match (node.get("schemaFormat"), node.get("schema")) {
        (Some(format), Some(schema)) if is_json_schema(format) => schema.clone(),
        _ => node.clone(),
    }
}

/// Whether a `schemaFormat` names JSON Schema or what AsyncAPI and OpenAPI make of it.
pub(crate) fn is_json_schema(format: &Node) -> bool {
    let Some(text) = format.as_str() else {
        return true;
    };
    [
        "schema+json",
        "schema+yaml",
        "asyncapi",
        "openapi",
        "oai",
        "application/json",
    ]
    .iter()
    .any(|family| text.contains(family))
}

/// Whether a schema says `nullable`, as OpenAPI does.
pub(crate) fn is_nullable(node: &Node) -> bool {
    truth(node, "nullable") || truth(node, "x-nullable")
}

fn truth(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn intersection(earlier: Vec<Node>, later: &[Node]) -> Vec<Node> {
    let both: Vec<Node> = earlier
        .iter()
        .filter(|value| later.iter().any(|other| value.json_eq(other)))
        .cloned()
        .collect();
    if both.is_empty() { earlier } else { both }
}

/// `an object`, `a string`.
pub(crate) fn article(noun: &str) -> String {
    match noun {
        "null" => noun.to_owned(),
        _ if noun.starts_with(['a', 'e', 'i', 'o']) => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}

/// Whether a schema only describes: it takes part in no type.
pub(crate) fn is_annotation_only(node: &Node) -> bool {
    match node.value() {
        Value::Object(entries) => entries.iter().all(|entry| {
            entry.key != "$ref"
                && (ANNOTATIONS.contains(&entry.key.as_str()) || entry.key.starts_with("x-"))
        }),
        Value::Bool(value) => *value,
        _ => true,
    }
}

/// The single part of an `allOf` that has nothing beside it but annotations.
pub(crate) fn only_part(node: &Node) -> Option<Node> {
    match only_parts(node)? {
        [single] => Some(single.clone()),
        _ => None,
    }
}

/// The parts of an `allOf` that has nothing beside it but annotations.
pub(crate) fn only_parts(node: &Node) -> Option<&[Node]> {
    let mut parts = None;
    for entry in node.as_object()? {
        if entry.key == "allOf" {
            parts = Some(entry.value.as_array()?);
        } else if !ANNOTATIONS.contains(&entry.key.as_str()) && !entry.key.starts_with("x-") {
            return None;
        }
    }
    parts
}

/// One schema that says that all of `nodes` must hold.
pub(crate) fn all_of(nodes: &[Node], span: Span) -> Node {
    let parts = Node::new(Value::Array(nodes.to_vec()), span);
    Node::new(
        Value::Object(vec![crate::document::Entry {
            key: "allOf".to_owned(),
            key_span: span,
            value: parts,
        }]),
        span,
    )
}
