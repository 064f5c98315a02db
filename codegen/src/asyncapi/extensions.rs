//! What the document says in extensions (AsyncAPI 3.0.0 "Specification Extensions"): keys that begin
//! with `x-`. They are nobody's in particular, so that what cannot be understood is only warned of.

use super::Reader;
use crate::document::Node;

/// Names the message that a client sends first, to prove who it is.
const AUTH_MESSAGE: &str = "x-fern-auth-message";

/// What a channel or an operation says of the message that a client sends first.
pub(super) fn auth_hint(node: &Node) -> Option<Node> {
    node.get(AUTH_MESSAGE).cloned()
}

impl Reader<'_> {
    /// Whether a message of the operation that comes twice does no more than one that comes once.
    pub(super) fn is_idempotent(&mut self, operation: &Node) -> bool {
        self.flag(operation, "x-idempotent")
    }

    fn flag(&mut self, node: &Node, key: &str) -> bool {
        let Some(value) = node.get(key) else {
            return false;
        };
        let flag = value.as_bool();
        if flag.is_none() {
            self.session.diagnostics.warning(
                value.span(),
                format!("`{key}` is neither `true` nor `false`"),
            );
        }
        flag == Some(true)
    }

    /// The message that proves who a client is: one that is marked itself, or one that the channel or
    /// one of its operations names.
    pub(super) fn auth_message(
        &mut self,
        hints: &[Node],
        to_server: &[usize],
        to_client: &[usize],
    ) -> Option<usize> {
        let mut found: Vec<(usize, Node)> = Vec::new();
        for &message in to_server.iter().chain(to_client) {
            let node = self.message_nodes.get(message).cloned();
            if let Some(node) = node
                && self.flag(&node, AUTH_MESSAGE)
                && let Some(mark) = node.get(AUTH_MESSAGE)
            {
                found.push((message, mark.clone()));
            }
        }
        for hint in hints {
            match self.message_named(hint, to_server, to_client) {
                Some(message) => found.push((message, hint.clone())),
                None => {
                    self.session
                        .diagnostics
                        .warning(
                            hint.span(),
                            format!("`{AUTH_MESSAGE}` names no message of this channel"),
                        )
                        .expected("the name or the key of a message, or a `$ref` to one");
                }
            }
        }
        for (message, place) in &found {
            if !to_server.contains(message) {
                let name = &self.api.messages[*message].name;
                self.session.diagnostics.warning(
                    place.span(),
                    format!("`{AUTH_MESSAGE}`: the client does not send message `{name}`"),
                );
            }
        }
        found.retain(|(message, _)| to_server.contains(message));
        let (first, first_place) = found.first()?;
        if let Some((_, other)) = found.iter().find(|(message, _)| message != first) {
            self.session
                .diagnostics
                .warning(
                    other.span(),
                    format!("`{AUTH_MESSAGE}` names a second message: only one can be the first"),
                )
                .related(first_place.span(), "this one is");
        }
        Some(*first)
    }

    /// The message that a `$ref`, a name or a key means.
    fn message_named(
        &mut self,
        hint: &Node,
        to_server: &[usize],
        to_client: &[usize],
    ) -> Option<usize> {
        let mut all = to_server.iter().chain(to_client).copied();
        if let Some(name) = hint.as_str() {
            let is_meant = |message: &usize| {
                let message = &self.api.messages[*message];
                message.key == name || message.name == name
            };
            return all.find(is_meant);
        }
        hint.get("$ref")?;
        let target = self.session.resolve(hint)?.node.id();
        let is_target = |message: &usize| {
            let mut known = self.messages.iter();
            known.any(|((id, _), (_, index))| *id == target && index == message)
        };
        all.find(is_target)
    }
}
