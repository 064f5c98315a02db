//! The official test suite, read with every schema and instance as its own text.

use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A schema and the instances that are tried on it.
pub(crate) struct Group {
    /// Where it stands, under the folder of the draft and without `.json`, as `optional/bignum`.
    pub(crate) file: String,
    pub(crate) description: String,
    /// The JSON text as the suite has it, so that `1.0` stays `1.0`.
    pub(crate) schema: String,
    pub(crate) cases: Vec<Case>,
}

pub(crate) struct Case {
    pub(crate) description: String,
    /// The JSON text of the instance.
    pub(crate) data: String,
    pub(crate) valid: bool,
}

impl Group {
    /// Whether an implementation that claims draft-07 must agree.
    pub(crate) fn is_required(&self) -> bool {
        !self.file.starts_with("optional/")
    }

    /// Whether the group is about `format` as a check rather than as an annotation.
    pub(crate) fn is_format(&self) -> bool {
        self.file.starts_with("optional/format/")
    }
}

/// The suite's folder, if there is one.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("JSON_SCHEMA_TEST_SUITE").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: JSON_SCHEMA_TEST_SUITE is not set");
    }
    folder
}

/// All groups of draft-07, the required files first, each part in the order of their names.
pub(crate) fn groups(suite: &Path) -> Vec<Group> {
    let draft = suite.join("tests/draft7");
    let mut files = Vec::new();
    for folder in ["", "optional", "optional/format"] {
        let mut names: Vec<String> = std::fs::read_dir(draft.join(folder))
            .expect("a folder of the suite")
            .map(|entry| entry.expect("an entry of the folder").file_name())
            .filter_map(|name| name.to_str()?.strip_suffix(".json").map(str::to_owned))
            .collect();
        names.sort();
        files.extend(names.into_iter().map(|name| match folder {
            "" => name,
            _ => format!("{folder}/{name}"),
        }));
    }
    files
        .iter()
        .flat_map(|file| {
            let path = draft.join(format!("{file}.json"));
            let text = std::fs::read_to_string(path).expect("a file of the suite");
            read(file, &text)
        })
        .collect()
}

type Fields = BTreeMap<String, Box<RawValue>>;

fn read(file: &str, text: &str) -> Vec<Group> {
    let groups: Vec<Fields> = serde_json::from_str(text).expect("a list of groups");
    groups
        .iter()
        .map(|group| {
            let cases: Vec<Fields> = field(group, "tests");
            Group {
                file: file.to_owned(),
                description: field(group, "description"),
                schema: group["schema"].get().to_owned(),
                cases: cases
                    .iter()
                    .map(|case| Case {
                        description: field(case, "description"),
                        data: case["data"].get().to_owned(),
                        valid: field(case, "valid"),
                    })
                    .collect(),
            }
        })
        .collect()
}

fn field<T: serde::de::DeserializeOwned>(fields: &Fields, name: &str) -> T {
    serde_json::from_str(fields[name].get()).expect("a field of the suite")
}
