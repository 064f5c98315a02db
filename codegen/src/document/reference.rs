//! References from one place of a document to another, or to another file.

use std::path::Path;

use super::identifiers::{DRAFT_07, DRAFT_07_TEXT, Target};
use super::node::{Node, Value};
use super::uri::{self, percent_decode};
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

/// A file, and the tokens that lead to a node of it.
type Place = (FileId, Vec<String>);

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
            let target = self.target(text, &entry.value, context)?;
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

    /// The place that the text of a reference, which is the value of a `$ref`, names.
    fn target(
        &mut self,
        text: &str,
        reference: &Node,
        context: &mut Context<'_>,
    ) -> Option<Target> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let starts = if path.is_empty() {
            self.here(reference, context)?
        } else {
            vec![self.elsewhere(text, path, reference, context)?]
        };
        match fragment.strip_prefix('/') {
            Some(inner) => self.pointed(starts, inner, text, reference.span(), context),
            None if fragment.is_empty() => starts.into_iter().next(),
            None => self.named(&starts, &percent_decode(fragment), text, reference, context),
        }
    }

    /// Where a reference that is a fragment alone may start: at the schema whose `$id` is around
    /// it, as JSON Schema has it (draft-07, core, section 8.3), and else at the root of its file,
    /// which is what AsyncAPI documents mean.
    fn here(&mut self, reference: &Node, context: &mut Context<'_>) -> Option<Vec<Target>> {
        let file = reference.span().file;
        let root = self.whole(file, context)?;
        let around = self.identifiers.get(&file);
        let around = around.and_then(|known| known.schema_around(reference));
        Some(around.cloned().into_iter().chain([root]).collect())
    }

    /// What the path of a reference names: the schema of that `$id`, or else a file.
    fn elsewhere(
        &mut self,
        text: &str,
        path: &str,
        reference: &Node,
        context: &mut Context<'_>,
    ) -> Option<Target> {
        let span = reference.span();
        let own = self.identifiers.get(&span.file);
        let base = own.map_or("file:", |known| known.base_uri(reference));
        let uri = uri::resolve(base, path);
        // The file's own schemas first: others may have been copied from them with their `$id`.
        let mut known = own.into_iter().chain(self.identifiers.values());
        if let Some(schema) = known.find_map(|known| known.schema(&uri)) {
            return Some(schema.clone());
        }
        if uri == DRAFT_07 {
            let file = context.sources.inline(DRAFT_07, DRAFT_07_TEXT);
            return self.whole(file, context);
        }
        if uri::scheme(path).is_some() {
            context.report_remote(text, &uri, span);
            return None;
        }
        // Documents whose `$id` is a URL refer to the files beside them nevertheless.
        let path = context
            .sources
            .directory(span.file)
            .join(percent_decode(path));
        match context.sources.load(&path) {
            Ok(file) => self.whole(file, context),
            Err(why) => {
                if uri.starts_with("file:") {
                    context.report_unread(text, &why, span);
                } else {
                    context.report_remote(text, &uri, span);
                }
                None
            }
        }
    }

    /// The root of a file.
    fn whole(&mut self, file: FileId, context: &mut Context<'_>) -> Option<Target> {
        Some(Target {
            node: self.load(file, context.sources, context.diagnostics)?,
            file,
            tokens: Vec::new(),
        })
    }

    /// The end of the way down from the first of `starts` that has it.
    fn pointed(
        &mut self,
        starts: Vec<Target>,
        inner: &str,
        text: &str,
        span: Span,
        context: &mut Context<'_>,
    ) -> Option<Target> {
        if inner.is_empty() && starts.iter().all(|start| start.node.get("").is_none()) {
            return starts.into_iter().next();
        }
        let tokens: Vec<&str> = inner.split('/').collect();
        let ways: &[bool] = if tokens.len() <= MOST_JOINED {
            &[false, true]
        } else {
            &[false]
        };
        let mut missing = None;
        for &joined in ways {
            for start in &starts {
                match self.walk(start, &tokens, joined, context) {
                    Walk::Found(target, keys) => {
                        context.report_joined(text, &keys, span);
                        return Some(target);
                    }
                    Walk::Missing(last, token) if !joined => missing = Some((last, token)),
                    Walk::Missing(..) => {}
                    Walk::Failed => return None,
                }
            }
        }
        let (last, token) = missing?;
        context.report_missing(text, &last, &token, span);
        None
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
        let mut at = root.clone();
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
        &self,
        starts: &[Target],
        name: &str,
        text: &str,
        reference: &Node,
        context: &mut Context<'_>,
    ) -> Option<Target> {
        let start = starts.first()?;
        let known = self.identifiers.get(&start.file)?;
        if let Some(target) = known.anchor(&start.node, name) {
            return Some(target.clone());
        }
        let mut names: Vec<&str> = known.names().collect();
        names.sort_unstable();
        let near = did_you_mean(name, names).map(|near| format!("#{near}"));
        let first = name.split('/').next().unwrap_or("");
        let root = starts.last()?;
        let path = root.node.get(first).map(|_| format!("#/{name}"));
        context
            .diagnostics
            .error(
                reference.span(),
                format!("`{text}`: no node with `$anchor: {name}` or `$id: \"#{name}\"`"),
            )
            .suggest(path.or(near).as_deref());
        None
    }
}

impl Context<'_> {
    /// Reports a reference to what is on the network, or to what nobody knows how to find.
    fn report_remote(&mut self, text: &str, uri: &str, span: Span) {
        let shown = match uri::scheme(text) {
            Some(_) => format!("`{text}`"),
            None => format!("`{text}` (`{uri}` by the `$id` around it)"),
        };
        let scheme = uri::scheme(text).or(uri::scheme(uri)).unwrap_or("");
        let web = ["", "http", "https"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known));
        if web {
            self.diagnostics
                .error(
                    span,
                    format!("{shown} is on the network, and nothing is fetched at build time"),
                )
                .help("download it beside this document, and write the path of the file here");
        } else {
            self.diagnostics
                .error(
                    span,
                    format!("{shown}: references with `{scheme}:` are not followed"),
                )
                .expected("`#/…`, or the path of a file relative to this one");
        }
    }

    /// Reports a reference to a file that cannot be read.
    fn report_unread(&mut self, text: &str, why: &str, span: Span) {
        let diagnostic = self.diagnostics.error(span, format!("`{text}`: {why}"));
        if !text.contains(['/', '.', '#']) {
            diagnostic.help(
                "a reference into this document begins with `#/`, as `#/components/schemas/Name`",
            );
        }
    }

    /// Warns of keys whose `/` a reference did not escape.
    fn report_joined(&mut self, text: &str, keys: &[String], span: Span) {
        for key in keys {
            self.diagnostics
                .warning(span, format!("`{text}` has a `/` of the key `{key}` in it"))
                .help(format!("write the key as `{}`", escape(key)));
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
