//! The document layer: sources, trees, references, diagnostics.

mod diagnostics;
mod identifiers;
mod mutation;
mod reference;
mod source;
mod suite;
mod yaml;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use asyncapi_channels_codegen::diagnostics::{Diagnostics, render};
use asyncapi_channels_codegen::document::{Documents, Node, Resolved};
use asyncapi_channels_codegen::source::Sources;

/// A document that was read, with all that was said about it.
struct Read {
    sources: Sources,
    documents: Documents,
    diagnostics: Diagnostics,
    root: Option<Node>,
}

impl Read {
    fn inline(name: &str, text: &str) -> Self {
        let mut sources = Sources::new(PathBuf::from("/nowhere"));
        let mut documents = Documents::new();
        let mut diagnostics = Diagnostics::new();
        let file = sources.inline(name, text);
        let root = documents.load(file, &sources, &mut diagnostics);
        Self {
            sources,
            documents,
            diagnostics,
            root,
        }
    }

    fn file(base: &Path, path: &str) -> Self {
        let mut sources = Sources::new(base.to_path_buf());
        let mut documents = Documents::new();
        let mut diagnostics = Diagnostics::new();
        let root = documents.load_root(&mut sources, Path::new(path), &mut diagnostics);
        Self {
            sources,
            documents,
            diagnostics,
            root,
        }
    }

    fn root(&self) -> &Node {
        self.root
            .as_ref()
            .unwrap_or_else(|| panic!("no root:\n{}", self.report()))
    }

    /// The node that the keys lead to.
    fn at(&self, keys: &[&str]) -> Node {
        keys.iter().fold(self.root().clone(), |node, key| {
            node.get(key)
                .unwrap_or_else(|| panic!("no `{key}` in {}", node.to_json()))
                .clone()
        })
    }

    fn resolve(&mut self, keys: &[&str]) -> Option<Resolved> {
        let node = self.at(keys);
        self.documents
            .resolve(&node, &mut self.sources, &mut self.diagnostics)
    }

    /// Resolves, and expects that nothing was said.
    fn resolved(&mut self, keys: &[&str]) -> Resolved {
        let resolved = self.resolve(keys);
        assert_eq!(self.report(), "");
        resolved.expect("a target")
    }

    /// All diagnostics as a user sees them.
    fn report(&self) -> String {
        let all: Vec<String> = self
            .diagnostics
            .iter()
            .map(|diagnostic| render(diagnostic, &self.sources, &self.documents))
            .collect();
        all.join("\n")
    }
}

/// The JSON of a document that nothing is said about.
#[track_caller]
fn json(text: &str) -> String {
    let read = Read::inline("doc.yaml", text);
    assert_eq!(read.report(), "");
    read.root().to_json()
}

/// What is said about a document.
fn report(text: &str) -> String {
    Read::inline("doc.yaml", text).report()
}

/// The first lines of all that is said: place and message.
fn messages(text: &str) -> Vec<String> {
    let read = Read::inline("doc.yaml", text);
    let all = read.diagnostics.iter().map(|diagnostic| {
        let text = render(diagnostic, &read.sources, &read.documents);
        text.lines().next().unwrap_or_default().to_owned()
    });
    all.collect()
}

/// All objects below a schema that are references; what only looks like one, in data or as the name
/// of a property, is none.
fn references(schema: &Node) -> Vec<Node> {
    let mut found = Vec::new();
    let mut open = vec![(schema.clone(), false)];
    while let Some((node, names)) = open.pop() {
        if !names && node.get("$ref").and_then(Node::as_str).is_some() {
            found.push(node);
            continue;
        }
        let items = node.as_array().unwrap_or_default();
        open.extend(items.iter().map(|item| (item.clone(), false)));
        for entry in node.as_object().unwrap_or_default() {
            let key = entry.key.as_str();
            if names || !["enum", "const", "default"].contains(&key) {
                let by_name = ["properties", "patternProperties", "definitions"].contains(&key);
                open.push((entry.value.clone(), by_name && !names));
            }
        }
    }
    found
}

/// A directory of files that goes away with the value.
struct Directory(PathBuf);

impl Directory {
    fn new(files: &[(&str, &[u8])]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!(
            "asyncapi-channels-document-{}-{number}",
            std::process::id()
        ));
        for (name, content) in files {
            let file = path.join(name);
            std::fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
            std::fs::write(file, content).expect("a file");
        }
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
