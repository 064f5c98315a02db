//! Address parameters, and the query and headers of `bindings.ws`.

use super::server::placeholders;
use super::{Major, Reader, docs};
use crate::document::{Node, Value};
use crate::model::{
    Constant, Docs, EnumValue, Field, FieldKind, Literal, Presence, Struct, Type, TypeKind,
};
use crate::name::{Scope, type_name, value_name, variant_name};

/// What a channel says of its handshake.
#[derive(Default)]
pub(super) struct Handshake {
    pub(super) address: Option<String>,
    pub(super) params: Option<Struct>,
    /// The parameters of the address of which nothing is said but that they are there.
    pub(super) any_text: Vec<String>,
    pub(super) query: Option<Struct>,
    pub(super) headers: Option<Struct>,
}

impl Reader<'_> {
    /// Reads `parameters` and `bindings.ws` of a channel.
    pub(super) fn handshake(
        &mut self,
        channel: &Node,
        key: &str,
        address: Option<&str>,
        major: Major,
    ) -> Handshake {
        let owner = type_name(key);
        let declared = match self.resolved(channel, "parameters") {
            Some(node) => self.session.object(&node, "parameters"),
            None => Vec::new(),
        };
        let (path, literal_query) = match address.and_then(|address| address.split_once('?')) {
            Some((path, query)) => (Some(path), Some(query)),
            None => (address, None),
        };
        let in_path = placeholders(path.unwrap_or_default());
        let mut params = Vec::new();
        let mut query = Vec::new();
        let mut any_text = Vec::new();
        for name in &in_path {
            let node = declared.iter().find(|entry| entry.key == *name);
            let value = node.map(|entry| entry.value.clone());
            if !self.says_values(value.as_ref(), major) {
                any_text.push(name.clone());
            }
            params.push(self.parameter(name, value.as_ref(), &owner, major, true));
        }
        for entry in &declared {
            if in_path.contains(&entry.key) {
                continue;
            }
            let in_query =
                literal_query.is_some_and(|query| placeholders(query).contains(&entry.key));
            if !in_query && address.is_some() {
                self.session
                    .diagnostics
                    .warning(
                        entry.key_span,
                        format!("the address has no parameter `{{{}}}`", entry.key),
                    )
                    .help("it is read as an optional query parameter; say so under `bindings.ws.query`");
            }
            if !in_query {
                query.push(self.parameter(&entry.key, Some(&entry.value), &owner, major, false));
            }
        }
        for pair in literal_query.unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if name.is_empty() {
                continue;
            }
            match placeholders(value).first() {
                Some(parameter) => {
                    let node = declared.iter().find(|entry| entry.key == *parameter);
                    let value = node.map(|entry| entry.value.clone());
                    let mut field = self.parameter(name, value.as_ref(), &owner, major, true);
                    field.name = name.to_owned();
                    query.push(field);
                }
                None => query.push(Field {
                    name: name.to_owned(),
                    ident: value_name(name),
                    docs: Docs::default(),
                    kind: FieldKind::Constant {
                        value: Constant::Str(value.to_owned()),
                        required: true,
                        tag: false,
                    },
                    place: None,
                }),
            }
        }
        let binding = self.ws_binding(channel);
        if let Some(schema) = binding.as_ref().and_then(|ws| ws.get("query")) {
            let fields = self.binding_fields(schema, &format!("{owner}Query"));
            query.retain(|field| fields.iter().all(|other| other.name != field.name));
            query.extend(fields);
        }
        let headers = binding
            .as_ref()
            .and_then(|ws| ws.get("headers"))
            .map(|schema| self.binding_fields(schema, &format!("{owner}Headers")))
            .unwrap_or_default();
        Handshake {
            address: path.map(str::to_owned),
            params: non_empty(params),
            any_text,
            query: non_empty(query),
            headers: non_empty(headers),
        }
    }

    fn ws_binding(&mut self, channel: &Node) -> Option<Node> {
        let bindings = self.resolved(channel, "bindings")?;
        let _ = self.session.object(&bindings, "bindings");
        let ws = self.resolved(&bindings, "ws")?;
        if ws.as_object().is_none() {
            self.session.wrong_kind(&ws, "bindings.ws", "an object");
            return None;
        }
        if let Some(method) = ws.get("method") {
            let text = self.session.text(method, "method")?;
            if !matches!(text.to_ascii_uppercase().as_str(), "GET" | "POST") {
                self.session
                    .diagnostics
                    .error(
                        method.span(),
                        format!("a WebSocket handshake has no method `{text}`"),
                    )
                    .expected("`GET` or `POST`");
            } else if text.eq_ignore_ascii_case("POST") {
                self.session
                    .diagnostics
                    .warning(
                        method.span(),
                        "a WebSocket handshake is a `GET` request (RFC 6455, 4.1)",
                    )
                    .help("`GET` is sent");
            }
        }
        Some(ws)
    }

    fn binding_fields(&mut self, schema: &Node, name: &str) -> Vec<Field> {
        self.lowerer.handshake(self.session, schema, name).fields
    }

    /// Whether a parameter says which values it has.
    fn says_values(&mut self, node: Option<&Node>, major: Major) -> bool {
        let resolved = node.and_then(|node| self.session.resolve(node));
        resolved.is_some_and(|resolved| {
            let says = |key: &str| resolved.node.get(key).is_some();
            says("schema") || says("enum") || matches!(major, Major::Two) && says("type")
        })
    }

    /// One parameter: 2.x gives it a `schema`, 3.x `enum` and `default`.
    fn parameter(
        &mut self,
        name: &str,
        node: Option<&Node>,
        owner: &str,
        major: Major,
        required: bool,
    ) -> Field {
        let presence = if required {
            Presence::Required
        } else {
            Presence::Optional
        };
        let mut field = Field {
            name: name.to_owned(),
            ident: value_name(name),
            docs: Docs::default(),
            kind: FieldKind::Value {
                ty: Type::String,
                presence: presence.clone(),
            },
            place: node.map(Node::span),
        };
        let Some(resolved) = node.and_then(|node| self.session.resolve(node)) else {
            return field;
        };
        let node = resolved.node;
        if node.as_object().is_none() {
            self.session.wrong_kind(&node, name, "a parameter object");
            return field;
        }
        field.docs = docs(&node);
        let hint = format!("{owner}{}", type_name(name));
        // Either form is understood in either version.
        let inline = matches!(major, Major::Two) && node.get("type").is_some();
        if let Some(schema) = node.get("schema").or_else(|| inline.then_some(&node)) {
            let ty = self.lowerer.schema(self.session, schema, &hint);
            field.kind = FieldKind::Value { ty, presence };
            return self.lowerer.as_text_field(field);
        }
        let default = node
            .get("default")
            .and_then(|default| self.session.text(default, "default"));
        let Some(values) = node.get("enum").cloned() else {
            if let Some(default) = default {
                field.kind = FieldKind::Value {
                    ty: Type::String,
                    presence: Presence::Default(Literal::Str(default)),
                };
            }
            return field;
        };
        let mut scope = Scope::default();
        let mut entries: Vec<EnumValue> = Vec::new();
        for value in self.session.array(&values, "enum") {
            let Some(text) = self.session.text(&value, "enum") else {
                continue;
            };
            if entries
                .iter()
                .any(|entry| entry.value == Constant::Str(text.clone()))
            {
                continue;
            }
            entries.push(EnumValue {
                ident: scope.unique(variant_name(&text)),
                docs: Docs {
                    notes: vec![format!("In the address: `{text}`.")],
                    ..Docs::default()
                },
                value: Constant::Str(text),
                place: Some(value.span()),
            });
        }
        if entries.is_empty() {
            if matches!(values.value(), Value::Array(_)) {
                self.session
                    .diagnostics
                    .error(values.span(), "an empty `enum` allows no value")
                    .help("list the allowed values, or remove `enum`");
            }
            return field;
        }
        let index = default.and_then(|default| {
            entries
                .iter()
                .position(|entry| entry.value == Constant::Str(default.clone()))
        });
        let id = self.lowerer.define(hint, TypeKind::Enumeration(entries));
        field.kind = FieldKind::Value {
            ty: Type::Named(id),
            presence: match index {
                Some(index) => Presence::Default(Literal::Variant(id, index)),
                None => presence,
            },
        };
        field
    }
}

/// Gives the fields identifiers that do not collide.
fn non_empty(mut fields: Vec<Field>) -> Option<Struct> {
    if fields.is_empty() {
        return None;
    }
    let mut scope = Scope::default();
    for field in &mut fields {
        field.ident = scope.unique(value_name(&field.name));
    }
    Some(Struct {
        fields,
        ..Struct::default()
    })
}
