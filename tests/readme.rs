//! The README's promises: its commands are those that are run, and its feature table is true. Its
//! Rust code is compiled by `cargo test -p examples --doc`.

use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn its_commands_are_the_two_that_are_run() {
    let readme = read("README.md");
    let commands: Vec<&str> = readme
        .split("```sh\n")
        .skip(1)
        .filter_map(|block| block.split("\n```").next())
        .collect();
    assert_eq!(
        commands[..2],
        [
            "cargo run -p examples --example chat",
            "cargo test --workspace"
        ]
    );
    assert!(read(".ci/run").lines().any(|line| line == commands[1]));
}

#[test]
fn its_feature_table_is_that_of_the_manifest() {
    let manifest = read("runtime/Cargo.toml");
    let section = manifest
        .split("[features]\n")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .expect("a section of features");
    let value = |line: &str| {
        line.split_once(" = ")
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let features: Vec<(String, String)> = section.lines().filter_map(value).collect();
    let default = &features
        .iter()
        .find(|(name, _)| name == "default")
        .expect("a default")
        .1;
    // `tokio` is what the others share and gives nothing by itself.
    let mut named: Vec<(String, bool)> = features
        .iter()
        .filter(|(name, _)| name != "default" && name != "tokio")
        .map(|(name, _)| (name.clone(), default.contains(&format!("\"{name}\""))))
        .collect();
    let readme = read("README.md");
    let table = readme
        .split("## Features")
        .nth(1)
        .expect("a section of features");
    let mut listed: Vec<(String, bool)> = table
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('|').map(str::trim).skip(1);
            let name = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
            Some((name.to_owned(), cells.next()? == "yes"))
        })
        .collect();
    named.sort();
    listed.sort();
    assert_eq!(named, listed);
}

#[test]
fn its_rust_version_is_that_of_the_workspace() {
    let manifest = read("Cargo.toml");
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .expect("a version")
        .trim_matches('"');
    let sentence = format!("With Rust {version} or newer");
    assert!(read("README.md").contains(&sentence), "{sentence}");
}

#[test]
fn its_rust_code_is_compiled_by_the_examples() {
    let library = read("examples/src/lib.rs");
    assert!(library.contains(r#"#[doc = include_str!("../../README.md")]"#));
    let readme = read("README.md");
    assert!(readme.contains("\n```rust"));
    for info in readme.lines().filter_map(|line| line.strip_prefix("```")) {
        assert!(!info.contains("ignore"), "not compiled: ```{info}");
    }
}
