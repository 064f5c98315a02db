//! Objects → structs and maps.

use super::constant::meant_constant;
use super::json_type::JsonType;
use super::view::{Additional as AdditionalKeyword, Property, View};
use super::{Lowerer, Shape, docs_of};
use crate::document::{Node, Value};
use crate::model::{
    Additional, Constant, Docs, Field, FieldKind, Presence, Struct, Type, TypeDef, TypeId, TypeKind,
};
use crate::name::{self, Scope};
use crate::session::Session;

impl Lowerer {
    /// The shape of an object schema.
    pub(super) fn object(
        &mut self,
        session: &mut Session,
        view: &View,
        node: &Node,
        name: &str,
    ) -> Shape {
        let closed = matches!(view.additional, AdditionalKeyword::Forbidden);
        let rest = self.additional_type(session, view, name);
        if view.properties.is_empty() && view.required.is_empty() {
            return match rest {
                Some((ty, _)) => Shape::Type(Type::Map(Box::new(ty))),
                None => Shape::Definition(TypeKind::Struct(Struct {
                    closed,
                    ..Struct::default()
                })),
            };
        }
        let mut fields = self.fields(session, view, name);
        if let Some((property, value)) = self.discriminator_value(session, view, node) {
            for field in fields.iter_mut().filter(|field| field.name == property) {
                let required = view.required.contains(&property);
                if matches!(field.kind, FieldKind::Value { .. }) {
                    field.kind = FieldKind::Constant {
                        value: value.clone(),
                        required,
                        tag: true,
                    };
                }
            }
        }
        let additional = rest.map(|(ty, stated)| {
            let mut scope = Scope::default();
            for field in &fields {
                scope.claim(&field.ident);
            }
            Additional {
                ident: scope.unique("additional_properties".to_owned()),
                ty,
                stated,
            }
        });
        Shape::Definition(TypeKind::Struct(Struct {
            fields,
            additional,
            closed,
            as_it_was: false,
        }))
    }

    /// The type of properties that are not listed, if there can be any, and whether the document
    /// speaks of them.
    fn additional_type(
        &mut self,
        session: &mut Session,
        view: &View,
        name: &str,
    ) -> Option<(Type, bool)> {
        let mut types: Vec<Type> = Vec::new();
        for pattern in &view.patterns {
            types.push(self.schema(session, pattern, &format!("{name}Value")));
        }
        match &view.additional {
            AdditionalKeyword::Allowed => types.push(Type::Any),
            AdditionalKeyword::Schema(schema) => {
                types.push(self.schema(session, schema, &format!("{name}Value")));
            }
            AdditionalKeyword::Forbidden => {}
            // Properties that match no pattern may be anything.
            AdditionalKeyword::Unsaid if types.is_empty() => return Some((Type::Any, false)),
            AdditionalKeyword::Unsaid => types.push(Type::Any),
        }
        let first = types.first()?.clone();
        let same = types.iter().all(|ty| *ty == first);
        Some((if same { first } else { Type::Any }, true))
    }

    /// The fields of all properties, and of required names that have no schema.
    pub(crate) fn fields(&mut self, session: &mut Session, view: &View, name: &str) -> Vec<Field> {
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        for property in &view.properties {
            let required = view.required.contains(&property.name);
            fields.push(self.field(session, property, required, name, &mut scope));
        }
        for required in &view.required {
            if !view.properties.iter().any(|known| known.name == *required) {
                fields.push(Field {
                    name: required.clone(),
                    ident: scope.unique(name::value_name(required)),
                    docs: Docs::default(),
                    kind: FieldKind::Value {
                        ty: Type::Any,
                        presence: Presence::Required,
                    },
                    place: None,
                });
            }
        }
        fields
    }

    fn field(
        &mut self,
        session: &mut Session,
        property: &Property,
        required: bool,
        owner: &str,
        scope: &mut Scope,
    ) -> Field {
        let view = self.view(session, &property.schemas);
        let mut docs = docs_of(&view);
        let ident = scope.unique(name::value_name(&property.name));
        // A value that another rule forbids leaves none: the property can only be absent.
        if let Some(value) = fixed_value(&view, self.strict)
            && !self.contradicts_itself(&view)
        {
            return Field {
                name: property.name.clone(),
                ident,
                docs,
                kind: FieldKind::Constant {
                    value,
                    required,
                    tag: false,
                },
                place: Some(property.span),
            };
        }
        if view.never && view.properties.is_empty() {
            session
                .diagnostics
                .warning(
                    property.span,
                    format!("property `{}` can never be present", property.name),
                )
                .help("its schema is `false`");
        }
        let hint = format!("{owner}{}", name::type_name(&property.name));
        let ty = self.intersection(session, &property.schemas, &hint);
        let presence = match (&view.default, required) {
            (_, true) => Presence::Required,
            (Some(default), false) => {
                docs.notes.push(format!(
                    "`default`: `{}`",
                    default.to_json().replace('`', "'")
                ));
                let schemas = &property.schemas;
                self.presence(session, &ty, schemas, default)
            }
            (None, false) => Presence::Optional,
        };
        Field {
            name: property.name.clone(),
            ident,
            docs,
            kind: FieldKind::Value { ty, presence },
            place: Some(property.span),
        }
    }

    /// Adds a type under a free name.
    pub(crate) fn define(&mut self, name: String, kind: TypeKind) -> TypeId {
        let id = TypeId(self.types.len());
        let name = self.names.unique(name);
        self.types.push(TypeDef {
            name,
            docs: Docs::default(),
            kind,
            rules: None,
        });
        id
    }

    /// A struct of scalars for the handshake: query or headers.
    pub(crate) fn handshake(&mut self, session: &mut Session, node: &Node, name: &str) -> Struct {
        let view = self.view(session, std::slice::from_ref(node));
        if let Some(types) = &view.types
            && !types.contains(&JsonType::Object)
        {
            let span = node.get("type").map_or(node.span(), Node::span);
            session
                .diagnostics
                .error(
                    span,
                    "names and values of a handshake are the properties of an object",
                )
                .expected("a schema of `type: object`");
        }
        let fields = self.fields(session, &view, name);
        Struct {
            fields: fields
                .into_iter()
                .map(|field| self.as_text_field(field))
                .collect(),
            ..Struct::default()
        }
    }

    /// A field that can stand in a URL or a header: others are text.
    pub(crate) fn as_text_field(&self, mut field: Field) -> Field {
        match &mut field.kind {
            FieldKind::Value { ty, presence } => {
                if let Type::Nullable(inner) = ty.unchecked() {
                    *ty = (**inner).clone();
                    if let Presence::Default(crate::model::Literal::Some(literal)) = presence {
                        *presence = Presence::Default((**literal).clone());
                    }
                }
                if !self.is_textual(ty, true) {
                    *ty = Type::String;
                    if *presence != Presence::Required {
                        *presence = Presence::Optional;
                    }
                }
                if matches!(presence, Presence::Default(crate::model::Literal::Null)) {
                    *presence = Presence::Optional;
                }
            }
            FieldKind::Constant { .. } => {}
        }
        field
    }

    fn is_textual(&self, ty: &Type, list: bool) -> bool {
        match ty {
            Type::String
            | Type::Formatted(_)
            | Type::Bool
            | Type::Int(_)
            | Type::Float
            | Type::Foreign(_) => true,
            Type::Checked(inner, _) => self.is_textual(inner, list),
            Type::List(inner) => list && self.is_textual(inner, false),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Enumeration(_) => true,
                TypeKind::Alias(inner) => self.is_textual(inner, list),
                _ => false,
            },
            _ => false,
        }
    }
}

/// The only value that a schema allows, unless that is `null`.
pub(super) fn fixed_value(view: &View, strict: bool) -> Option<Constant> {
    let value = match (&view.constant, &view.values) {
        (Some(value), _) => value,
        (None, Some(values)) if values.len() == 1 => &values[0],
        _ => return None,
    };
    if view.nullable || matches!(value.value(), Value::Null) {
        return None;
    }
    Some(meant_constant(view, value, strict))
}
