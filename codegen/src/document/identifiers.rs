//! The schemas that a document names by `$id` and `$anchor` (JSON Schema draft-07, core, section
//! 8.2), and the base URI of each reference in it.

use std::collections::{HashMap, HashSet};

use super::node::{Node, Value};
use super::uri;
use crate::source::FileId;

/// The URI of the JSON Schema that every draft-07 schema matches, as its own `$id` has it.
pub(super) const DRAFT_07: &str = "http://json-schema.org/draft-07/schema";

/// What is to be read at [`DRAFT_07`].
pub(super) const DRAFT_07_TEXT: &str = include_str!("draft-07.json");

/// A node, and the way that leads to it from the root of its file.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) node: Node,
    pub(super) file: FileId,
    pub(super) tokens: Vec<String>,
}

/// A schema whose `$id` is the base URI of what is below it.
#[derive(Debug)]
struct Base {
    uri: String,
    schema: Target,
}

/// The names that one document gives, and the bases of its references.
#[derive(Debug)]
pub(super) struct Identifiers {
    /// The base URI where no `$id` is around.
    file_uri: String,
    bases: Vec<Base>,
    /// The first of `bases` with each URI.
    by_uri: HashMap<String, usize>,
    /// The innermost of `bases` around a reference, by the identity of the value of its `$ref`;
    /// nothing where no `$id` is around it.
    around: HashMap<usize, usize>,
    /// The first schema of each plain name: in the schema of that identity, and in the whole file.
    anchors: HashMap<(Option<usize>, String), Target>,
}

impl Identifiers {
    /// Finds the names in a file that is known by a URI.
    pub(super) fn of(root: &Node, file: FileId, file_uri: String) -> Self {
        let mut finder = Finder {
            found: Self {
                file_uri,
                bases: Vec::new(),
                by_uri: HashMap::new(),
                around: HashMap::new(),
                anchors: HashMap::new(),
            },
            root,
            file,
            path: Vec::new(),
            seen: HashSet::new(),
        };
        finder.visit(root, Position::Unknown, None);
        finder.found
    }

    /// The base URI of a reference, which is the value of a `$ref`.
    pub(super) fn base_uri(&self, reference: &Node) -> &str {
        match self.base(reference) {
            Some(base) => &base.uri,
            None => &self.file_uri,
        }
    }

    /// The schema around a reference whose `$id` is the reference's base URI.
    pub(super) fn schema_around(&self, reference: &Node) -> Option<&Target> {
        self.base(reference).map(|base| &base.schema)
    }

    /// The schema with an `$id` that comes to this URI.
    pub(super) fn schema(&self, uri: &str) -> Option<&Target> {
        self.bases
            .get(*self.by_uri.get(uri)?)
            .map(|base| &base.schema)
    }

    /// The schema of a plain name, in `scope` rather than elsewhere in the file.
    pub(super) fn anchor(&self, scope: &Node, name: &str) -> Option<&Target> {
        [Some(scope.id()), None]
            .into_iter()
            .find_map(|scope| self.anchors.get(&(scope, name.to_owned())))
    }

    /// All plain names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.anchors.keys();
        names.filter_map(|(scope, name)| scope.is_none().then_some(name.as_str()))
    }

    fn base(&self, reference: &Node) -> Option<&Base> {
        self.bases.get(*self.around.get(&reference.id())?)
    }
}

/// What a node is, as far as its place tells. Only a schema has an `$id`.
#[derive(Clone, Copy, Eq, PartialEq, Hash)]
enum Position {
    /// Part of an AsyncAPI document, or of a file that holds anything; a schema if it has an `$id`.
    Unknown,
    /// The values are `Unknown`, and the keys are names.
    UnknownByName,
    Schema,
    /// The values are schemas, and the keys are names.
    SchemaByName,
    /// A value that only looks like a schema: in `enum`, or below a keyword that is not known.
    Literal,
}

/// Keywords whose value is an object of schemas by name, in a schema and, as nothing else is called
/// so, elsewhere.
const SCHEMAS_BY_NAME: [&str; 6] = [
    "$defs",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Keywords of a schema whose value is a schema or a list of schemas.
const SCHEMAS: [&str; 16] = [
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keys whose value is data.
const LITERALS: [&str; 5] = ["const", "default", "enum", "example", "examples"];

/// Keys of AsyncAPI whose value is a schema.
const ASYNCAPI_SCHEMAS: [&str; 4] = ["headers", "payload", "query", "schema"];

/// Keys of AsyncAPI whose value is an object of other things by name.
const ASYNCAPI_BY_NAME: [&str; 8] = [
    "channels",
    "messageTraits",
    "messages",
    "operationTraits",
    "operations",
    "parameters",
    "replies",
    "servers",
];

impl Position {
    /// The position of the value that `object`, which is at this position, has at `key`.
    fn below(self, object: &Node, key: &str) -> Self {
        match self {
            Self::UnknownByName => Self::Unknown,
            Self::SchemaByName => Self::Schema,
            Self::Literal => Self::Literal,
            _ if LITERALS.contains(&key) => Self::Literal,
            _ if SCHEMAS_BY_NAME.contains(&key) => Self::SchemaByName,
            Self::Schema if SCHEMAS.contains(&key) => Self::Schema,
            // AsyncAPI's Multi Format Schema Object stands where a schema does.
            Self::Schema if key == "schema" && object.get("schemaFormat").is_some() => Self::Schema,
            Self::Schema => Self::Literal,
            Self::Unknown if ASYNCAPI_SCHEMAS.contains(&key) => Self::Schema,
            Self::Unknown if ASYNCAPI_BY_NAME.contains(&key) => Self::UnknownByName,
            Self::Unknown if key == "schemas" => Self::SchemaByName,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// The way through a document.
struct Finder<'a> {
    found: Identifiers,
    root: &'a Node,
    file: FileId,
    path: Vec<String>,
    /// What was visited, so that many aliases of one node take no time.
    seen: HashSet<(usize, Position)>,
}

impl Finder<'_> {
    fn visit(&mut self, node: &Node, position: Position, around: Option<usize>) {
        match node.value() {
            Value::Object(entries) if self.seen.insert((node.id(), position)) => {
                let (position, around) = self.enter(node, position, around);
                for entry in entries {
                    self.path.push(entry.key.clone());
                    self.visit(&entry.value, position.below(node, &entry.key), around);
                    self.path.pop();
                }
            }
            Value::Array(items) if self.seen.insert((node.id(), position)) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(index.to_string());
                    self.visit(item, position, around);
                    self.path.pop();
                }
            }
            _ => {}
        }
    }

    /// Notes what an object says of itself, and tells what its position is then, and the base of
    /// what is below it.
    fn enter(
        &mut self,
        node: &Node,
        position: Position,
        around: Option<usize>,
    ) -> (Position, Option<usize>) {
        let text = |key| node.get(key).filter(|value| value.as_str().is_some());
        if let Some(reference) = text("$ref") {
            if let Some(around) = around {
                self.found.around.entry(reference.id()).or_insert(around);
            }
            // What stands beside `$ref` is ignored (core, section 8.3).
            return (position, around);
        }
        let is_schema = match position {
            Position::Schema => true,
            Position::Unknown => node.get("asyncapi").is_none(),
            _ => false,
        };
        if !is_schema {
            return (position, around);
        }
        if let Some(name) = text("$anchor").and_then(Node::as_str) {
            self.anchor(node, name, around);
        }
        let Some(id) = text("$id").and_then(Node::as_str) else {
            return (position, around);
        };
        let (path, name) = id.split_once('#').unwrap_or((id, ""));
        let around = self.base(node, path, around);
        if !name.is_empty() {
            self.anchor(node, name, around);
        }
        let position = if path.is_empty() {
            position
        } else {
            Position::Schema
        };
        (position, around)
    }

    /// The base below a schema with this `$id`.
    fn base(&mut self, node: &Node, id: &str, around: Option<usize>) -> Option<usize> {
        let outer = match around.and_then(|index| self.found.bases.get(index)) {
            Some(base) => &base.uri,
            None => &self.found.file_uri,
        };
        let uri = uri::resolve(outer, id);
        if uri == *outer {
            return around;
        }
        let index = self.found.bases.len();
        self.found.by_uri.entry(uri.clone()).or_insert(index);
        let schema = self.target(node);
        self.found.bases.push(Base { uri, schema });
        Some(index)
    }

    fn anchor(&mut self, node: &Node, name: &str, around: Option<usize>) {
        let scope = around.and_then(|index| self.found.bases.get(index));
        let scope = scope.map_or(self.root, |base| &base.schema.node).id();
        let target = self.target(node);
        for scope in [Some(scope), None] {
            self.found
                .anchors
                .entry((scope, name.to_owned()))
                .or_insert_with(|| target.clone());
        }
    }

    fn target(&self, node: &Node) -> Target {
        Target {
            node: node.clone(),
            file: self.file,
            tokens: self.path.clone(),
        }
    }
}
