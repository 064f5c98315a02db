//! Every schema and instance of the JSON Schema Test Suite for draft-07: the rules must say of each
//! instance what the suite says, or that they cannot tell.
//!
//! The suite is looked for in the directory that `JSON_SCHEMA_TEST_SUITE` names; without it, the
//! test passes and says so.

use super::evaluate::Verdict;
use super::{RuleBook, tests::Given};
use std::path::{Path, PathBuf};

/// Where an instance is judged by what the suite takes to be optional or unknown.
const SKIPPED: [&str; 3] = [
    // Asks for what other documents say.
    "refRemote.json",
    // Asks that formats are not held to, as an implementation may.
    "draft7/format.json",
    "cross-draft.json",
];

#[derive(Default)]
struct Score {
    agree: usize,
    unknown: Vec<String>,
    wrong: Vec<String>,
}

fn files(directory: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if !SKIPPED.iter().any(|end| path.ends_with(end)) {
            out.push(path);
        }
    }
}

/// A value as JSON that has nothing in it that YAML refuses.
fn ascii(value: &serde_json::Value) -> String {
    let mut out = String::new();
    for character in value.to_string().chars() {
        if matches!(character, ' '..='~') {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

fn run(path: &Path, score: &mut Score) {
    let groups: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for group in groups {
        let schema = ascii(&group["schema"]);
        let mut given = Given::new(&schema);
        let mut book = RuleBook::default();
        let id = given.read(&mut book);
        for case in group["tests"].as_array().unwrap() {
            let instance = given.node(&ascii(&case["data"]));
            let name = format!(
                "{}: {}: {}",
                path.file_name().unwrap().display(),
                group["description"],
                case["description"]
            );
            match (book.check(id, &instance), case["valid"].as_bool()) {
                (Verdict::Valid, Some(true)) | (Verdict::Invalid(_), Some(false)) => {
                    score.agree += 1;
                }
                (Verdict::Unknown, _) => score.unknown.push(name),
                _ => score.wrong.push(name),
            }
        }
    }
}

#[test]
fn draft7() {
    let Some(root) = std::env::var_os("JSON_SCHEMA_TEST_SUITE") else {
        eprintln!("JSON_SCHEMA_TEST_SUITE is not set: nothing is tested");
        return;
    };
    let mut paths = Vec::new();
    files(&Path::new(&root).join("tests/draft7"), &mut paths);
    let mut score = Score::default();
    for path in &paths {
        run(path, &mut score);
    }
    eprintln!(
        "{} agree, {} unknown:\n{}",
        score.agree,
        score.unknown.len(),
        score.unknown.join("\n")
    );
    assert_eq!(score.wrong.join("\n"), "");
    assert!(score.agree > 1000);
    let is_about_names = |name: &&String| name.contains("hostname.json");
    assert!(score.unknown.iter().filter(is_about_names).count() < 130);
    assert!(score.unknown.len() < 200);
}
