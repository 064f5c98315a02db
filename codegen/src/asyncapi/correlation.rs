//! Where in a payload the correlation id stands, by which a reply is told (AsyncAPI 3.0.0
//! "Correlation ID Object", "Runtime Expression").

use super::Reader;
use crate::model::{
    FieldKind, Hop, Payload, Presence, TextFormat, Type, TypeDef, TypeKind, unaliased,
};
use std::collections::BTreeSet;

/// What begins the location of an id in a payload; a JSON pointer (RFC 6901) follows.
const IN_PAYLOAD: &str = "$message.payload#";

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
            let message = &mut self.api.messages[index];
            let Some(location) = &message.correlation_id else {
                continue;
            };
            let path = location
                .strip_prefix(IN_PAYLOAD)
                .and_then(|pointer| path(&self.lowerer.types, &message.payload, pointer));
            message.correlation_path = path;
            if message.correlation_path.is_none() && of_requests.contains(&index) {
                self.warn_of_location(index);
            }
        }
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
        let why = match text.starts_with(IN_PAYLOAD) {
            true => "leads to no property of the payload that is a text or a number",
            false => "is in a header, and a WebSocket frame carries none",
        };
        self.session
            .diagnostics
            .warning(location.span(), format!("`correlationId`: `{text}` {why}"))
            .help("replies are told by their type");
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
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
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
