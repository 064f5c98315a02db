//! What every stage shares: the sources, the parsed documents and the diagnostics.

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::document::{Documents, Entry, Node, Resolved, Value};
use crate::schema::article;
use crate::source::Sources;

/// The state of one expansion.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) sources: Sources,
    pub(crate) documents: Documents,
    pub(crate) diagnostics: Diagnostics,
}

impl Session {
    /// Follows `$ref`s until something else is found.
    pub(crate) fn resolve(&mut self, node: &Node) -> Option<Resolved> {
        self.documents
            .resolve(node, &mut self.sources, &mut self.diagnostics)
    }

    /// The entries of an object; anything else is an error that names `what`.
    pub(crate) fn object(&mut self, node: &Node, what: &str) -> Vec<Entry> {
        match node.value() {
            Value::Object(entries) => entries.clone(),
            Value::Null => Vec::new(),
            _ => {
                self.wrong_kind(node, what, "an object");
                Vec::new()
            }
        }
    }

    /// The items of an array; anything else is an error that names `what`.
    pub(crate) fn array(&mut self, node: &Node, what: &str) -> Vec<Node> {
        match node.value() {
            Value::Array(items) => items.clone(),
            Value::Null => Vec::new(),
            _ => {
                self.wrong_kind(node, what, "a list");
                Vec::new()
            }
        }
    }

    /// The text of a scalar (`1.10` too); anything else is an error that names `what`.
    pub(crate) fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        let text = node.as_str().or_else(|| node.scalar_text());
        match (text, node.value()) {
            (Some(text), _) => Some(text.to_owned()),
            (None, Value::Null) => None,
            _ => {
                self.wrong_kind(node, what, "text");
                None
            }
        }
    }

    /// Reports a value of the wrong kind.
    pub(crate) fn wrong_kind(
        &mut self,
        node: &Node,
        what: &str,
        expected: &str,
    ) -> &mut Diagnostic {
        let message = format!("`{what}` cannot be {}", article(node.kind_name()));
        self.diagnostics
            .error(node.span(), message)
            .expected(expected)
    }
}
