//! References from one place of a document to another, or to another file.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::node::{Node, Value};
use super::{Documents, escape, pointer};
use crate::diagnostics::{Diagnostics, did_you_mean};
use crate::source::{FileId, Sources, Span};

/// How many references may follow each other.
const LONGEST_CHAIN: usize = 256;

/// Paths with more parts than this are taken as they are written.
const MOST_JOINED: usize = 64;

/// What a reference leads to.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The node at the end of the chain, which is no reference itself.
    pub node: Node,
    /// The last token of the first reference of the chain, or the stem of the file's name where
    /// that reference is to a whole file. `None` where there was no reference.
    pub name: Option<String>,
    /// The pointer of the node in its file (`#/components/schemas/Foo`). `None` where there was
    /// no reference.
    pub pointer: Option<String>,
    /// The objects that held the references, the outermost first, those alone that have other keys
    /// beside `$ref`.
    pub siblings: Vec<Node>,
}

/// The nodes that a file names by `$id` or `$anchor`, with the tokens that lead to each.
pub(super) type Names = HashMap<String, (Node, Vec<String>)>;

/// A file, and the tokens that lead to a node of it.
type Place = (FileId, Vec<String>);

/// A node and its place.
struct Target {
    node: Node,
    file: FileId,
    tokens: Vec<String>,
}

/// How far a path leads.
enum Walk {
    Found(Target, Vec<String>),
    /// The last node there is, and the token that it does not have.
    Missing(Target, String),
    /// A reference on the way leads nowhere, which was reported.
    Failed,
}

/// What following references needs, and those that are being followed.
struct Context<'a> {
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    active: Vec<Node>,
}

impl Documents {
    /// Follows `$ref` until a node without; a node without is its own target. `None` where a
    /// reference leads nowhere, which is reported.
    pub fn resolve(
        &mut self,
        node: &Node,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Resolved> {
        let mut context = Context {
            sources,
            diagnostics,
            active: Vec::new(),
        };
        let (resolved, _) = self.follow(node, &mut context)?;
        Some(resolved)
    }

    /// The end of the chain of references that begins at `node`, and its place.
    fn follow(
        &mut self,
        node: &Node,
        context: &mut Context<'_>,
    ) -> Option<(Resolved, Option<Place>)> {
        let depth = context.active.len();
        let mut resolved = Resolved {
            node: node.clone(),
            name: None,
            pointer: None,
            siblings: Vec::new(),
        };
        let mut place = None;
        while let Some(entry) = resolved.node.entry("$ref") {
            let span = entry.value.span();
            let Some(text) = entry.value.as_str() else {
                context
                    .diagnostics
                    .error(span, format!("`$ref` is {}", entry.value.summary()))
                    .expected("text, such as `#/components/schemas/Name` or `other.yaml`");
                return None;
            };
            if let Some(first) = context
                .active
                .iter()
                .position(|seen| seen.ptr_eq(&resolved.node))
            {
                context.report_cycle(first);
                return None;
            }
            if context.active.len() >= LONGEST_CHAIN {
                let message = format!("more than {LONGEST_CHAIN} references follow each other");
                context.diagnostics.error(span, message);
                return None;
            }
            if resolved
                .node
                .as_object()
                .is_some_and(|entries| entries.len() > 1)
            {
                resolved.siblings.push(resolved.node.clone());
            }
            context.active.push(resolved.node.clone());
            let target = self.target(text, span, context)?;
            if resolved.name.is_none() {
                let name = target.tokens.last().cloned();
                resolved.name = name.or_else(|| stem(context.sources.display(target.file)));
            }
            resolved.pointer = Some(pointer(&target.tokens));
            resolved.node = target.node;
            place = Some((target.file, target.tokens));
        }
        context.active.truncate(depth);
        Some((resolved, place))
    }

    /// The place that the text of a reference names.
    fn target(&mut self, text: &str, span: Span, context: &mut Context<'_>) -> Option<Target> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if let Some(scheme) = scheme(path) {
            context.report_remote(text, scheme, span);
            return None;
        }
        let file = if path.is_empty() {
            span.file
        } else {
            let path = context
                .sources
                .directory(span.file)
                .join(percent_decode(path));
            match context.sources.load(&path) {
                Ok(file) => file,
                Err(why) => {
                    let diagnostic = context.diagnostics.error(span, format!("`{text}`: {why}"));
                    if !text.contains(['/', '.', '#']) {
                        diagnostic.help(
                            "a reference into this document begins with `#/`, as `#/components/schemas/Name`",
                        );
                    }
                    return None;
                }
            }
        };
        let root = self.load(file, context.sources, context.diagnostics)?;
        let root = Target {
            node: root,
            file,
            tokens: Vec::new(),
        };

        let Some(inner) = fragment.strip_prefix('/') else {
            return if fragment.is_empty() {
                Some(root)
            } else {
                self.named(root, &percent_decode(fragment), text, span, context)
            };
        };
        if inner.is_empty() && root.node.get("").is_none() {
            return Some(root);
        }
        let tokens: Vec<&str> = inner.split('/').collect();
        let mut walk = self.walk(&root, &tokens, false, context);
        if matches!(walk, Walk::Missing(..)) && tokens.len() <= MOST_JOINED {
            let again = self.walk(&root, &tokens, true, context);
            if matches!(again, Walk::Found(..)) {
                walk = again;
            }
        }
        match walk {
            Walk::Found(target, joined) => {
                for key in joined {
                    context
                        .diagnostics
                        .warning(span, format!("`{text}` has a `/` of the key `{key}` in it"))
                        .help(format!("write the key as `{}`", escape(&key)));
                }
                Some(target)
            }
            Walk::Missing(last, token) => {
                context.report_missing(text, &last, &token, span);
                None
            }
            Walk::Failed => None,
        }
    }

    /// Goes down from the root, a token a step. A key with a `/` that is not escaped is several
    /// tokens; `joined` tries these before the single token.
    fn walk(
        &mut self,
        root: &Target,
        tokens: &[&str],
        joined: bool,
        context: &mut Context<'_>,
    ) -> Walk {
        let mut at = Target {
            node: root.node.clone(),
            file: root.file,
            tokens: root.tokens.clone(),
        };
        let mut found_joined = Vec::new();
        let mut rest = tokens;
        while let Some(first) = rest.first() {
            let step = if joined { None } else { step(&at.node, first) };
            if let Some((child, key)) = step {
                at = Target {
                    node: child,
                    tokens: with(at.tokens, key),
                    ..at
                };
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            // The longest key first: with `a` and `a/b`, the single `a` was tried before.
            let longest = rest.len().min(MOST_JOINED);
            let several = (2..=longest).rev().find_map(|count| {
                let key = rest.get(..count)?.join("/");
                let (child, key) = step_object(&at.node, &key)?;
                Some((child, key, count))
            });
            if let Some((child, key, count)) = several {
                found_joined.push(key.clone());
                at = Target {
                    node: child,
                    tokens: with(at.tokens, key),
                    ..at
                };
                rest = rest.get(count..).unwrap_or_default();
                continue;
            }
            if joined && let Some((child, key)) = self::step(&at.node, first) {
                at = Target {
                    node: child,
                    tokens: with(at.tokens, key),
                    ..at
                };
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            if at
                .node
                .get("$ref")
                .is_some_and(|value| value.as_str().is_some())
            {
                let Some((resolved, Some((file, tokens)))) = self.follow(&at.node, context) else {
                    return Walk::Failed;
                };
                at = Target {
                    node: resolved.node,
                    file,
                    tokens,
                };
                continue;
            }
            return Walk::Missing(at, unescape(first));
        }
        Walk::Found(at, found_joined)
    }

    /// The node that its file gives a name to.
    fn named(
        &mut self,
        root: Target,
        name: &str,
        text: &str,
        span: Span,
        context: &mut Context<'_>,
    ) -> Option<Target> {
        let names = self
            .named
            .entry(root.file)
            .or_insert_with(|| names_in(&root.node));
        if let Some((node, tokens)) = names.get(name) {
            return Some(Target {
                node: node.clone(),
                file: root.file,
                tokens: tokens.clone(),
            });
        }
        let near = did_you_mean(name, sorted(names.keys())).map(|near| format!("#{near}"));
        let first = name.split('/').next().unwrap_or("");
        let path = root.node.get(first).map(|_| format!("#/{name}"));
        context
            .diagnostics
            .error(
                span,
                format!("`{text}`: no node with `$anchor: {name}` or `$id: \"#{name}\"`"),
            )
            .suggest(path.or(near).as_deref());
        None
    }
}

impl Context<'_> {
    fn report_remote(&mut self, text: &str, scheme: &str, span: Span) {
        let web = ["http", "https"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known));
        if web || scheme.is_empty() {
            self.diagnostics
                .error(
                    span,
                    format!("`{text}` is on the network, and nothing is fetched at build time"),
                )
                .help("download it beside this document, and write the path of the file here");
        } else {
            self.diagnostics
                .error(
                    span,
                    format!("`{text}`: references with `{scheme}:` are not followed"),
                )
                .expected("`#/…`, or the path of a file relative to this one");
        }
    }

    /// Reports the references from `first` on, which lead back to it. The report is the same from
    /// wherever the circle is entered.
    fn report_cycle(&mut self, first: usize) {
        let circle: Vec<&Node> = self
            .active
            .iter()
            .skip(first)
            .filter_map(|node| node.get("$ref"))
            .collect();
        let least = (0..circle.len()).min_by_key(|&index| {
            let span = circle[index].span();
            (span.file, span.start)
        });
        let Some(least) = least else { return };
        let turned: Vec<&Node> = circle
            .iter()
            .cycle()
            .skip(least)
            .take(circle.len() + 1)
            .copied()
            .collect();
        let chain: Vec<String> = turned
            .iter()
            .map(|node| format!("`{}`", node.as_str().unwrap_or("")))
            .collect();
        let message = format!("the reference leads back to itself: {}", shortened(&chain));
        let span = circle[least].span();
        let others: Vec<Span> = turned
            .iter()
            .skip(1)
            .map(|node| node.span())
            .filter(|other| *other != span)
            .collect();
        let diagnostic = self.diagnostics.error(span, message);
        for other in others.into_iter().take(8) {
            diagnostic.related(other, "by way of this reference");
        }
    }

    fn report_missing(&mut self, text: &str, last: &Target, token: &str, span: Span) {
        let there = if last.file == span.file {
            pointer(&last.tokens)
        } else {
            format!(
                "{}{}",
                self.sources.display(last.file),
                pointer(&last.tokens)
            )
        };
        let keys: Vec<&str> = match last.node.value() {
            Value::Object(entries) => entries.iter().map(|entry| entry.key.as_str()).collect(),
            _ => Vec::new(),
        };
        let why = match last.node.value() {
            Value::Object(_) if last.tokens.is_empty() && last.file == span.file => {
                format!("the document has no `{token}`")
            }
            Value::Object(_) => format!("`{there}` has no `{token}`"),
            Value::Array(items) => match items.len() {
                1 => format!("`{there}` has 1 item, no `{token}`"),
                length => format!("`{there}` has {length} items, no `{token}`"),
            },
            _ => format!("`{there}` is {}, it has no `{token}`", last.node.summary()),
        };
        let near = did_you_mean(token, keys.iter().copied());
        let diagnostic = self
            .diagnostics
            .error(span, format!("`{text}` leads nowhere: {why}"));
        diagnostic.suggest(near);
        if near.is_none() && (1..=12).contains(&keys.len()) {
            diagnostic.expected(format!("one of: {}", keys.join(", ")));
        }
    }
}

/// The child that a token of a pointer names, and its key.
fn step(node: &Node, token: &str) -> Option<(Node, String)> {
    match node.value() {
        Value::Array(items) => {
            let canonical = token == "0" || !token.starts_with('0');
            let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
            let index: usize = (canonical && digits).then(|| token.parse().ok())??;
            Some((items.get(index)?.clone(), index.to_string()))
        }
        _ => step_object(node, token),
    }
}

fn step_object(node: &Node, token: &str) -> Option<(Node, String)> {
    let key = unescape(token);
    let entry = node.entry(&key).or_else(|| node.entry(token))?;
    Some((entry.value.clone(), entry.key.clone()))
}

fn with(mut tokens: Vec<String>, key: String) -> Vec<String> {
    tokens.push(key);
    tokens
}

/// A token of a pointer as the key that it stands for.
fn unescape(token: &str) -> String {
    percent_decode(token).replace("~1", "/").replace("~0", "~")
}

/// Text with `%xx` replaced by the bytes these stand for, unless that is no text.
fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let hex = |byte: Option<&u8>| byte.and_then(|&byte| char::from(byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%'
            && let (Some(high), Some(low)) = (hex(bytes.get(at + 1)), hex(bytes.get(at + 2)))
        {
            out.push(u8::try_from(high * 16 + low).unwrap_or(byte));
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The scheme of a URL; empty for `//host/path`. A single letter is the drive of a path.
fn scheme(path: &str) -> Option<&str> {
    if path.starts_with("//") {
        return Some("");
    }
    let (scheme, _) = path.split_once(':')?;
    let letters = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|other| other.is_ascii_alphanumeric() || "+-.".contains(other));
    (letters && scheme.len() > 1).then_some(scheme)
}

fn stem(display: &str) -> Option<String> {
    Some(
        Path::new(display)
            .file_stem()?
            .to_string_lossy()
            .into_owned(),
    )
}

fn shortened(chain: &[String]) -> String {
    const MOST: usize = 8;
    if chain.len() <= MOST {
        return chain.join(" → ");
    }
    let start = chain.get(..MOST / 2).unwrap_or_default().join(" → ");
    let end = chain
        .get(chain.len() - MOST / 2..)
        .unwrap_or_default()
        .join(" → ");
    format!("{start} → … → {end}")
}

fn sorted<'a>(keys: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut keys: Vec<&str> = keys.map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// All nodes with `$anchor: name` or `$id: "#name"`; of several with one name the first.
fn names_in(root: &Node) -> Names {
    fn visit(node: &Node, path: &mut Vec<String>, seen: &mut HashSet<usize>, names: &mut Names) {
        if !seen.insert(node.id()) {
            return;
        }
        match node.value() {
            Value::Object(entries) => {
                let text = |key| node.get(key).and_then(Node::as_str);
                let id = text("$id").and_then(|id| id.strip_prefix('#'));
                for name in [text("$anchor"), id].into_iter().flatten() {
                    names
                        .entry(name.to_owned())
                        .or_insert_with(|| (node.clone(), path.clone()));
                }
                for entry in entries {
                    path.push(entry.key.clone());
                    visit(&entry.value, path, seen, names);
                    path.pop();
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(index.to_string());
                    visit(item, path, seen, names);
                    path.pop();
                }
            }
            _ => {}
        }
    }
    let mut names = Names::new();
    visit(root, &mut Vec::new(), &mut HashSet::new(), &mut names);
    names
}
