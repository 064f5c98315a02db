//! Where in a message the correlation id stands, by which a reply is told (AsyncAPI 3.0.0
//! "Correlation ID Object", "Runtime Expression").

use super::Reader;
use crate::model::{
    FieldKind, HeaderId, Hop, Message, Payload, Presence, TextFormat, Type, TypeDef, TypeKind,
    unaliased,
};
use std::collections::BTreeSet;

/// What begins the location of an id in a payload; a JSON pointer (RFC 6901) follows.
const IN_PAYLOAD: &str = "$message.payload#";

/// What begins the location of an id in a header.
const IN_HEADER: &str = "$message.header#";

impl Reader<'_> {
    /// Finds the ids of all messages. Where one takes part in a request and its id cannot be found,
    /// that is warned of: elsewhere nobody looks for it.
    pub(super) fn find_correlation_ids(&mut self) {
        let requests = self
            .api
            .channels
            .iter()
            .flat_map(|channel| &channel.requests);
        let of_requests: BTreeSet<usize> = requests
            .flat_map(|request| request.replies.iter().chain([&request.message]))
            .copied()
            .collect();
        for index in 0..self.api.messages.len() {
            let types = &self.lowerer.types;
            let member = self.headers_member();
            let message = &self.api.messages[index];
            let Some(location) = &message.correlation_id else {
                continue;
            };
            let in_payload = location
                .strip_prefix(IN_PAYLOAD)
                .and_then(|pointer| path(types, &message.payload, pointer));
            let in_header = location
                .strip_prefix(IN_HEADER)
                .and_then(|pointer| header_id(types, message, member?, pointer));
            if in_payload.is_none() && in_header.is_none() && of_requests.contains(&index) {
                self.warn_of_location(index);
            }
            let message = &mut self.api.messages[index];
            message.correlation_path = in_payload;
            message.header_id = in_header;
        }
    }

    /// The property of the envelope that has the headers.
    fn headers_member(&self) -> Option<&str> {
        self.options.envelope.as_ref()?.headers.as_deref()
    }

    fn warn_of_location(&mut self, message: usize) {
        let Some(node) = self.message_nodes.get(message).cloned() else {
            return;
        };
        let object = self.resolved(&node, "correlationId");
        let Some(location) = object.as_ref().and_then(|object| object.get("location")) else {
            return;
        };
        let text = location.as_str().unwrap_or_default();
        let by_type = "replies are told by their type";
        let (why, help) = match (text.strip_prefix(IN_HEADER), self.headers_member()) {
            (None, _) => (
                "leads to no property of the payload that is a text or a number",
                by_type,
            ),
            (Some(_), None) => (
                "is in a header, and a WebSocket frame carries none",
                "with `envelope = { …, headers = \"headers\" }` it travels beside the payload; without, \
                 replies are told by their type",
            ),
            (Some(""), Some(_)) => ("names no header", by_type),
            (Some(_), Some(_)) => (
                "is in a header, and a message that is no JSON has no envelope to carry it",
                by_type,
            ),
        };
        self.session
            .diagnostics
            .warning(location.span(), format!("`correlationId`: `{text}` {why}"))
            .help(help);
    }
}

/// The names of which a JSON pointer consists (RFC 6901 section 4).
fn names(pointer: &str) -> impl Iterator<Item = String> {
    let tokens = pointer.split('/').skip(1);
    tokens.map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// Where the header that a pointer means stands in the envelope of a message, if the message has one.
fn header_id(
    types: &[TypeDef],
    message: &Message,
    member: &str,
    pointer: &str,
) -> Option<HeaderId> {
    let has_envelope = matches!(message.payload, Payload::Json(_) | Payload::Nothing);
    if !has_envelope || pointer.is_empty() {
        return None;
    }
    let headers = message.headers.clone();
    let ty = headers.and_then(|headers| {
        names(pointer).try_fold(headers, |ty, name| property(types, &ty, &name))
    });
    Some(HeaderId {
        path: [member.to_owned()]
            .into_iter()
            .chain(names(pointer))
            .collect(),
        is_number: matches!(ty, Some(Type::Int(_) | Type::Float)),
    })
}

/// The type of a property, where the type of an object has it.
fn property(types: &[TypeDef], ty: &Type, name: &str) -> Option<Type> {
    let Type::Named(id) = present(types, ty) else {
        return None;
    };
    let TypeKind::Struct(record) = &types.get(id.0)?.kind else {
        return None;
    };
    let field = record.fields.iter().find(|field| field.name == name)?;
    match &field.kind {
        FieldKind::Value { ty, .. } => Some(present(types, ty).clone()),
        FieldKind::Constant { .. } => None,
    }
}

/// The type of what is there where a value of the type is neither absent nor `null`.
fn present<'t>(types: &'t [TypeDef], ty: &'t Type) -> &'t Type {
    match unaliased(types, ty) {
        Type::Boxed(inner) | Type::Nullable(inner) => present(types, inner),
        other => other,
    }
}

/// The way to the value that a pointer means, if it can be an id.
fn path(types: &[TypeDef], payload: &Payload, pointer: &str) -> Option<Vec<Hop>> {
    let mut ty = match payload {
        Payload::Json(ty) => ty.clone(),
        Payload::Text(_) => Type::String,
        Payload::Binary | Payload::Nothing => return None,
    };
    let mut hops = Vec::new();
    for name in names(pointer) {
        let record = loop {
            ty = match unaliased(types, &ty) {
                Type::Boxed(inner) => (**inner).clone(),
                Type::Nullable(inner) => {
                    let has_default = has_default(types, inner);
                    hops.push(Hop::Option { has_default });
                    (**inner).clone()
                }
                Type::Named(id) => match &types.get(id.0)?.kind {
                    TypeKind::Struct(record) => break record,
                    _ => return None,
                },
                _ => return None,
            };
        };
        let field = record.fields.iter().find(|field| field.name == name)?;
        let FieldKind::Value { ty: own, presence } = &field.kind else {
            return None;
        };
        hops.push(Hop::Field(field.ident.clone()));
        ty = match presence {
            Presence::Optional => Type::Nullable(Box::new(own.clone())),
            Presence::Required | Presence::Default(_) => own.clone(),
        };
    }
    can_be_id(types, &ty).then_some(hops)
}

/// Whether the runtime can read an id from a value of the type and put one there.
fn can_be_id(types: &[TypeDef], ty: &Type) -> bool {
    match unaliased(types, ty) {
        Type::String
        | Type::Int(_)
        | Type::Float
        | Type::Any
        | Type::Formatted(TextFormat::Uuid) => true,
        Type::Nullable(inner) | Type::Boxed(inner) => can_be_id(types, inner),
        _ => false,
    }
}

/// Whether the Rust type has a `Default`: an option, or an object all of whose properties may be
/// absent.
fn has_default(types: &[TypeDef], ty: &Type) -> bool {
    match unaliased(types, ty) {
        Type::Nullable(_) => true,
        Type::Boxed(inner) => has_default(types, inner),
        Type::Named(id) => match types.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Struct(record)) => record.fields.iter().all(|field| match &field.kind {
                FieldKind::Value { presence, .. } => *presence != Presence::Required,
                FieldKind::Constant { .. } => true,
            }),
            _ => false,
        },
        _ => false,
    }
}
