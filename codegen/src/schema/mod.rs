//! Schemas → types.
//!
//! Each schema node is lowered once. A type's id is reserved before its parts are lowered, so
//! cycles and forward references need no second pass; [`recursion`] then boxes what would be
//! infinitely large.

mod array;
mod constant;
mod discriminator;
mod json_type;
mod leftover;
mod notes;
mod object;
mod presence;
mod recursion;
mod scalar;
mod union;
mod view;

pub(crate) use constant::{constant_of, scalar_text, unquoted_text};
pub use json_type::JsonType;
pub(crate) use json_type::parse_type;
pub(crate) use view::{article, is_json_schema, is_nullable, only_part, unwrap_format};

use crate::document::{Node, Value};
use crate::model::{Docs, NamedSchema, Type, TypeDef, TypeId, TypeKind, unaliased};
use crate::name::{self, Scope};
use crate::rules::{RuleBook, RuleSetId};
use crate::session::Session;
use leftover::Said;
use proc_macro2::TokenStream;
use scalar::{integer_type, string_type};
use std::collections::{BTreeMap, HashMap};
use view::View;

/// What schemas became, by the identities of their nodes. The nodes are kept so that the identities
/// stay their own.
pub(crate) type Lowering = HashMap<Vec<usize>, (Vec<Node>, Type)>;

/// Lowers schemas into one list of types.
#[derive(Debug)]
pub(crate) struct Lowerer {
    pub(crate) types: Vec<TypeDef>,
    /// The schemas that have a name, as far as they were met.
    pub(crate) schemas: BTreeMap<String, NamedSchema>,
    names: Scope,
    pub(crate) known: Lowering,
    /// The schemas of `components`, by their key in the document.
    components: Vec<(String, Node)>,
    /// Named schemas of `components`, which own their names.
    reserved: HashMap<usize, String>,
    /// The user's types by schema name.
    replace: Vec<(String, TokenStream, bool)>,
    /// Schemas without their alternatives, by the identity of the whole one, which is kept too.
    bases: HashMap<usize, (Node, Node)>,
    /// Types that were referred to while they were being lowered.
    recursive: Vec<TypeId>,
    /// What each schema asks of its values.
    pub(crate) book: RuleBook,
    /// Whether a schema without `type` may be of any type, rather than of the one that its
    /// keywords are about.
    strict: bool,
    /// Named schemas that wait, so that a long chain of them does not exhaust the stack.
    waiting: Vec<(TypeId, Place)>,
    depth: usize,
}

/// Deeper schemas than this are refused, long before the stack ends.
const MAX_DEPTH: usize = 50;

/// Named schemas that are first met deeper than this wait until the stack is empty.
const MAX_NAMED_DEPTH: usize = 24;

impl Lowerer {
    pub(crate) fn new(replace: &[(String, TokenStream)], strict: bool) -> Self {
        Self {
            types: Vec::new(),
            schemas: BTreeMap::new(),
            names: Scope::default(),
            known: HashMap::new(),
            components: Vec::new(),
            reserved: HashMap::new(),
            replace: replace
                .iter()
                .map(|(name, path)| (name.clone(), path.clone(), false))
                .collect(),
            bases: HashMap::new(),
            recursive: Vec::new(),
            book: RuleBook::new(strict),
            strict,
            waiting: Vec::new(),
            depth: 0,
        }
    }

    /// Gives the schemas of `components.schemas` their names before anything else is lowered. Each
    /// has its key in the document, the name that Rust is to know it by, and the schema.
    pub(crate) fn reserve(&mut self, session: &mut Session, schemas: &[(String, String, Node)]) {
        for (key, name, node) in schemas {
            // A component that only refers elsewhere has no type of its own.
            let Some(resolved) = session.resolve(node) else {
                continue;
            };
            let target = unwrap_format(&resolved.node);
            if let std::collections::hash_map::Entry::Vacant(entry) =
                self.reserved.entry(target.id())
            {
                let name = self.names.unique(name::type_name(name));
                entry.insert(name);
                self.components.push((key.clone(), target));
            }
        }
    }

    /// Lowers every schema of `components.schemas`, used or not.
    pub(crate) fn components(&mut self, session: &mut Session, schemas: &[(String, String, Node)]) {
        for (key, _, node) in schemas {
            self.named(session, node, key);
        }
    }

    /// The `replace` entries that named no schema.
    pub(crate) fn unused_replacements(&self) -> impl Iterator<Item = &str> {
        self.replace
            .iter()
            .filter(|(_, _, used)| !used)
            .map(|(name, _, _)| name.as_str())
    }

    /// Lowers the schema at `node`; `hint` names it if it has no name of its own.
    pub(crate) fn schema(&mut self, session: &mut Session, node: &Node, hint: &str) -> Type {
        let Some(resolved) = session.resolve(node) else {
            return Type::Any;
        };
        let target = unwrap_format(&resolved.node);
        let nullable = resolved.siblings.iter().any(is_nullable);
        let name = match (&resolved.name, &resolved.pointer) {
            (Some(name), Some(pointer)) if is_generic(name) && pointer != "#" => qualified(pointer),
            (Some(name), _) => name.clone(),
            (None, _) => hint.to_owned(),
        };
        let is_component = resolved.name.is_some() || self.reserved.contains_key(&target.id());
        let ty = if is_component {
            if !resolved.siblings.is_empty() {
                // Reports what stands beside the reference in vain.
                let _ = self.view(session, std::slice::from_ref(node));
            }
            self.named(session, &target, &name)
        } else if let Some(inner) = view::only_part(&target) {
            let ty = self.schema(session, &inner, hint);
            if view::is_nullable(&target) {
                ty.nullable()
            } else {
                ty
            }
        } else {
            self.cached(session, &target, hint, false)
        };
        if nullable { ty.nullable() } else { ty }
    }

    /// Lowers a schema that has a name, so that a type of that name exists.
    fn named(&mut self, session: &mut Session, node: &Node, name: &str) -> Type {
        let Some(resolved) = session.resolve(node) else {
            return Type::Any;
        };
        let target = unwrap_format(&resolved.node);
        if let Some(entry) = self.replace.iter_mut().find(|entry| entry.0 == name) {
            entry.2 = true;
            let foreign = Type::Foreign(entry.1.clone());
            return self.replaced(&target, name, foreign);
        }
        let ty = self.cached(session, &target, name, true);
        self.schemas
            .entry(name.to_owned())
            .or_insert_with(|| NamedSchema {
                ty: ty.clone(),
                place: target.span(),
            });
        ty
    }

    /// The name of a replaced schema, for the user's type.
    fn replaced(&mut self, target: &Node, name: &str, foreign: Type) -> Type {
        let key = vec![target.id()];
        if let Some((_, ty)) = self.known.get(&key) {
            return ty.clone();
        }
        let id = TypeId(self.types.len());
        let name = match self.reserved.get(&target.id()) {
            Some(name) => name.clone(),
            None => self.names.unique(name::type_name(name)),
        };
        self.types.push(TypeDef {
            name,
            docs: Docs::default(),
            kind: TypeKind::Alias(foreign),
            rules: None,
        });
        let ty = Type::Named(id);
        self.known.insert(key, (vec![target.clone()], ty.clone()));
        ty
    }

    fn cached(&mut self, session: &mut Session, node: &Node, name: &str, named: bool) -> Type {
        let reserved = self.reserved.get(&node.id()).cloned();
        let owns_name = reserved.is_some();
        let place = Place {
            nodes: vec![node.clone()],
            rust_name: reserved.unwrap_or_else(|| name::type_name(name)),
            owns_name,
            named,
        };
        self.place(session, place)
    }

    /// Lowers schemas that must hold together.
    pub(crate) fn intersection(
        &mut self,
        session: &mut Session,
        nodes: &[Node],
        hint: &str,
    ) -> Type {
        let mut parts: Vec<(Node, Node)> = Vec::new();
        for node in nodes {
            let Some(resolved) = session.resolve(node) else {
                continue;
            };
            let target = unwrap_format(&resolved.node);
            let adds = !view::is_annotation_only(&target);
            if adds && parts.iter().all(|(_, known)| known.id() != target.id()) {
                parts.push((node.clone(), target));
            }
        }
        match parts.as_slice() {
            [] => Type::Any,
            [(single, _)] => self.schema(session, single, hint),
            _ => {
                let place = Place {
                    nodes: parts.into_iter().map(|(_, target)| target).collect(),
                    rust_name: name::type_name(hint),
                    owns_name: false,
                    named: false,
                };
                self.place(session, place)
            }
        }
    }

    /// Reserves an id, lowers, and keeps the id only if the result needs a type of its own.
    fn place(&mut self, session: &mut Session, place: Place) -> Type {
        let key: Vec<usize> = place.nodes.iter().map(Node::id).collect();
        if let Some((_, ty)) = self.known.get(&key) {
            let ty = ty.clone();
            if let Type::Named(id) = ty
                && matches!(self.types[id.0].kind, TypeKind::Pending)
            {
                self.recursive.push(id);
            }
            return ty;
        }
        let Some(first) = place.nodes.first().cloned() else {
            return Type::Any;
        };
        if self.depth >= MAX_DEPTH {
            session.diagnostics.error(
                first.span(),
                format!("schemas are nested more than {MAX_DEPTH} deep"),
            );
            return Type::Any;
        }
        let id = TypeId(self.types.len());
        self.types.push(TypeDef {
            name: place.rust_name.clone(),
            docs: Docs::default(),
            kind: TypeKind::Pending,
            rules: None,
        });
        self.known
            .insert(key, (place.nodes.clone(), Type::Named(id)));
        if place.owns_name && self.depth >= MAX_NAMED_DEPTH {
            self.recursive.push(id);
            self.waiting.push((id, place));
            return Type::Named(id);
        }
        let ty = self.fill(session, id, place, &first);
        while self.depth == 0 {
            let Some((id, place)) = self.waiting.pop() else {
                break;
            };
            if let Some(first) = place.nodes.first().cloned() {
                self.fill(session, id, place, &first);
            }
        }
        ty
    }

    /// Lowers what a reserved id stands for.
    fn fill(&mut self, session: &mut Session, id: TypeId, place: Place, first: &Node) -> Type {
        let key: Vec<usize> = place.nodes.iter().map(Node::id).collect();
        self.depth += 1;
        let Lowered { docs, shape, rules } = self.lower(session, &place, first);
        self.depth -= 1;
        let recursive = self.recursive.contains(&id);
        let (kind, ty) = match shape {
            Shape::Definition(kind) => (Some(kind), Type::Named(id)),
            Shape::Type(ty) if *ty.unchecked() == Type::Named(id) => {
                session
                    .diagnostics
                    .error(first.span(), "this schema is defined only by itself");
                // What refers to it must still find a type, or one mistake becomes many.
                (Some(TypeKind::Alias(Type::Any)), Type::Named(id))
            }
            Shape::Type(ty) if recursive => (Some(TypeKind::Newtype(ty)), Type::Named(id)),
            Shape::Type(ty) if place.named => (Some(TypeKind::Alias(ty)), Type::Named(id)),
            // The id stays pending: nothing refers to it, and nothing is emitted for it.
            Shape::Type(ty) => (None, ty),
        };
        if let Some(kind) = kind {
            let name = if place.owns_name {
                place.rust_name
            } else {
                self.names.unique(place.rust_name)
            };
            self.types[id.0] = TypeDef {
                name,
                docs,
                kind,
                rules,
            };
        }
        self.known.insert(key, (place.nodes, ty.clone()));
        ty
    }

    fn view(&mut self, session: &mut Session, schemas: &[Node]) -> View {
        View::of(session, &mut self.book, schemas)
    }

    fn lower(&mut self, session: &mut Session, place: &Place, first: &Node) -> Lowered {
        let view = self.view(session, &place.nodes);
        if let [single] = place.nodes.as_slice()
            && let Some(inner) = view::only_part(single)
        {
            let ty = self.schema(session, &inner, &place.rust_name);
            let ty = if view.nullable { ty.nullable() } else { ty };
            return Lowered {
                docs: docs_of(&view),
                shape: Shape::Type(ty),
                rules: None,
            };
        }
        if place.nodes.len() == 1 {
            return self.lower_view(session, &view, first, &place.rust_name);
        }
        let whole = view::all_of(&place.nodes, first.span());
        self.lower_view(session, &view, &whole, &place.rust_name)
    }

    fn lower_view(
        &mut self,
        session: &mut Session,
        view: &View,
        node: &Node,
        name: &str,
    ) -> Lowered {
        let docs = docs_of(view);
        let (shape, said) = self.shape(session, view, node, name);
        let left = self.leftover(view, &shape, &said);
        match shape {
            Shape::Type(ty) if view.nullable => {
                let ty = self.checked(ty, left.of_kind, false).nullable();
                Lowered::of(docs, self.checked(ty, left.general, view.null_besides))
            }
            Shape::Type(ty) => {
                let rules = left.all();
                Lowered::of(docs, self.checked(ty, rules, view.null_besides))
            }
            // A definition that may be null is the definition, nullable where it is used.
            Shape::Definition(kind) if view.nullable => {
                let rules = self.rules(left.of_kind, false);
                let inner = self.define(format!("{name}Value"), kind);
                self.types[inner.0].docs = docs.clone();
                self.types[inner.0].rules = rules;
                let ty = Type::Named(inner).nullable();
                Lowered::of(docs, self.checked(ty, left.general, view.null_besides))
            }
            definition @ Shape::Definition(_) => Lowered {
                docs,
                shape: definition,
                rules: self.rules(left.all(), false),
            },
        }
    }

    fn shape(
        &mut self,
        session: &mut Session,
        view: &View,
        node: &Node,
        name: &str,
    ) -> (Shape, Said) {
        if let Some(value) = &view.constant {
            let shape = self.constants(session, view, std::slice::from_ref(value), name);
            return (shape, self.said_by(view, std::slice::from_ref(value)));
        }
        if let Some(values) = &view.values {
            let shape = self.constants(session, view, values, name);
            return (shape, self.said_by(view, values));
        }
        if !view.alternatives.is_empty()
            && let Some(shape) = self.alternatives(session, view, node, name)
        {
            return shape;
        }
        if let Some(shape) = self.inherited(session, view, node, name) {
            // The heirs include this schema.
            return (shape, Said::Everything);
        }
        let types = view.meant_types(self.strict);
        match types.as_slice() {
            [] => (Shape::Type(Type::Any), Said::Nothing),
            [single] => self.single(session, view, *single, node, name),
            several => self.several(session, view, several, node, name),
        }
    }

    /// What an enumeration says of its schema. Values that are text only by what was meant obey no
    /// rule by the letter.
    fn said_by(&self, view: &View, values: &[Node]) -> Said {
        let is_unquoted = |value: &Node| unquoted_text(value).is_some();
        if !self.strict && constant::is_text_only(view) && values.iter().any(is_unquoted) {
            return Said::Everything;
        }
        if values
            .iter()
            .any(|value| matches!(value.value(), Value::Object(_) | Value::Array(_)))
        {
            return Said::Nothing;
        }
        Said::Values(values.to_vec())
    }

    /// The shape of a schema of one JSON type.
    fn single(
        &mut self,
        session: &mut Session,
        view: &View,
        ty: JsonType,
        node: &Node,
        name: &str,
    ) -> (Shape, Said) {
        let ty = match ty {
            JsonType::Object => return (self.object(session, view, node, name), Said::Structure),
            JsonType::Array => return self.array(session, view, name),
            JsonType::String => string_type(view),
            JsonType::Boolean => Type::Bool,
            JsonType::Null => Type::Null,
            JsonType::Integer => Type::Int(integer_type(view)),
            JsonType::Number => Type::Float,
        };
        (Shape::Type(ty), Said::Structure)
    }

    /// Whether a type of this name exists or is reserved.
    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The type behind aliases.
    pub(crate) fn unaliased<'a>(&'a self, ty: &'a Type) -> &'a Type {
        unaliased(&self.types, ty)
    }

    /// Boxes recursion, decides which absent properties are written all the same, and how the
    /// variants of each union are told apart. `payloads` are the types of messages.
    pub(crate) fn finish<'t>(
        &mut self,
        session: &mut Session,
        payloads: impl Iterator<Item = &'t Type>,
    ) {
        recursion::break_cycles(&mut self.types);
        presence::keep_absent(&mut self.types, &self.book, payloads);
        for (id, alike) in crate::plan::plan_unions(&mut self.types) {
            self.warn_of_order(session, id, &alike);
        }
        presence::keep_apart(&mut self.types, &self.book);
    }
}

/// Where a type is made: the schemas that it must agree with, and its name.
#[derive(Debug)]
struct Place {
    nodes: Vec<Node>,
    rust_name: String,
    /// Whether the name was reserved for it.
    owns_name: bool,
    /// Whether a type of this name must exist, be it an alias.
    named: bool,
}

/// What a schema became.
struct Lowered {
    docs: Docs,
    shape: Shape,
    /// What values of a definition must obey beyond it.
    rules: Option<RuleSetId>,
}

impl Lowered {
    fn of(docs: Docs, ty: Type) -> Self {
        Self {
            docs,
            shape: Shape::Type(ty),
            rules: None,
        }
    }
}

enum Shape {
    /// It needs a type of its own.
    Definition(TypeKind),
    /// An existing type says it all.
    Type(Type),
}

fn docs_of(view: &View) -> Docs {
    Docs {
        summary: view.title.clone(),
        description: view.description.clone(),
        notes: view.notes.clone(),
        deprecated: view.deprecated,
    }
}

/// Pointer tokens that say where a schema stands rather than what it is.
fn is_generic(token: &str) -> bool {
    matches!(
        token,
        "payload"
            | "schema"
            | "items"
            | "headers"
            | "additionalProperties"
            | "query"
            | "oneOf"
            | "anyOf"
            | "allOf"
            | "properties"
    ) || token.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name from the last tokens of a pointer: `…/messages/Chat/payload` is `Chat payload`.
fn qualified(pointer: &str) -> String {
    let tokens: Vec<&str> = pointer.split('/').collect();
    let start = tokens
        .iter()
        .rposition(|token| !is_generic(token))
        .unwrap_or(0);
    tokens[start..].join(" ")
}

/// Whether a schema node can only be `null`.
fn is_null_schema(node: &Node) -> bool {
    match node.value() {
        Value::Object(_) => {
            let by_type = match node.get("type").map(Node::value) {
                Some(Value::String(name)) => name == "null",
                Some(Value::Null) => true,
                _ => false,
            };
            let by_value = node
                .get("const")
                .is_some_and(|value| matches!(value.value(), Value::Null));
            let by_enum = node
                .get("enum")
                .and_then(Node::as_array)
                .is_some_and(|values| {
                    values.len() == 1 && matches!(values[0].value(), Value::Null)
                });
            by_type || by_value || by_enum
        }
        _ => false,
    }
}
