//! One crate with a module per accepted document, compiled and run.

use crate::Row;
use asyncapi_channels_codegen::model::{Direction, Payload};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the examples of one set came to.
#[derive(Clone, Copy, Default)]
pub(crate) struct Examples {
    pub(crate) total: usize,
    pub(crate) decoded: usize,
    pub(crate) same: usize,
}

#[derive(Default)]
pub(crate) struct Results {
    pub(crate) compiled: bool,
    pub(crate) failures: Vec<String>,
    pub(crate) notes: Vec<String>,
    sets: BTreeMap<String, Examples>,
}

impl Results {
    pub(crate) fn of_set(&self, set: &str) -> Examples {
        self.sets.get(set).copied().unwrap_or_default()
    }
}

pub(crate) fn run(rows: &[Row], corpus: &Path) -> Results {
    let folder = write(rows, corpus);
    let mut results = Results::default();
    for action in ["check", "build"] {
        let output = Command::new(env!("CARGO"))
            .args([action, "--quiet", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .output()
            .expect("cargo runs");
        if !output.status.success() {
            results.failures.push(format!(
                "cargo {action} of the generated crate in {}:\n{}",
                folder.display(),
                String::from_utf8_lossy(&output.stderr)
            ));
            return results;
        }
    }
    results.compiled = true;
    let output = Command::new(folder.join("target/debug/corpus"))
        .output()
        .expect("the generated program runs");
    if !output.status.success() {
        results.failures.push(format!(
            "the generated program: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut columns = line.splitn(3, '\t');
        let (Some(index), Some(outcome), Some(text)) =
            (columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        let row = &rows[index.parse::<usize>().expect("an index")];
        let examples = results.sets.entry(row.set.clone()).or_default();
        examples.total += 1;
        match outcome {
            "same" => {
                examples.decoded += 1;
                examples.same += 1;
                continue;
            }
            "other" => examples.decoded += 1,
            _ => {}
        }
        let note = format!("{}: {outcome}: {text}", row.file);
        // The reference parser checks examples, so those of documents it accepts must decode.
        if row.reference_valid && outcome == "error" {
            results.failures.push(note.clone());
        }
        results.notes.push(note);
    }
    results
}

/// Writes the crate; files that did not change are left alone, so that cargo sees no change.
fn write(rows: &[Row], corpus: &Path) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let source = folder.join("src");
    std::fs::create_dir_all(&source).expect("a folder for the generated crate");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let runtime = workspace.join("runtime");
    let manifest = format!(
        "[package]\nname = \"corpus\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nasyncapi-channels = {{ path = {:?} }}\nserde_json = \"1\"\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        runtime.display()
    );
    put(&folder.join("Cargo.toml"), &manifest);
    let lock = workspace.join("Cargo.lock");
    if !folder.join("Cargo.lock").exists() {
        let _ = std::fs::copy(lock, folder.join("Cargo.lock"));
    }
    let mut main = String::from(MAIN);
    let mut calls = String::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(expansion) = row.accepted() else {
            continue;
        };
        let path = corpus.join(&row.file);
        let _ = writeln!(
            main,
            "/// A document.\n#[allow(deprecated)]\npub mod d{index} {{ asyncapi_channels::asyncapi!({:?}); }}",
            path.display().to_string()
        );
        for channel in &expansion.api.channels {
            if !channel.unites.is_empty() {
                continue;
            }
            for (direction, name) in [
                (Direction::ToServer, "ClientMessage"),
                (Direction::ToClient, "ServerMessage"),
            ] {
                for variant in &channel.messages(direction).variants {
                    let message = &expansion.api.messages[variant.message];
                    if !matches!(message.payload, Payload::Json(_)) {
                        continue;
                    }
                    for example in &message.examples {
                        let _ = writeln!(
                            calls,
                            "    example::<d{index}::{}::{name}>({index}, {:?}, {example:?});",
                            channel.module, message.name
                        );
                    }
                }
            }
        }
    }
    let _ = write!(main, "\nfn main() {{\n{calls}}}\n");
    put(&source.join("main.rs"), &main);
    folder
}

fn put(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return;
    }
    std::fs::write(path, text).expect("the generated crate can be written");
}

const MAIN: &str = r#"//! Generated by the corpus test.
#![deny(warnings, missing_docs, unsafe_code)]
#![recursion_limit = "512"]

use asyncapi_channels::{Frame, Message, Payload};

fn example<M: Message>(document: usize, name: &str, json: &str) {
    match M::decode(Frame::Text(json)) {
        Err(error) => println!("{document}\terror\t{name}: {}", one_line(&error.to_string())),
        Ok(message) => {
            let given: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
            let back = match message.encode() {
                Ok(Payload::Text(text)) => serde_json::from_str(&text).unwrap_or_default(),
                _ => serde_json::Value::Null,
            };
            if message.name() != name {
                println!("{document}\tother\t{name}: taken for {}", message.name());
            } else if back == given {
                println!("{document}\tsame\t{name}");
            } else {
                println!("{document}\tother\t{name}: {} -> {}", one_line(json), one_line(&back.to_string()));
            }
        }
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\t'], " ")
}

"#;
