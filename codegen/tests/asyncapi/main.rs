//! The AsyncAPI layer: documents of both versions become the model, with all that is said of them.

mod channels_v2;
mod channels_v3;
mod drift;
mod errors;
mod handshake;
mod messages;
mod naming;
mod plan;
mod plan_docs;
mod replies;
mod robustness;
mod schemas_objects;
mod schemas_scalars;
mod schemas_unions;
mod security;
mod servers;
mod show;
mod traits;
mod versions;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use asyncapi_channels_codegen::model::{Api, Channel, Direction, Hop, Message, TypeDef, TypeKind};
use asyncapi_channels_codegen::{Describes, Document, Expansion, Options, expand};

/// Expands a text, and expects tokens that are Rust.
#[track_caller]
fn expansion_with(text: &str, options: &Options) -> Expansion {
    let expansion = expand(Document::Inline(text), Path::new("/nowhere"), options);
    assert_rust(&expansion);
    expansion
}

#[track_caller]
fn expansion(text: &str) -> Expansion {
    expansion_with(text, &Options::default())
}

/// Whatever comes of a document is Rust, at least by its grammar.
#[track_caller]
fn assert_rust(expansion: &Expansion) {
    if let Err(error) = syn::parse2::<syn::File>(expansion.tokens.clone()) {
        panic!("not Rust: {error}\n{}", expansion.tokens);
    }
}

/// The model of a text of which nothing is said.
#[track_caller]
fn clean(text: &str) -> Api {
    let expansion = expansion(text);
    assert_eq!(said(&expansion), "");
    expansion.api
}

/// The model of a text of which only warnings are said.
#[track_caller]
fn warned(text: &str, parts: &[&str]) -> Api {
    let expansion = expansion(text);
    assert_eq!(expansion.errors.join("\n"), "");
    assert_parts(&expansion.warnings, parts);
    expansion.api
}

/// The model of a text in which there are mistakes; each part stands in an error of its own.
#[track_caller]
fn refused(text: &str, parts: &[&str]) -> Api {
    let expansion = expansion(text);
    assert_parts(&expansion.errors, parts);
    expansion.api
}

/// As many texts as parts, each with the part at its index. A part may have several pieces,
/// divided by ` … `.
#[track_caller]
fn assert_parts(texts: &[String], parts: &[&str]) {
    assert_eq!(texts.len(), parts.len(), "said:\n{}", texts.join("\n"));
    for (text, part) in texts.iter().zip(parts) {
        for piece in part.split(" … ") {
            assert!(text.contains(piece), "no {piece:?} in:\n{text}");
        }
    }
}

/// All that is said of a document.
fn said(expansion: &Expansion) -> String {
    let all = expansion.errors.iter().chain(&expansion.warnings);
    all.map(String::as_str).collect::<Vec<_>>().join("\n")
}

fn describes(side: Describes) -> Options {
    Options {
        describes: Some(side),
        ..Options::default()
    }
}

/// A 3.x document of component schemas alone, with a channel so that it is whole.
fn schemas(yaml: &str) -> String {
    format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nchannels: {{}}\ncomponents:\n  schemas:\n{}",
        indented(yaml, 4)
    )
}

/// A 3.x document of one channel that sends each message.
fn v3(messages: &str) -> String {
    format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nchannels:\n  c:\n    address: /c\n    messages:\n{}operations:\n  o:\n    action: send\n    channel: {{$ref: '#/channels/c'}}\n",
        indented(messages, 6)
    )
}

/// A 2.x document of these channels.
fn v2(channels: &str) -> String {
    format!(
        "asyncapi: 2.6.0\ninfo: {{title: T, version: '1'}}\nchannels:\n{}",
        indented(channels, 2)
    )
}

/// The lines, moved to the right; what they have in common at the left is taken away first.
fn indented(text: &str, by: usize) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let common = lines
        .iter()
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    lines
        .iter()
        .map(|line| format!("{}{}\n", " ".repeat(by), &line[common..]))
        .collect()
}

#[track_caller]
fn channel<'a>(api: &'a Api, key: &str) -> &'a Channel {
    let keys: Vec<&str> = api
        .channels
        .iter()
        .map(|channel| channel.key.as_str())
        .collect();
    api.channels
        .iter()
        .find(|channel| channel.key == key)
        .unwrap_or_else(|| panic!("no channel {key:?} in {keys:?}"))
}

#[track_caller]
fn message<'a>(api: &'a Api, key: &str) -> &'a Message {
    let keys: Vec<&str> = api
        .messages
        .iter()
        .map(|message| message.key.as_str())
        .collect();
    api.messages
        .iter()
        .find(|message| message.key == key)
        .unwrap_or_else(|| panic!("no message {key:?} in {keys:?}"))
}

#[track_caller]
fn def<'a>(api: &'a Api, name: &str) -> &'a TypeDef {
    let names: Vec<&str> = api.types.iter().map(|def| def.name.as_str()).collect();
    api.types
        .iter()
        .find(|def| def.name == name && !matches!(def.kind, TypeKind::Pending))
        .unwrap_or_else(|| panic!("no type {name:?} in {names:?}"))
}

/// The names of all types.
fn names(api: &Api) -> Vec<&str> {
    api.types
        .iter()
        .filter(|def| !matches!(def.kind, TypeKind::Pending))
        .map(|def| def.name.as_str())
        .collect()
}

/// The variants of a channel in one direction.
fn variants(api: &Api, key: &str, direction: Direction) -> Vec<String> {
    let set = channel(api, key).messages(direction);
    set.variants
        .iter()
        .map(|variant| variant.ident.clone())
        .collect()
}

/// The variants of both directions, to the server first: `A, B | C`.
fn both(api: &Api, key: &str) -> String {
    format!(
        "{} | {}",
        variants(api, key, Direction::ToServer).join(", "),
        variants(api, key, Direction::ToClient).join(", ")
    )
}

/// A whole definition in a line.
#[track_caller]
fn shown(api: &Api, name: &str) -> String {
    show::kind(api, &def(api, name).kind)
}

/// A directory of files that goes away with the value.
struct Directory(PathBuf);

impl Directory {
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!(
            "asyncapi-channels-asyncapi-{}-{number}",
            std::process::id()
        ));
        for (name, content) in files {
            let file = path.join(name);
            std::fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
            std::fs::write(file, content).expect("a file");
        }
        Self(path)
    }

    #[track_caller]
    fn expand(&self, path: &str) -> Expansion {
        let expansion = expand(
            Document::File(Path::new(path)),
            &self.0,
            &Options::default(),
        );
        assert_rust(&expansion);
        expansion
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
