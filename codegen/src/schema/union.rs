//! `oneOf`, `anyOf` and several types → enums.

use super::discriminator::Mapping;
use super::json_type::JsonType;
use super::leftover::Said;
use super::view::View;
use super::{Lowerer, Shape, is_null_schema, unwrap_format};
use crate::document::{Entry, Node, Value};
use crate::model::{Discriminator, Docs, EnumValue, Type, TypeId, TypeKind, Union, Variant};
use crate::name::{Scope, type_name};
use crate::plan::Select;
use crate::session::Session;
use crate::source::Span;

/// Keywords that give an alternative a structure of its own. One without any of them only limits
/// what stands beside the list.
const STRUCTURE: [&str; 17] = [
    "$ref",
    "type",
    "properties",
    "oneOf",
    "anyOf",
    "allOf",
    "enum",
    "const",
    "items",
    "prefixItems",
    "additionalProperties",
    "patternProperties",
    "schemaFormat",
    "format",
    "pattern",
    "minimum",
    "title",
];

impl Lowerer {
    /// The union of the alternatives, or `None` where they only limit what stands beside them.
    pub(super) fn alternatives(
        &mut self,
        session: &mut Session,
        view: &View,
        node: &Node,
        name: &str,
    ) -> Option<(Shape, Said)> {
        // Two lists at once are a product; the longer one makes the variants.
        let list = view
            .alternatives
            .iter()
            .max_by_key(|list| list.schemas.len())?
            .clone();
        if list
            .schemas
            .iter()
            .all(|schema| is_limit_only(session, schema))
        {
            return None;
        }
        let mut has_null = false;
        let mut nulls = 0;
        let mut schemas = Vec::new();
        for schema in &list.schemas {
            let Some(resolved) = session.resolve(schema) else {
                continue;
            };
            let target = unwrap_format(&resolved.node);
            if is_null_schema(&target) {
                has_null = true;
                nulls += 1;
            } else if !matches!(target.value(), Value::Bool(false)) {
                schemas.push((schema.clone(), target, resolved.name));
            }
        }
        let mut said = Said::List {
            exclusive: list.exclusive,
            owner: list.owner,
            with_base: false,
        };
        if let Some((shape, distinct)) = self.merged_constants(session, &schemas, has_null, name) {
            let once = distinct && nulls < 2;
            let said = if list.exclusive && !once {
                Said::Nothing
            } else {
                said
            };
            return Some((shape, said));
        }
        let base = self.base_of(session, view, node);
        let mut distinct = true;
        let mut variants: Vec<Variant> = Vec::new();
        let mut discriminator_values = Vec::new();
        let mut scope = Scope::default();
        let mapping = Mapping::of(session, view, self.strict);
        for (index, (schema, target, ref_name)) in schemas.iter().enumerate() {
            let stated = ref_name
                .clone()
                .or_else(|| {
                    target
                        .get("title")
                        .and_then(Node::as_str)
                        .map(str::to_owned)
                })
                .or_else(|| tag_text(target));
            let suffix = match &stated {
                Some(stated) => type_name(stated),
                None => {
                    kind_name(target).map_or_else(|| format!("Variant{}", index + 1), str::to_owned)
                }
            };
            let hint = if ref_name.is_some() && base.is_empty() {
                suffix.clone()
            } else {
                format!("{name}{suffix}")
            };
            let ty = if base.is_empty() {
                self.schema(session, schema, &hint)
            } else {
                let mut parts = base.clone();
                parts.push(schema.clone());
                self.intersection(session, &parts, &hint)
            };
            nulls += usize::from(self.allows_null(&ty));
            let ty = match ty {
                Type::Nullable(inner) => {
                    has_null = true;
                    *inner
                }
                other => other,
            };
            if variants.iter().any(|variant| variant.ty == ty) {
                distinct = false;
                continue;
            }
            if let Some(mapping) = &mapping {
                discriminator_values.push(mapping.values(ref_name.as_deref()));
            }
            variants.push(Variant {
                ident: scope.unique(suffix),
                ty,
                docs: Docs {
                    description: target
                        .get("description")
                        .and_then(Node::as_str)
                        .map(str::to_owned),
                    ..Docs::default()
                },
            });
        }
        let discriminator = mapping.map(|mapping| Discriminator {
            property: mapping.property,
            values: discriminator_values,
        });
        if let Some(ty) = same_scalar(&variants) {
            // Variants of one plain type would say less than the type itself.
            let ty = if has_null { ty.nullable() } else { ty };
            return Some((Shape::Type(ty), Said::Nothing));
        }
        let null_is_once = !has_null || nulls < 2;
        let is_nothing = variants.is_empty() && !has_null;
        if is_nothing || list.exclusive && !(distinct && null_is_once) {
            said = Said::Nothing;
        } else if let Said::List { with_base, .. } = &mut said {
            *with_base = !base.is_empty();
        }
        let mut shape = self.union(variants, discriminator, has_null, name, list.place);
        self.mark_exclusive(&mut shape, list.exclusive);
        Some((shape, said))
    }

    /// Warns of alternatives that nothing tells apart.
    pub(super) fn warn_of_order(&self, session: &mut Session, id: TypeId, alike: &[Vec<u16>]) {
        let def = &self.types[id.0];
        let TypeKind::Union(union) = &def.kind else {
            return;
        };
        let names = crate::plan::names_of(alike, |variant| {
            Some(union.variants.get(variant)?.ident.as_str())
        });
        session
            .diagnostics
            .warning(
                union.place,
                format!("`{}`: nothing tells the alternatives {names}", def.name),
            )
            .help(format!(
                "{}; give each a `const` property, such as `type`",
                match union.exclusive {
                    true => "a value that fits several is refused",
                    false => "the first that fits wins",
                }
            ));
    }

    /// Notes that no two alternatives of a union may match.
    fn mark_exclusive(&mut self, shape: &mut Shape, exclusive: bool) {
        match shape {
            Shape::Definition(TypeKind::Union(union)) => union.exclusive = exclusive,
            Shape::Type(Type::Nullable(inner)) => {
                if let Type::Named(id) = **inner
                    && let TypeKind::Union(union) = &mut self.types[id.0].kind
                    && union.variants.len() > 1
                {
                    union.exclusive |= exclusive;
                }
            }
            _ => {}
        }
    }

    /// One type per alternative that is left: nothing, the type itself, or an enum.
    pub(super) fn union(
        &mut self,
        mut variants: Vec<Variant>,
        discriminator: Option<Discriminator>,
        has_null: bool,
        name: &str,
        place: Span,
    ) -> Shape {
        let ty = match variants.len() {
            0 => return Shape::Type(if has_null { Type::Null } else { Type::Any }),
            1 => variants.remove(0).ty,
            _ => {
                let kind = TypeKind::Union(Union {
                    variants,
                    select: Select::Variants(Vec::new()),
                    discriminator,
                    exclusive: false,
                    place,
                });
                if !has_null {
                    return Shape::Definition(kind);
                }
                Type::Named(self.define(format!("{name}Value"), kind))
            }
        };
        Shape::Type(if has_null { ty.nullable() } else { ty })
    }

    /// A schema that allows several JSON types.
    pub(super) fn several(
        &mut self,
        session: &mut Session,
        view: &View,
        types: &[JsonType],
        node: &Node,
        name: &str,
    ) -> (Shape, Said) {
        // All seven types are no limit at all.
        if types.len() >= 5 {
            return (Shape::Type(Type::Any), Said::Nothing);
        }
        let mut variants: Vec<Variant> = Vec::new();
        for ty in types {
            // Every integer is a number.
            if *ty == JsonType::Integer && types.contains(&JsonType::Number) {
                continue;
            }
            let ident = json_type_name(*ty).to_owned();
            let own_name = format!("{name}{ident}");
            let (shape, said) = self.single(session, view, *ty, node, &own_name);
            let rules = self.leftover(view, &shape, &said).of_kind;
            let ty = match shape {
                Shape::Type(ty) => self.checked(ty, rules, false),
                Shape::Definition(kind) => {
                    let rules = self.rules(rules, false);
                    let id = self.define(own_name, kind);
                    self.types[id.0].rules = rules;
                    Type::Named(id)
                }
            };
            variants.push(Variant {
                ident,
                ty,
                docs: Docs::default(),
            });
        }
        (
            self.union(variants, None, false, name, node.span()),
            Said::Kinds,
        )
    }

    /// What stands beside the list of alternatives, as schemas of their own, if it has properties.
    /// They are the same nodes each time, so that a list that leads back to itself ends.
    fn base_of(&mut self, session: &mut Session, view: &View, node: &Node) -> Vec<Node> {
        let mut parts = Vec::new();
        if !view.properties.is_empty() || !view.required.is_empty() {
            let mut open = vec![node.clone()];
            let mut seen = Vec::new();
            while let Some(node) = open.pop() {
                let Some(resolved) = session.resolve(&node) else {
                    continue;
                };
                let node = unwrap_format(&resolved.node);
                if seen.contains(&node.id()) {
                    continue;
                }
                seen.push(node.id());
                if let Some(inner) = super::view::only_parts(&node) {
                    open.extend(inner.iter().rev().cloned());
                } else if let Some(part) = self.without_alternatives(session, &node, 0)
                    && parts.iter().all(|known: &Node| known.id() != part.id())
                {
                    parts.push(part);
                }
            }
        }
        parts
    }

    /// A schema without `oneOf`, `anyOf` and `discriminator`, here and in its `allOf`.
    fn without_alternatives(
        &mut self,
        session: &mut Session,
        node: &Node,
        depth: usize,
    ) -> Option<Node> {
        let node = unwrap_format(&session.resolve(node)?.node);
        if let Some((_, base)) = self.bases.get(&node.id()) {
            return Some(base.clone());
        }
        let mut kept: Vec<Entry> = Vec::new();
        for entry in node.as_object()? {
            match entry.key.as_str() {
                "oneOf" | "anyOf" | "discriminator" | "title" | "description" | "default"
                | "examples" => {}
                "allOf" => {
                    if depth >= 8 {
                        continue;
                    }
                    let parts = entry
                        .value
                        .as_array()?
                        .iter()
                        .filter_map(|part| self.without_alternatives(session, part, depth + 1))
                        .collect();
                    kept.push(Entry {
                        key: entry.key.clone(),
                        key_span: entry.key_span,
                        value: Node::new(Value::Array(parts), entry.value.span()),
                    });
                }
                _ => kept.push(entry.clone()),
            }
        }
        let base = Node::new(Value::Object(kept), node.span());
        self.bases.insert(base.id(), (base.clone(), base.clone()));
        self.bases.insert(node.id(), (node, base.clone()));
        Some(base)
    }

    /// Alternatives that are all constants or enumerations make one enumeration; also whether no
    /// value is in two of them.
    fn merged_constants(
        &mut self,
        session: &mut Session,
        schemas: &[(Node, Node, Option<String>)],
        has_null: bool,
        name: &str,
    ) -> Option<(Shape, bool)> {
        let mut distinct = true;
        let mut entries: Vec<EnumValue> = Vec::new();
        let mut scope = Scope::default();
        for (schema, target, ref_name) in schemas {
            // A named enumeration keeps its name, and so its own variant.
            if ref_name.is_some() && schemas.len() > 1 && target.get("const").is_none() {
                return None;
            }
            let view = self.view(session, std::slice::from_ref(schema));
            let values = match (&view.constant, &view.values) {
                (Some(value), _) => vec![value.clone()],
                (None, Some(values)) => values.clone(),
                _ => return None,
            };
            for value in values {
                if matches!(
                    value.value(),
                    Value::Object(_) | Value::Array(_) | Value::Null
                ) {
                    return None;
                }
                let constant = super::constant_of(&value);
                if entries.iter().any(|entry| entry.value == constant) {
                    distinct = false;
                    continue;
                }
                let wanted = view
                    .title
                    .clone()
                    .filter(|_| view.constant.is_some())
                    .unwrap_or_else(|| super::scalar_text(&value));
                entries.push(EnumValue {
                    ident: scope.unique(crate::name::variant_name(&wanted)),
                    docs: Docs {
                        description: view.description.clone(),
                        notes: vec![format!("On the wire: `{}`.", value.to_json())],
                        ..Docs::default()
                    },
                    value: constant,
                    place: Some(value.span()),
                });
            }
        }
        if entries.len() < 2 {
            return None;
        }
        let kind = TypeKind::Enumeration(entries);
        if has_null {
            let inner = self.define(format!("{name}Value"), kind);
            let ty = Type::Named(inner).nullable();
            return Some((Shape::Type(ty), distinct));
        }
        Some((Shape::Definition(kind), distinct))
    }
}

/// The plain type that all alternatives are, each with rules of its own.
fn same_scalar(variants: &[Variant]) -> Option<Type> {
    let [first, others @ ..] = variants else {
        return None;
    };
    let ty = first.ty.unchecked();
    let is_scalar = matches!(
        ty,
        Type::String | Type::Formatted(_) | Type::Int(_) | Type::Float | Type::Bool | Type::Any
    );
    let same = others.iter().all(|variant| variant.ty.unchecked() == ty);
    (is_scalar && same && !others.is_empty()).then(|| ty.clone())
}

fn is_limit_only(session: &mut Session, schema: &Node) -> bool {
    let Some(resolved) = session.resolve(schema) else {
        return false;
    };
    match resolved.node.value() {
        Value::Object(entries) => !entries
            .iter()
            .any(|entry| STRUCTURE.contains(&entry.key.as_str())),
        Value::Bool(value) => *value,
        _ => false,
    }
}

/// A name for an alternative from the constant of its first fixed property.
fn tag_text(schema: &Node) -> Option<String> {
    for entry in schema.get("properties")?.as_object()? {
        let fixed = entry.value.get("const").or_else(|| {
            let values = entry.value.get("enum")?.as_array()?;
            (values.len() == 1).then(|| &values[0])
        });
        if let Some(text) = fixed.and_then(Node::as_str) {
            return Some(text.to_owned());
        }
    }
    None
}

fn kind_name(schema: &Node) -> Option<&'static str> {
    Some(match schema.get("type")?.as_str()? {
        "object" => "Object",
        "array" => "Array",
        "string" => "String",
        "integer" => "Integer",
        "number" => "Number",
        "boolean" => "Boolean",
        _ => return None,
    })
}

fn json_type_name(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Object => "Object",
        JsonType::Array => "Array",
        JsonType::String => "String",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::Boolean => "Boolean",
        JsonType::Null => "Null",
    }
}
