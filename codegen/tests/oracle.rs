//! Real documents give the same trees as `serde_yaml` gives.
//!
//! Reads the documents under the directory that the variable `ASYNCAPI_CORPUS` names.

use std::path::{Path, PathBuf};

use asyncapi_channels_codegen::diagnostics::{Diagnostics, render};
use asyncapi_channels_codegen::document::Documents;
use asyncapi_channels_codegen::source::Sources;

/// Files that mean something else in YAML 1.2, or that are refused here on purpose, and why.
const DIFFERENT: [(&str, &str); 0] = [];

fn files(directory: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

/// The tree of `serde_yaml` as JSON, with merge keys applied and keys as text.
fn oracle(text: &str) -> Result<serde_json::Value, String> {
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|e| e.to_string())?;
    value.apply_merge().map_err(|error| error.to_string())?;
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Whether both are the same value; `1` and `1.0` are.
fn same(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || ((a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64())
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

#[test]
fn trees_are_those_of_serde_yaml() {
    let Some(corpus) = std::env::var_os("ASYNCAPI_CORPUS") else {
        println!("skipped: ASYNCAPI_CORPUS is not set");
        return;
    };
    let corpus = PathBuf::from(corpus);
    let mut all = Vec::new();
    files(&corpus, &mut all);
    all.sort();
    assert!(!all.is_empty(), "no files in {}", corpus.display());

    let (mut compared, mut refused, mut wrong) = (0, 0, Vec::new());
    for path in &all {
        let name = path
            .strip_prefix(&corpus)
            .unwrap_or(path)
            .display()
            .to_string();
        let mut sources = Sources::new(corpus.clone());
        let mut documents = Documents::new();
        let mut diagnostics = Diagnostics::new();
        let root = documents.load_root(&mut sources, path, &mut diagnostics);
        let report: Vec<String> = diagnostics
            .iter()
            .map(|one| render(one, &sources, &documents))
            .collect();
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        let Ok(expected) = oracle(&text) else {
            refused += 1;
            continue;
        };
        if DIFFERENT
            .iter()
            .any(|(different, _)| name.ends_with(different))
        {
            continue;
        }
        let ours = root
            .filter(|_| !diagnostics.has_errors())
            .map(|root| root.to_json());
        let Some(ours) = ours else {
            wrong.push(format!("{name} is refused:\n{}", report.join("\n")));
            continue;
        };
        let value: serde_json::Value = serde_json::from_str(&ours).expect("JSON");
        if same(&value, &expected) {
            compared += 1;
        } else {
            wrong.push(format!(
                "{name} differs:\n{}",
                difference(&value, &expected, "#")
            ));
        }
    }
    println!("{compared} documents are the same, serde_yaml refuses {refused}");
    assert!(
        wrong.is_empty(),
        "{} files:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The first place where the trees differ.
fn difference(a: &serde_json::Value, b: &serde_json::Value, at: &str) -> String {
    use serde_json::Value;
    match (a, b) {
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            for (index, (x, y)) in x.iter().zip(y).enumerate() {
                if !same(x, y) {
                    return difference(x, y, &format!("{at}/{index}"));
                }
            }
        }
        (Value::Object(x), Value::Object(y)) => {
            for (key, x) in x {
                match y.get(key) {
                    Some(y) if same(x, y) => {}
                    Some(y) => return difference(x, y, &format!("{at}/{key}")),
                    None => return format!("  {at}/{key} is only here"),
                }
            }
            if let Some(key) = y.keys().find(|key| !x.contains_key(*key)) {
                return format!("  {at}/{key} is only there");
            }
        }
        _ => {}
    }
    let cut = |value: &Value| value.to_string().chars().take(200).collect::<String>();
    format!("  {at}\n  here:  {}\n  there: {}", cut(a), cut(b))
}
