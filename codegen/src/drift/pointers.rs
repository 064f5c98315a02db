//! Schemas without a name, which are known by their place in the document.

use super::{Contract, Subject};
use crate::diagnostics::Diagnostics;
use crate::document::{Entry, Node, Resolved, Value, pointer};
use crate::model::{Type, TypeId};
use crate::schema::{only_part, unwrap_format};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What stands for the name of schemas without one.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// By the schema's type.
    types: BTreeMap<usize, Said>,
    /// The names or pointers of the schemas that say the same.
    alike: Vec<Vec<String>>,
}

/// The schemas of a type.
#[derive(Debug, Default)]
struct Said {
    /// Their names, or where they have none, their pointers.
    own: Vec<String>,
    /// What they say, as indices into `alike`.
    says: Vec<usize>,
}

impl Contract {
    /// The schema at a pointer (`#/…`).
    pub(super) fn pointed(&mut self, text: &str) -> Result<Subject, String> {
        let node = self.node_at(text)?;
        let Some(ty) = self.lowered(&node) else {
            return Err(format!(
                "`{text}` ({}) is no schema that messages or schemas are made of: it is {}",
                self.place(node.span()),
                node.summary()
            ));
        };
        let name = self.definition_of(&ty).and_then(|id| {
            let names = self.names_or_pointers(id);
            let is_it =
                |name: &&String| text.strip_suffix(name.as_str()).is_some_and(is_of_schemas);
            names.iter().find(is_it).or(names.first()).cloned()
        });
        let tag = self.lone_tag(&ty);
        let name = name.as_deref().unwrap_or(text);
        Ok(self.subject(name, &ty, node.span(), &tag))
    }

    /// The names by which a type may say that it stands for a schema. Where the schema has none, its
    /// place in the document is its name.
    pub(super) fn names_or_pointers(&self, id: TypeId) -> Cow<'_, [String]> {
        let names = self.names_of(id);
        if !names.is_empty() {
            return names.into();
        }
        let inline = self.inline.get_or_init(|| self.find_inline());
        let Some(said) = inline.types.get(&id.0) else {
            return names.into();
        };
        let alike = said
            .says
            .iter()
            .filter_map(|index| inline.alike.get(*index));
        let mut seen = HashSet::new();
        let names = said.own.iter().chain(alike.flatten());
        names.filter(|name| seen.insert(*name)).cloned().collect()
    }

    /// The node at a pointer, past references.
    fn node_at(&mut self, text: &str) -> Result<Node, String> {
        let nowhere = || format!("`{text}` leads nowhere");
        let file = match &self.known.root {
            Some(root) => root.span().file,
            None => return Err(nowhere()),
        };
        // As if the document had a reference with this text.
        let place = Span::start_of(file);
        let reference = Node::new(
            Value::Object(vec![Entry {
                key: String::from("$ref"),
                key_span: place,
                value: Node::new(Value::String(text.to_owned()), place),
            }]),
            place,
        );
        let mut diagnostics = Diagnostics::new();
        let resolved = self.resolve(&reference, &mut diagnostics);
        resolved.map(|resolved| resolved.node).ok_or_else(|| {
            let Some(first) = diagnostics.iter().next() else {
                return nowhere();
            };
            let mut said = first.message.clone();
            if let Some(help) = &first.help {
                said.push_str(&format!("; {help}"));
            } else if let Some(expected) = &first.expected {
                said.push_str(&format!("; expected {expected}"));
            }
            said
        })
    }

    fn resolve(&mut self, node: &Node, diagnostics: &mut Diagnostics) -> Option<Resolved> {
        let session = &mut self.known.session;
        let sources = &mut session.sources;
        session.documents.resolve(node, sources, diagnostics)
    }

    /// What became of a schema.
    fn lowered(&mut self, node: &Node) -> Option<Type> {
        let mut node = unwrap_format(node);
        // As many steps as schemas may be deep.
        for _ in 0..64 {
            if let Some((_, ty)) = self.known.lowering.get(&vec![node.id()]) {
                return Some(ty.clone());
            }
            // What only wraps another schema is that.
            let inner = only_part(&node)?;
            let resolved = self.resolve(&inner, &mut Diagnostics::new())?;
            node = unwrap_format(&resolved.node);
        }
        None
    }

    /// What references call their schema, where one has several names.
    pub(super) fn find_references(&self) -> HashMap<Span, String> {
        let schemas = self.known.api.schemas.values();
        let mut known = HashSet::new();
        let mut ids = schemas.filter_map(|schema| self.definition_of(&schema.ty));
        let mut found = HashMap::new();
        if ids.all(|id| known.insert(id.0)) {
            return found;
        }
        self.known.session.documents.for_each(|_, node, _| {
            for entry in node.as_object().unwrap_or_default() {
                let reference = entry.value.get("$ref").and_then(Node::as_str);
                if let Some((_, name)) = reference.and_then(|text| text.rsplit_once('/')) {
                    found.insert(entry.key_span, name.to_owned());
                }
            }
        });
        found
    }

    fn find_inline(&self) -> Inline {
        let known = &self.known;
        let lowering = known.lowering.iter();
        let definitions: HashMap<usize, TypeId> = lowering
            .filter_map(|(key, (_, ty))| match key.as_slice() {
                [node] => Some((*node, self.definition_of(ty)?)),
                _ => None,
            })
            .collect();
        let own_file = known.root.as_ref().map(|root| root.span().file);
        let sources = &known.session.sources;
        let mut inline = Inline::default();
        let mut known_texts: HashMap<String, usize> = HashMap::new();
        known.session.documents.for_each(|file, node, path| {
            let Some(id) = definitions.get(&node.id()) else {
                return;
            };
            let names = self.names_of(*id);
            let said = inline.types.entry(id.0).or_insert_with(|| Said {
                own: names.to_vec(),
                says: Vec::new(),
            });
            if names.is_empty() {
                let place = pointer(path);
                said.own.push(match own_file == Some(file) {
                    true => place,
                    false => format!("{}{place}", sources.display(file)),
                });
            }
            let mut text = String::new();
            say(node, &mut text);
            let next = known_texts.len();
            said.says.push(*known_texts.entry(text).or_insert(next));
        });
        inline.alike.resize_with(known_texts.len(), Vec::new);
        for said in inline.types.values() {
            for index in &said.says {
                if let Some(names) = inline.alike.get_mut(*index) {
                    names.extend_from_slice(&said.own);
                }
            }
        }
        inline
    }
}

/// Whether a pointer without its last name leads to the named schemas.
fn is_of_schemas(pointer: &str) -> bool {
    pointer == "#/components/schemas/"
}

/// Longer schemas are only like themselves.
const LONGEST: usize = 1 << 16;

/// Writes what a schema says, without what is only about it, so that schemas that say the same have
/// the same text.
fn say(node: &Node, out: &mut String) {
    if out.len() > LONGEST {
        // No two schemas have the same identity.
        out.push_str(&node.id().to_string());
        return;
    }
    match node.value() {
        Value::Object(entries) => {
            let is_said = |entry: &&Entry| {
                // A property may have such a name, but is no text.
                !matches!(entry.key.as_str(), "title" | "description" | "$comment")
                    || entry.value.as_str().is_none()
            };
            let mut entries: Vec<&Entry> = entries.iter().filter(is_said).collect();
            entries.sort_by(|one, other| one.key.cmp(&other.key));
            out.push('{');
            for entry in entries {
                out.push_str(&format!("{:?}:", entry.key));
                say(&entry.value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                say(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&format!("{text:?}")),
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(&value.to_string()),
        Value::Number(number) => out.push_str(&format!("{number:?}")),
    }
}
