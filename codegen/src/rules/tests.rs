//! What the tests of this module share: a schema in its own document, and what is said of it.

use super::{RuleBook, RuleSetId};
use crate::diagnostics::{Diagnostics, Severity};
use crate::document::{Documents, Node};
use crate::session::Session;
use crate::source::Sources;
use std::path::Path;

/// A schema and the session that it is read in.
pub(super) struct Given {
    pub(super) session: Session,
    pub(super) schema: Node,
}

impl Given {
    pub(super) fn new(schema: &str) -> Self {
        let mut session = session();
        let schema = node(&mut session, schema);
        Self { session, schema }
    }

    /// A whole document.
    pub(super) fn file(path: &Path) -> Self {
        let mut session = session();
        let schema = session
            .documents
            .load_root(&mut session.sources, path, &mut session.diagnostics)
            .unwrap();
        Self { session, schema }
    }

    pub(super) fn node(&mut self, text: &str) -> Node {
        node(&mut self.session, text)
    }

    pub(super) fn read(&mut self, book: &mut RuleBook) -> RuleSetId {
        book.read(&mut self.session, &self.schema)
    }

    /// Everything that was said: a line each, errors with `!` before them, with the text of the
    /// place.
    pub(super) fn said(&self) -> Vec<String> {
        let lines = self.session.diagnostics.iter().map(|diagnostic| {
            let mark = match diagnostic.severity {
                Severity::Error => "!",
                Severity::Warning => "",
            };
            let expected = diagnostic.expected.iter();
            let expected: String = expected.map(|text| format!("; expected {text}")).collect();
            let place = self.session.sources.slice(diagnostic.span).trim();
            format!("{mark}{} at {place}{expected}", diagnostic.message)
        });
        lines.collect()
    }
}

fn session() -> Session {
    Session {
        sources: Sources::new("/nowhere".into()),
        documents: Documents::new(),
        diagnostics: Diagnostics::new(),
    }
}

fn node(session: &mut Session, text: &str) -> Node {
    let file = session.sources.inline("inline", text);
    session
        .documents
        .load(file, &session.sources, &mut session.diagnostics)
        .unwrap_or_else(|| panic!("cannot be parsed: {text:?}: {:?}", session.diagnostics))
}
