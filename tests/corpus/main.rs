//! Real documents, all of them: expanded in process, compiled in one generated crate, and their
//! message examples decoded and encoded again.
//!
//! Reads the documents from `ASYNCAPI_CORPUS`: a folder with a `manifest.tsv` whose first four
//! columns are file, set, version and the reference parser's verdict. Skipped when unset.

mod generated;
mod strategies;
mod table;

use asyncapi_channels_codegen::model::Api;
use asyncapi_channels_codegen::{Document, Expansion, Options, expand};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use tests::manifest::{self, Entry};

/// A row of the manifest and what became of it.
pub(crate) struct Row {
    pub(crate) entry: Entry,
    pub(crate) expansion: Option<Expansion>,
}

impl Row {
    pub(crate) fn accepted(&self) -> Option<&Expansion> {
        self.expansion
            .as_ref()
            .filter(|expansion| expansion.errors.is_empty())
    }

    pub(crate) fn api(&self) -> Option<&Api> {
        self.accepted().map(|expansion| &expansion.api)
    }
}

fn rows(folder: &Path) -> Vec<Row> {
    let entries = manifest::entries(folder).expect("manifest.tsv");
    entries
        .into_iter()
        .map(|entry| {
            let path = folder.join(&entry.file);
            let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
            let expansion = catch_unwind(AssertUnwindSafe(|| {
                expand(Document::File(&path), &base, &Options::default())
            }))
            .ok();
            Row { entry, expansion }
        })
        .collect()
}

/// Whether a rendered mistake begins with `file:line:column: `.
fn names_its_place(error: &str) -> bool {
    let first = error.lines().next().unwrap_or_default();
    let mut parts = first.splitn(4, ':');
    let (_, line, column) = (parts.next(), parts.next(), parts.next());
    [line, column]
        .iter()
        .all(|part| part.is_some_and(|part| part.parse::<usize>().is_ok()))
}

#[test]
fn sets_and_unions_are_told_apart() {
    let Some(folder) = manifest::folder() else {
        return;
    };
    strategies::print(&rows(&folder));
}

#[test]
fn every_document_expands_compiles_and_round_trips() {
    let Some(folder) = manifest::folder() else {
        return;
    };
    let rows = rows(&folder);
    let mut failures = Vec::new();
    for row in &rows {
        match &row.expansion {
            None => failures.push(format!("{}: the expansion panicked", row.entry.file)),
            Some(expansion) => {
                for error in &expansion.errors {
                    if !names_its_place(error) {
                        failures.push(format!("{}: no place in: {error}", row.entry.file));
                    }
                }
                let must_expand = row.entry.reference_valid && row.entry.set != "invalid";
                if must_expand && !expansion.errors.is_empty() {
                    failures.push(format!("{}: {}", row.entry.file, expansion.errors[0]));
                }
            }
        }
    }
    let results = generated::run(&rows, &folder);
    table::print(&rows, &results);
    for failure in &results.failures {
        failures.push(failure.clone());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
