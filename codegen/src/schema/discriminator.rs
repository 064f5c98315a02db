//! The `discriminator` keyword: inheritance in the form of AsyncAPI 2, mapping in that of OpenAPI.

use super::view::View;
use super::{Lowerer, Shape, unwrap_format};
use crate::document::{Node, Value};
use crate::model::{Constant, Discriminator, Docs, Variant};
use crate::name::{Scope, type_name};
use crate::session::Session;

impl Lowerer {
    /// AsyncAPI 2.x inheritance: a schema with `discriminator` stands for the component schemas
    /// that include it by `allOf`.
    pub(super) fn inherited(
        &mut self,
        session: &mut Session,
        view: &View,
        node: &Node,
        name: &str,
    ) -> Option<Shape> {
        let mapping = Mapping::of(session, view, self.strict)?;
        let components = self.components.clone();
        let mut variants: Vec<Variant> = Vec::new();
        let mut values = Vec::new();
        let mut scope = Scope::default();
        // Heirs have the keyword too, by `allOf`, but stand for themselves.
        if !states_discriminator(node) {
            return None;
        }
        for (key, component) in &components {
            if component.id() == node.id() || !includes(session, component, node, 0) {
                continue;
            }
            let ty = self.schema(session, component, key);
            values.push(mapping.values(Some(key)));
            let name = self.reserved.get(&component.id()).cloned();
            variants.push(Variant {
                ident: scope.unique(name.unwrap_or_else(|| type_name(key))),
                ty,
                docs: Docs::default(),
            });
        }
        if variants.is_empty() {
            return None;
        }
        let discriminator = Discriminator {
            property: mapping.property,
            values,
        };
        if variants.len() == 1 {
            return Some(Shape::Type(variants.remove(0).ty));
        }
        Some(self.union(variants, Some(discriminator), false, name, node.span()))
    }

    /// The value that `discriminator` gives to the component schema `node`, for a property that
    /// has no constant of its own.
    pub(super) fn discriminator_value(
        &self,
        session: &mut Session,
        view: &View,
        node: &Node,
    ) -> Option<(String, Constant)> {
        let mapping = Mapping::of(session, view, self.strict)?;
        // Where the keyword stands, the schema is the base and not a variant.
        if states_discriminator(node) {
            return None;
        }
        let (key, _) = self
            .components
            .iter()
            .find(|(_, component)| component.id() == node.id())?;
        let value = mapping.values(Some(key)).into_iter().next()?;
        Some((mapping.property, Constant::Str(value)))
    }
}

/// Whether the `discriminator` keyword stands in the schema itself rather than in one it includes.
fn states_discriminator(node: &Node) -> bool {
    let inline = |part: &Node| part.get("$ref").is_none() && part.get("discriminator").is_some();
    let parts = node.get("allOf").and_then(Node::as_array);
    node.get("discriminator").is_some() || parts.unwrap_or_default().iter().any(inline)
}

/// The `discriminator` keyword in any of its forms.
pub(super) struct Mapping {
    pub(super) property: String,
    /// Value → schema name.
    entries: Vec<(String, String)>,
}

impl Mapping {
    /// The keyword of a schema; by the letter of JSON Schema there is none.
    pub(super) fn of(session: &mut Session, view: &View, strict: bool) -> Option<Self> {
        let node = view.discriminator.as_ref().filter(|_| !strict)?;
        match node.value() {
            Value::String(property) => Some(Self {
                property: property.clone(),
                entries: Vec::new(),
            }),
            Value::Object(_) => {
                let property = node.get("propertyName").and_then(Node::as_str);
                let Some(property) = property else {
                    session
                        .diagnostics
                        .error(node.span(), "`discriminator` has no `propertyName`")
                        .expected("the name of the property that tells the variants apart");
                    return None;
                };
                let entries = node
                    .get("mapping")
                    .and_then(Node::as_object)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|entry| {
                        let target = entry.value.as_str()?;
                        let name = target.rsplit('/').next().unwrap_or(target);
                        Some((entry.key.clone(), name.to_owned()))
                    })
                    .collect();
                Some(Self {
                    property: property.to_owned(),
                    entries,
                })
            }
            _ => {
                session.wrong_kind(node, "discriminator", "the name of a property");
                None
            }
        }
    }

    /// The tag values of the schema called `name`.
    pub(super) fn values(&self, name: Option<&str>) -> Vec<String> {
        let Some(name) = name else { return Vec::new() };
        let mapped: Vec<String> = self
            .entries
            .iter()
            .filter(|(_, target)| target == name)
            .map(|(value, _)| value.clone())
            .collect();
        if mapped.is_empty() {
            vec![name.to_owned()]
        } else {
            mapped
        }
    }
}

/// Whether `component` includes `base` by `allOf`, directly or through others.
fn includes(session: &mut Session, component: &Node, base: &Node, depth: usize) -> bool {
    if depth > 16 {
        return false;
    }
    let Some(parts) = component.get("allOf").and_then(Node::as_array) else {
        return false;
    };
    parts.to_vec().iter().any(|part| {
        let Some(resolved) = session.resolve(part) else {
            return false;
        };
        let target = unwrap_format(&resolved.node);
        target.id() == base.id() || includes(session, &target, base, depth + 1)
    })
}
