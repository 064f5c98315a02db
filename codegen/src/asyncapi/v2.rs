//! AsyncAPI 2.0–2.6: channel items with `publish` and `subscribe`.

use super::channel::{RawChannel, RawOperation};
use super::extensions::auth_hint;
use super::security::{Asker, Demand};
use super::{Major, Reader, docs};
use crate::document::{Entry, Node};
use crate::model::Docs;

impl Reader<'_> {
    pub(super) fn channels_v2(&mut self, root: &Node) {
        let Some(channels) = root.get("channels") else {
            self.missing_channels(root);
            return;
        };
        let Some(resolved) = self.session.resolve(channels) else {
            return;
        };
        for entry in self.session.object(&resolved.node, "channels") {
            self.channel_v2(&entry);
        }
    }

    /// A document without channels is odd, but its schemas can be of use.
    pub(super) fn missing_channels(&mut self, root: &Node) {
        if let Some(entry) = root.entry("asyncapi") {
            self.session
                .diagnostics
                .warning(entry.key_span, "the document has no `channels`")
                .help("only types are generated; add `channels:`");
        }
    }

    fn channel_v2(&mut self, entry: &Entry) {
        let Some(resolved) = self.session.resolve(&entry.value) else {
            return;
        };
        let mut item = resolved.node;
        if !self.expect_object(&item, &entry.key, "a channel item object") {
            return;
        }
        // 2.x leaves siblings of a channel's `$ref` undefined; tools let them add to it.
        for sibling in resolved.siblings.iter().rev() {
            item = super::traits::overlay(&item, sibling);
        }
        self.unknown_keys(
            &item,
            "channel item",
            &[
                "$ref",
                "description",
                "servers",
                "subscribe",
                "publish",
                "parameters",
                "bindings",
            ],
        );
        let handshake = self.handshake(&item, &entry.key, Some(&entry.key), Major::Two);
        let mut demands = self.demands_of_servers(&item, Major::Two);
        let mut operations = Vec::new();
        for action in ["publish", "subscribe"] {
            let Some(operation) = item.entry(action) else {
                continue;
            };
            let operation = operation.clone();
            if let Some(operation) = self.operation_v2(&operation, action, &entry.key, &mut demands)
            {
                operations.push(operation);
            }
        }
        self.responses(&entry.key, &mut operations);
        self.add_channel(
            RawChannel {
                key: entry.key.clone(),
                span: entry.key_span,
                docs: Docs {
                    description: item
                        .get("description")
                        .and_then(Node::as_str)
                        .map(str::to_owned),
                    ..Docs::default()
                },
                handshake,
                demands,
                operations,
                auth_hint: auth_hint(&item),
                loose: Vec::new(),
            },
            Major::Two,
        );
    }

    fn operation_v2(
        &mut self,
        entry: &Entry,
        action: &str,
        channel: &str,
        demands: &mut Vec<Demand>,
    ) -> Option<RawOperation> {
        let resolved = self.session.resolve(&entry.value)?;
        if !self.expect_object(&resolved.node, action, "an operation object") {
            return None;
        }
        let node = self.with_traits(&resolved.node, Major::Two);
        let id = node.entry("operationId").cloned();
        let name = id
            .as_ref()
            .and_then(|entry| self.session.text(&entry.value, "operationId"));
        let mut messages = Vec::new();
        if let Some(message) = node.get("message").cloned() {
            let fallback = name
                .clone()
                .unwrap_or_else(|| format!("{channel} {action}"));
            for (index, message) in self.message_alternatives(&message).iter().enumerate() {
                let fallback = if index == 0 {
                    fallback.clone()
                } else {
                    format!("{fallback} {}", index + 1)
                };
                if let Some(index) = self.message(message, None, &fallback, Major::Two) {
                    messages.push(index);
                }
            }
        }
        let name = name.unwrap_or_else(|| action.to_owned());
        demands.push(self.demand(&node, Asker::Operation, &name, Major::Two));
        Some(RawOperation {
            name,
            span: id.map_or(entry.key_span, |entry| entry.value.span()),
            direction: self.direction(action),
            messages,
            reply_to: None,
            idempotent: self.is_idempotent(&node),
            auth_hint: auth_hint(&node),
            docs: docs(&node),
        })
    }

    /// A message, or the alternatives of its `oneOf`, which may be nested behind references.
    pub(super) fn message_alternatives(&mut self, node: &Node) -> Vec<Node> {
        let mut found = Vec::new();
        let mut open = vec![(node.clone(), 0_usize)];
        while let Some((node, depth)) = open.pop() {
            let list = match node.as_array() {
                Some(list) => Some(list.to_vec()),
                None => {
                    let resolved = self.session.resolve(&node);
                    let alternatives =
                        resolved.and_then(|resolved| resolved.node.get("oneOf").cloned());
                    alternatives.map(|list| self.session.array(&list, "oneOf"))
                }
            };
            match list {
                Some(list) if depth < 8 => {
                    open.extend(list.into_iter().rev().map(|node| (node, depth + 1)));
                }
                _ => found.push(node),
            }
        }
        found
    }

    /// Warns of keys that a reader will take for misspelled ones.
    pub(super) fn unknown_keys(&mut self, node: &Node, what: &str, known: &[&str]) {
        for entry in node.as_object().unwrap_or_default() {
            if known.contains(&entry.key.as_str()) || entry.key.starts_with("x-") {
                continue;
            }
            let near = crate::diagnostics::did_you_mean(&entry.key, known.iter().copied())
                .map(str::to_owned);
            if let Some(near) = near {
                self.session
                    .diagnostics
                    .warning(
                        entry.key_span,
                        format!("`{}` is not a key of a {what}", entry.key),
                    )
                    .help(format!("did you mean `{near}`?"));
            }
        }
    }
}
