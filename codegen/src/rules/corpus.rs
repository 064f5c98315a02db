//! The schemas of real documents: what is read without a mistake is not refused for its rules.
//!
//! The documents are looked for in the directory that `ASYNCAPI_CORPUS` names; without it, the test
//! passes and says so.

use super::{RuleBook, tests::Given};
use crate::document::{Node, Value};
use crate::{Document, Options, expand};
use std::path::Path;

/// The schemas of a document, found by where they stand.
fn schemas(node: &Node, parent: &str, out: &mut Vec<Node>) {
    match node.value() {
        Value::Object(entries) => {
            for entry in entries {
                let is_schema =
                    parent == "schemas" || matches!(entry.key.as_str(), "payload" | "schema");
                if is_schema && parent != "examples" {
                    out.push(entry.value.clone());
                } else if entry.key != "examples" {
                    schemas(&entry.value, &entry.key, out);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| schemas(item, parent, out)),
        _ => {}
    }
}

#[test]
fn documents() {
    let Some(root) = std::env::var_os("ASYNCAPI_CORPUS") else {
        eprintln!("ASYNCAPI_CORPUS is not set: nothing is tested");
        return;
    };
    let mut refusals: Vec<String> = Vec::new();
    let (mut count, mut sets, mut warnings) = (0, 0, 0);
    for directory in ["ws", "other"] {
        for entry in std::fs::read_dir(Path::new(&root).join(directory)).unwrap() {
            let path = entry.unwrap().path();
            let whole = expand(Document::File(&path), Path::new("."), &Options::default());
            if !whole.errors.is_empty() {
                continue;
            }
            let mut given = Given::file(&path);
            let mut found = Vec::new();
            schemas(&given.schema, "", &mut found);
            let mut book = RuleBook::default();
            for schema in &found {
                book.read(&mut given.session, schema);
            }
            book.check_annotations(&mut given.session);
            book.check_satisfiable(&mut given.session);
            let said = given.said();
            count += 1;
            sets += book.sets().len();
            warnings += said.len();
            let refused: Vec<_> = said.iter().filter(|line| line.starts_with('!')).collect();
            refusals.extend(
                refused
                    .into_iter()
                    .map(|line| format!("{}: {line}", path.display())),
            );
            for line in said {
                eprintln!("{}: {line}", path.display());
            }
        }
    }
    eprintln!("{count} documents, {sets} sets of rules, {warnings} warnings");
    assert!(count > 0);
    assert_eq!(refusals.join("\n"), "");
}
