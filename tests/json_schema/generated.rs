//! Every group through the macro: a document each, in a generated crate that is built and run.

use crate::suite::Group;
use asyncapi_channels_codegen::{Document, Options, expand};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a schema is read.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Mode {
    /// By the letter of JSON Schema.
    Strict,
    /// With forgotten types inferred: what the macro does unless told otherwise.
    Default,
}

pub(crate) const MODES: [Mode; 2] = [Mode::Strict, Mode::Default];

impl Mode {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Default => "default",
        }
    }

    /// What is written behind the document's path in the macro's call.
    fn argument(self) -> &'static str {
        match self {
            Self::Strict => ", schemas = strict, views = true",
            Self::Default => "",
        }
    }

    pub(crate) fn options(self) -> Options {
        Options {
            strict_schemas: self == Self::Strict,
            ..Options::default()
        }
    }
}

/// What became of a group in one mode.
pub(crate) enum Outcome {
    /// The document is a compile error.
    Refused(Vec<String>),
    /// One verdict for each instance.
    Verdicts(Vec<Verdict>),
}

pub(crate) enum Verdict {
    /// Decoded; with the JSON that it is encoded to.
    Accepted(String),
    /// Not decoded, and why.
    Rejected(String),
    /// A panic, an accepted instance that cannot be encoded, or no answer at all.
    Broken(String),
}

/// The binaries of the generated crate. One would be compiled on one core only.
const PARTS: usize = 4;

/// The outcome of each group, in the modes' order.
pub(crate) fn run(groups: &[Group]) -> Vec<[Outcome; 2]> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("json_schema");
    let mut modules = Vec::new();
    let mut refused = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        let document = write_document(&folder, index, group);
        for mode in MODES {
            match expanded(&document, mode) {
                Ok(channel) => modules.push(Module {
                    index,
                    mode,
                    document: document.clone(),
                    channel,
                }),
                Err(errors) => {
                    refused.insert((index, mode), errors);
                }
            }
        }
    }
    // A module that does not compile is left out, so that it hides nothing of the others.
    loop {
        write_crate(&folder, groups, &modules);
        let errors = build(&folder);
        if errors.is_empty() {
            break;
        }
        modules.retain(|module| !errors.contains_key(&module.name()));
        refused.extend(
            errors
                .into_iter()
                .filter_map(|(name, error)| Some((place(&name)?, vec![error]))),
        );
    }
    let mut answers = answers(&folder);
    groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            MODES.map(|mode| match refused.remove(&(index, mode)) {
                Some(errors) => Outcome::Refused(errors),
                None => Outcome::Verdicts(
                    (0..group.cases.len())
                        .map(|case| {
                            let answer = answers.remove(&(index, mode, case));
                            answer.unwrap_or_else(|| Verdict::Broken("no answer".into()))
                        })
                        .collect(),
                ),
            })
        })
        .collect()
}

/// A call of the macro.
struct Module {
    index: usize,
    mode: Mode,
    document: PathBuf,
    /// The generated module of the document's only channel.
    channel: String,
}

impl Module {
    fn name(&self) -> String {
        format!("g{}_{}", self.index, self.mode.name())
    }
}

/// Writes the group's schema to a file of its own, which is then what `#` means in it, and a
/// document with one message of that schema.
fn write_document(folder: &Path, index: usize, group: &Group) -> PathBuf {
    let schema = folder.join(format!("documents/g{index}.json"));
    put(&schema, &group.schema);
    let document = schema.with_extension("yaml");
    put(
        &document,
        &format!(
            "asyncapi: 3.0.0
info: {{title: JSON Schema, version: 1.0.0}}
channels:
  suite:
    address: /suite
    messages:
      Instance:
        contentType: application/json
        payload:
          schemaFormat: application/schema+json;version=draft-07
          schema: {{$ref: ./g{index}.json}}
operations:
  receive: {{action: receive, channel: {{$ref: '#/channels/suite'}}}}
"
        ),
    );
    document
}

/// Expands in process, so that a group that the macro refuses is known before the crate is built.
fn expanded(document: &Path, mode: Mode) -> Result<String, Vec<String>> {
    let base = document.parent().unwrap_or(document);
    let options = mode.options();
    let expansion = catch_unwind(AssertUnwindSafe(|| {
        expand(Document::File(document), base, &options)
    }))
    .map_err(|_| vec!["the expansion panicked".to_owned()])?;
    if !expansion.errors.is_empty() {
        return Err(expansion.errors);
    }
    match expansion.api.channels.first() {
        Some(channel) => Ok(channel.module.clone()),
        None => Err(vec!["the expansion has no channel".to_owned()]),
    }
}

fn write_crate(folder: &Path, groups: &[Group], modules: &[Module]) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let runtime = workspace.join("runtime");
    let manifest = format!(
        "[package]\nname = \"json-schema\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[dependencies]\nasyncapi-channels = {{ path = {:?} }}\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n",
        runtime.display()
    );
    put(&folder.join("Cargo.toml"), &manifest);
    // The workspace's versions, so that nothing else need be at hand.
    let _ = std::fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"));
    for part in 0..PARTS {
        let mut program = String::from(PROGRAM);
        let mut calls = String::new();
        for module in modules.iter().filter(|module| module.index % PARTS == part) {
            let (group, name) = (&groups[module.index], module.name());
            let _ = writeln!(
                program,
                "// {}: {}\nmod {name} {{ asyncapi_channels::asyncapi!({:?}{}); }}",
                group.file,
                group.description,
                module.document.display().to_string(),
                module.mode.argument()
            );
            let instances: Vec<&str> = group.cases.iter().map(|case| case.data.as_str()).collect();
            let channel = &module.channel;
            let view = match module.mode {
                Mode::Strict => format!(
                    "Some(|frame| named({name}::{channel}::ServerMessageView::decode(frame)))"
                ),
                Mode::Default => "None".to_owned(),
            };
            let _ = writeln!(
                calls,
                "    group::<{name}::{channel}::ServerMessage>(\"{name}\", {view}, &{instances:?});",
            );
        }
        let _ = write!(program, "\nfn main() {{\n{calls}}}\n");
        put(&folder.join(format!("src/bin/part{part}.rs")), &program);
    }
}

/// Compiles the crate; gives the first error of each module that has one.
fn build(folder: &Path) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--bins", "--keep-going"])
        .args(["--message-format", "short", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let mut errors = BTreeMap::new();
    for line in text.lines() {
        let mut columns = line.splitn(4, ':');
        let (Some(file), Some(row), Some(error)) = (columns.next(), columns.next(), columns.nth(1))
        else {
            continue;
        };
        let program = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        let row = row.parse().map_or(0, |row: usize| row.saturating_sub(1));
        let module = program
            .lines()
            .nth(row)
            .and_then(|line| line.strip_prefix("mod "));
        if let Some((name, _)) = module.and_then(|module| module.split_once(' ')) {
            errors
                .entry(name.to_owned())
                .or_insert(format!("rustc:{error}"));
        }
    }
    assert!(
        output.status.success() || !errors.is_empty(),
        "the generated crate in {}:\n{text}",
        folder.display()
    );
    errors
}

/// The group and the mode that a module is named after.
fn place(module: &str) -> Option<(usize, Mode)> {
    let (index, name) = module.strip_prefix('g')?.split_once('_')?;
    let mode = MODES.into_iter().find(|mode| mode.name() == name)?;
    Some((index.parse().ok()?, mode))
}

/// Each answer by group, mode and case.
fn answers(folder: &Path) -> BTreeMap<(usize, Mode, usize), Verdict> {
    let mut answers = BTreeMap::new();
    for part in 0..PARTS {
        // A part that ends early leaves its last groups without an answer, which then says so.
        let output = Command::new(folder.join(format!("target/debug/part{part}")))
            .output()
            .expect("the generated program runs");
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let (place, verdict) = answer(line).expect("a line of the generated program");
            answers.insert(place, verdict);
        }
    }
    answers
}

fn answer(line: &str) -> Option<((usize, Mode, usize), Verdict)> {
    let mut columns = line.splitn(4, '\t');
    let (index, mode) = place(columns.next()?)?;
    let case = columns.next()?.parse().ok()?;
    let (verdict, text) = (columns.next()?, columns.next()?.to_owned());
    let verdict = match verdict {
        "accepted" => Verdict::Accepted(text),
        "rejected" => Verdict::Rejected(text),
        _ => Verdict::Broken(text),
    };
    Some(((index, mode, case), verdict))
}

/// Writes a file unless it says the same already, so that cargo sees no change.
fn put(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return;
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).expect("a folder for the generated crate");
    }
    std::fs::write(path, text).expect("the generated crate can be written");
}

/// What each part begins with: instances are decoded, and encoded again.
const PROGRAM: &str = r#"//! Generated by the json_schema test.
#![allow(warnings)]
#![recursion_limit = "512"]

use asyncapi_channels::{DecodeError, Frame, Message, MessageView, Payload};

/// Decodes a view, and gives the message's name or the error.
type View = fn(Frame<'_>) -> Result<&'static str, String>;

fn named<'a>(view: Result<impl MessageView<'a>, DecodeError>) -> Result<&'static str, String> {
    view.map(|view| view.name()).map_err(|error| error.to_string())
}

fn group<M: Message>(group: &str, view: Option<View>, instances: &[&str]) {
    for (case, instance) in instances.iter().enumerate() {
        let (verdict, text) = std::panic::catch_unwind(|| verdict::<M>(view, instance))
            .unwrap_or_else(|_| ("broken", "a panic".to_owned()));
        println!("{group}\t{case}\t{verdict}\t{}", text.replace(['\n', '\t'], " "));
    }
}

fn verdict<M: Message>(view: Option<View>, instance: &str) -> (&'static str, String) {
    let decoded = M::decode(Frame::Text(instance));
    if let Some(view) = view {
        let owned = decoded.as_ref().map(|message| message.name());
        let (owned, view) = (owned.map_err(|error| error.to_string()), view(Frame::Text(instance)));
        if owned != view {
            return ("broken", format!("{owned:?}, as a view {view:?}"));
        }
    }
    match decoded {
        Err(error) => ("rejected", error.reason().to_owned()),
        Ok(message) => match message.encode() {
            Ok(Payload::Text(text)) => ("accepted", text.to_string()),
            Ok(_) => ("broken", "encoded to a binary frame".to_owned()),
            Err(error) => ("broken", format!("not encoded: {error}")),
        },
    }
}

"#;
