//! Operation and message traits.
//!
//! AsyncAPI merges a trait into its target as JSON Merge Patch (RFC 7396) does, and says who wins:
//! in 2.x the trait, in 3.x the target.

use super::{Major, Reader};
use crate::document::{Entry, Node, Value};

impl Reader<'_> {
    /// The object with its `traits` merged in.
    pub(super) fn with_traits(&mut self, node: &Node, major: Major) -> Node {
        let Some(traits) = node.get("traits").cloned() else {
            return node.clone();
        };
        let mut merged = node.clone();
        for part in self.session.array(&traits, "traits") {
            // 2.x once allowed `[trait, parameters]`.
            let part = match part.as_array() {
                Some([first, ..]) => first.clone(),
                _ => part,
            };
            let Some(resolved) = self.session.resolve(&part) else {
                continue;
            };
            if resolved.node.as_object().is_none() {
                self.session
                    .wrong_kind(&resolved.node, "traits", "a list of objects");
                continue;
            }
            merged = match major {
                Major::Two => merge(&merged, &resolved.node, 0),
                Major::Three => merge(&resolved.node, &merged, 0),
            };
        }
        merged
    }
}

/// `patch` over `target`, object by object.
fn merge(target: &Node, patch: &Node, depth: usize) -> Node {
    let (Some(own), Some(other)) = (target.as_object(), patch.as_object()) else {
        return patch.clone();
    };
    // A reference is one value: merging into it would change what it refers to.
    if depth > 32 || target.get("$ref").is_some() || patch.get("$ref").is_some() {
        return patch.clone();
    }
    let mut entries: Vec<Entry> = own.to_vec();
    for entry in other {
        // In a merge patch, `null` takes a key away.
        if matches!(entry.value.value(), Value::Null) {
            entries.retain(|known| known.key != entry.key);
            continue;
        }
        match entries.iter_mut().find(|known| known.key == entry.key) {
            Some(known) => known.value = merge(&known.value, &entry.value, depth + 1),
            None => entries.push(entry.clone()),
        }
    }
    Node::new(Value::Object(entries), target.span())
}

/// What stands beside a `$ref`, over what it refers to.
pub(super) fn overlay(target: &Node, sibling: &Node) -> Node {
    let entries = sibling
        .as_object()
        .unwrap_or_default()
        .iter()
        .filter(|entry| entry.key != "$ref")
        .cloned()
        .collect();
    merge(
        target,
        &Node::new(Value::Object(entries), sibling.span()),
        0,
    )
}
