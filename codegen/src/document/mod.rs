//! YAML and JSON documents as trees whose every node knows its place, and the references in them.

mod identifiers;
mod node;
mod reference;
mod scalar;
mod uri;
mod yaml;

pub(crate) use node::write_string;
pub use node::{Entry, Node, Number, Value};
pub use reference::Resolved;
pub use yaml::parse;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use crate::diagnostics::Diagnostics;
use crate::source::{FileId, Sources, Span};
use identifiers::Identifiers;

/// The documents that were read: the root of the tree of each file.
#[derive(Debug, Default)]
pub struct Documents {
    roots: HashMap<FileId, Option<Node>>,
    /// The names in each of `roots`, in the order of reading.
    identifiers: BTreeMap<FileId, Identifiers>,
}

impl Documents {
    /// No documents yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads and parses a file, unless that was done before.
    pub fn load_root(
        &mut self,
        sources: &mut Sources,
        path: &Path,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node> {
        match sources.load(path) {
            Ok(file) => self.load(file, sources, diagnostics),
            Err(why) => {
                let placeholder = sources.unread(path);
                diagnostics.error(Span::start_of(placeholder), why);
                None
            }
        }
    }

    /// Parses a file that was read, or inline text, unless that was done before.
    pub fn load(
        &mut self,
        file: FileId,
        sources: &Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Node> {
        if let Some(root) = self.roots.get(&file) {
            return root.clone();
        }
        let root = parse(file, sources, diagnostics);
        if let Some(root) = &root {
            let uri = uri::of_file(&match sources.path(file) {
                Some(path) => path.to_path_buf(),
                None => sources.directory(file).join(sources.display(file)),
            });
            self.identifiers
                .insert(file, Identifiers::of(root, file, uri));
        }
        self.roots.insert(file, root.clone());
        root
    }

    /// The root of a file that was parsed.
    pub fn root(&self, file: FileId) -> Option<&Node> {
        self.roots.get(&file)?.as_ref()
    }

    /// Every node of the files that were read, once, with its pointer (`#/a/b`). `visit` gets the
    /// file too.
    pub fn for_each(&self, mut visit: impl FnMut(FileId, &Node, &[String])) {
        let mut seen = HashSet::new();
        // In the order of reading.
        for file in self.identifiers.keys() {
            let mut waiting: Vec<(Node, Vec<String>)> = Vec::new();
            waiting.extend(self.root(*file).map(|root| (root.clone(), Vec::new())));
            while let Some((node, path)) = waiting.pop() {
                if !seen.insert(node.id()) {
                    continue;
                }
                visit(*file, &node, &path);
                let below = |token: String, child: &Node| {
                    let path = path.iter().cloned().chain([token]).collect();
                    (child.clone(), path)
                };
                let first = waiting.len();
                match node.value() {
                    Value::Object(entries) => waiting.extend(
                        (entries.iter()).map(|entry| below(entry.key.clone(), &entry.value)),
                    ),
                    Value::Array(items) => waiting.extend(
                        (items.iter().enumerate())
                            .map(|(index, item)| below(index.to_string(), item)),
                    ),
                    _ => {}
                }
                waiting.get_mut(first..).unwrap_or_default().reverse();
            }
        }
    }

    /// The pointer (`#/a/b`) of the node, or of the key, that has exactly this place; of the
    /// innermost node around the place if none has.
    pub fn pointer(&self, span: Span) -> Option<String> {
        let root = self.root(span.file)?;
        let mut search = Search {
            span,
            path: Vec::new(),
            seen: HashSet::new(),
            around: None,
        };
        if search.exact(root) {
            return Some(pointer(&search.path));
        }
        search.around.map(|(_, found)| found)
    }
}

/// Writes a pointer from its unescaped tokens: `#/a/b`.
pub fn pointer<T: AsRef<str>>(tokens: &[T]) -> String {
    let mut out = String::from("#");
    for token in tokens {
        out.push('/');
        out.push_str(&escape(token.as_ref()));
    }
    out
}

/// Escapes a token of a pointer: `~` as `~0`, `/` as `~1`.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

struct Search {
    span: Span,
    path: Vec<String>,
    seen: HashSet<usize>,
    around: Option<(u32, String)>,
}

impl Search {
    /// Whether the place is that of `node` or within it; `path` then leads there.
    fn exact(&mut self, node: &Node) -> bool {
        if !self.seen.insert(node.id()) {
            return false;
        }
        if node.span() == self.span {
            return true;
        }
        if node.span().contains(self.span) {
            let size = node.span().end - node.span().start;
            if self
                .around
                .as_ref()
                .is_none_or(|(smallest, _)| size < *smallest)
            {
                self.around = Some((size, pointer(&self.path)));
            }
        }
        match node.value() {
            Value::Object(entries) => {
                for entry in entries {
                    self.path.push(entry.key.clone());
                    if entry.key_span == self.span || self.exact(&entry.value) {
                        return true;
                    }
                    self.path.pop();
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push(index.to_string());
                    if self.exact(item) {
                        return true;
                    }
                    self.path.pop();
                }
            }
            _ => {}
        }
        false
    }
}
