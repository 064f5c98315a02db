//! `enum` and `const`, and the values that a document states: constants and defaults.

use super::json_type::JsonType;
use super::view::View;
use super::{Lowerer, Shape};
use crate::document::{Node, Value};
use crate::model::{Constant, Docs, EnumValue, Literal, Presence, Type, TypeKind};
use crate::name::{Scope, variant_name};
use crate::rules::Verdict;
use crate::session::Session;

/// A JSON value as a constant.
pub(crate) fn constant_of(node: &Node) -> Constant {
    match node.value() {
        Value::String(text) => Constant::Str(text.clone()),
        _ => Constant::Json(node.to_json()),
    }
}

/// A value of an enumeration. Where only text is allowed, a number or a boolean is text that was
/// written without quotes, unless the schema is taken to the letter.
pub(super) fn meant_constant(view: &View, value: &Node, strict: bool) -> Constant {
    match unquoted_text(value) {
        Some(text) if !strict && is_text_only(view) => constant_of(&text),
        _ => constant_of(value),
    }
}

/// A number or a boolean as the text that it would be with quotes around it.
pub(crate) fn unquoted_text(value: &Node) -> Option<Node> {
    match value.value() {
        Value::Number(_) | Value::Bool(_) => {
            let text = value.scalar_text()?.to_owned();
            Some(Node::new(Value::String(text), value.span()))
        }
        _ => None,
    }
}

/// Whether a schema allows no value but text.
pub(super) fn is_text_only(view: &View) -> bool {
    view.types.as_deref() == Some(&[JsonType::String])
}

/// A value as text: how it stands in a URL or a header.
pub(crate) fn scalar_text(node: &Node) -> String {
    match node.value() {
        Value::String(text) => text.clone(),
        _ => node.to_json(),
    }
}

impl Lowerer {
    /// An enumeration of `values`; `null` among them makes it nullable.
    pub(super) fn constants(
        &mut self,
        session: &mut Session,
        view: &View,
        values: &[Node],
        name: &str,
    ) -> Shape {
        let has_null = values
            .iter()
            .any(|value| matches!(value.value(), Value::Null));
        let mut entries: Vec<EnumValue> = Vec::new();
        let mut scope = Scope::default();
        for (index, value) in values.iter().enumerate() {
            match value.value() {
                Value::Null => continue,
                // Enumerations of structures are rare and gain nothing from a name.
                Value::Object(_) | Value::Array(_) => return Shape::Type(Type::Any),
                _ => {}
            }
            let constant = meant_constant(view, value, self.strict);
            if entries.iter().any(|entry| entry.value == constant) {
                session.diagnostics.warning(
                    value.span(),
                    format!("`enum` lists {} twice", constant.display()),
                );
                continue;
            }
            let stated = list_text(view.value_names.as_ref(), index);
            let wanted = stated.unwrap_or_else(|| scalar_text(value));
            let description = list_text(view.value_docs.as_ref(), index);
            entries.push(EnumValue {
                ident: scope.unique(variant_name(&wanted)),
                docs: Docs {
                    description,
                    notes: vec![format!(
                        "On the wire: `{}`.",
                        constant.display().replace('`', "'")
                    )],
                    ..Docs::default()
                },
                value: constant,
                place: Some(value.span()),
            });
        }
        if entries.is_empty() {
            return Shape::Type(if has_null { Type::Null } else { Type::Any });
        }
        if entries
            .iter()
            .all(|entry| matches!(&entry.value, Constant::Json(text) if text == "true" || text == "false"))
            && entries.len() == 2
        {
            let ty = Type::Bool;
            return Shape::Type(if has_null { ty.nullable() } else { ty });
        }
        let kind = TypeKind::Enumeration(entries);
        if has_null && !view.nullable {
            let inner = self.define(format!("{name}Value"), kind);
            return Shape::Type(Type::Named(inner).nullable());
        }
        Shape::Definition(kind)
    }

    /// Whether `default` can be said as an expression of the type. A property that is absent is
    /// valid whatever its default, so one that is not valid itself is none. Where it would be valid
    /// with quotes around it, they were forgotten, unless schemas are taken to the letter.
    pub(super) fn presence(
        &mut self,
        session: &mut Session,
        ty: &Type,
        schemas: &[Node],
        default: &Node,
    ) -> Presence {
        let text = unquoted_text(default).filter(|_| !self.strict);
        for value in std::iter::once(default).chain(&text) {
            if let Some(literal) = self.literal(ty, value)
                && self.obeys(session, schemas, value)
            {
                return Presence::Default(literal);
            }
        }
        Presence::Optional
    }

    fn obeys(&mut self, session: &mut Session, schemas: &[Node], value: &Node) -> bool {
        schemas.iter().all(|schema| {
            let rules = self.book.read(session, schema);
            matches!(self.book.check(rules, value), Verdict::Valid)
        })
    }

    /// `None` where the value is of another type or has no short expression.
    fn literal(&self, ty: &Type, value: &Node) -> Option<Literal> {
        Some(match (ty.unchecked(), value.value()) {
            (Type::Nullable(_), Value::Null) => Literal::Null,
            (Type::Nullable(inner), _) => Literal::Some(Box::new(self.literal(inner, value)?)),
            (Type::Bool, Value::Bool(value)) => Literal::Bool(*value),
            (Type::String, Value::String(text)) => Literal::Str(text.clone()),
            (Type::Int(int), Value::Number(number)) => {
                let (smallest, largest) = int.range();
                let value = number.as_i128()?;
                (smallest..=largest)
                    .contains(&value)
                    .then_some(Literal::Int(value))?
            }
            (Type::Float, Value::Number(number)) => {
                let finite = number.json().parse().is_ok_and(f64::is_finite);
                finite.then(|| Literal::Float(number.json().to_owned()))?
            }
            (Type::List(inner), Value::Array(items)) => {
                let items = items.iter().map(|item| self.literal(inner, item));
                Literal::List(items.collect::<Option<_>>()?)
            }
            (Type::Named(id), _) => match &self.types[id.0].kind {
                TypeKind::Alias(inner) => return self.literal(inner, value),
                TypeKind::Enumeration(values) => {
                    let constant = constant_of(value);
                    let index = values.iter().position(|entry| entry.value == constant)?;
                    Literal::Variant(*id, index)
                }
                _ => return None,
            },
            _ => return None,
        })
    }
}

fn list_text(list: Option<&Node>, index: usize) -> Option<String> {
    let item = list?.as_array()?.get(index)?;
    Some(item.as_str()?.to_owned())
}
