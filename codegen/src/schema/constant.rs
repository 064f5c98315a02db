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
    match value.value() {
        Value::Number(_) | Value::Bool(_) if !strict && is_text_only(view) => {
            let text = value.scalar_text().map(str::to_owned);
            Constant::Str(text.unwrap_or_else(|| value.to_json()))
        }
        _ => constant_of(value),
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

    /// Whether `default` can be said as an expression of the type. If not, a warning says why.
    pub(super) fn presence(
        &mut self,
        session: &mut Session,
        ty: &Type,
        schemas: &[Node],
        default: &Node,
    ) -> Presence {
        if matches!(default.value(), Value::Null) && !matches!(ty.unchecked(), Type::Nullable(_)) {
            return Presence::Optional;
        }
        match self.literal(ty, default) {
            Ok(Some(literal)) if self.obeys(session, schemas, default) => {
                Presence::Default(literal)
            }
            // A property that is absent is valid, whatever its default.
            Ok(Some(_)) => Presence::Optional,
            Ok(None) => Presence::Optional,
            Err(expected) => {
                session
                    .diagnostics
                    .warning(default.span(), "`default` does not match its schema")
                    .expected(expected)
                    .help("the property is read as one without a default");
                Presence::Optional
            }
        }
    }

    fn obeys(&mut self, session: &mut Session, schemas: &[Node], value: &Node) -> bool {
        schemas.iter().all(|schema| {
            let rules = self.book.read(session, schema);
            matches!(self.book.check(rules, value), Verdict::Valid)
        })
    }

    /// `Ok(None)` where the value may be right but has no short expression.
    fn literal(&self, ty: &Type, value: &Node) -> Result<Option<Literal>, String> {
        let literal = match (ty.unchecked(), value.value()) {
            (Type::Nullable(_), Value::Null) => Literal::Null,
            (Type::Nullable(inner), _) => {
                return Ok(self
                    .literal(inner, value)?
                    .map(|literal| Literal::Some(Box::new(literal))));
            }
            (Type::Bool, Value::Bool(value)) => Literal::Bool(*value),
            (Type::Bool, _) => return Err("a boolean".to_owned()),
            (Type::String, Value::String(text)) => Literal::Str(text.clone()),
            (Type::String | Type::Formatted(_), Value::Bool(_) | Value::Number(_)) => {
                return Err("a string (quote it)".to_owned());
            }
            (Type::String, _) => return Err("a string".to_owned()),
            (Type::Int(int), Value::Number(number)) => match number.as_i128() {
                Some(value) if (int.range().0..=int.range().1).contains(&value) => {
                    Literal::Int(value)
                }
                _ => return Err(format!("an integer that fits `{}`", int.name())),
            },
            (Type::Int(_), _) => return Err("an integer".to_owned()),
            (Type::Float, Value::Number(number))
                if number.json().parse().is_ok_and(f64::is_finite) =>
            {
                Literal::Float(number.json().to_owned())
            }
            (Type::Float, _) => return Err("a number that fits `f64`".to_owned()),
            (Type::List(inner), Value::Array(items)) => {
                let mut literals = Vec::new();
                for item in items {
                    match self.literal(inner, item)? {
                        Some(literal) => literals.push(literal),
                        None => return Ok(None),
                    }
                }
                Literal::List(literals)
            }
            (Type::List(_), _) => return Err("a list".to_owned()),
            (Type::Named(id), _) => match &self.types[id.0].kind {
                TypeKind::Alias(inner) => return self.literal(inner, value),
                TypeKind::Enumeration(values) => {
                    let constant = constant_of(value);
                    let text = Constant::Str(scalar_text(value));
                    let found = values.iter().position(|entry| entry.value == constant);
                    match found.or_else(|| values.iter().position(|entry| entry.value == text)) {
                        Some(index) => Literal::Variant(*id, index),
                        None => {
                            let allowed: Vec<String> =
                                values.iter().map(|entry| entry.value.display()).collect();
                            return Err(format!("one of: {}", allowed.join(", ")));
                        }
                    }
                }
                TypeKind::Struct(_) if value.as_object().is_none() => {
                    return Err("an object".to_owned());
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(literal))
    }
}

fn list_text(list: Option<&Node>, index: usize) -> Option<String> {
    let item = list?.as_array()?.get(index)?;
    Some(item.as_str()?.to_owned())
}
