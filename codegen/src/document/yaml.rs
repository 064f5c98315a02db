//! YAML 1.2 and JSON text to trees. Only this module knows the parser.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Tag};

use super::node::{Entry, Node, Value};
use super::scalar;
use crate::diagnostics::Diagnostics;
use crate::source::{FileId, Sources, Span};

/// How many arrays and objects may be within each other.
const MOST_DEPTH: usize = 128;

/// How many nodes a document may have once every alias is replaced by what it stands for.
const MOST_NODES: u64 = 1_000_000;

/// The longest key, in characters. JSON knows no bound; a higher one only makes the parser hold
/// more of what it has not decided on yet.
const LONGEST_KEY: usize = 1 << 16;

/// The tree of a file's text; `None` where the text is no tree at all.
pub fn parse(file: FileId, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(file);
    let mut options = granit_parser::options! {
        emit_unresolved_aliases: true,
        simple_key_max_lookahead: LONGEST_KEY,
        flow_nesting_limit: MOST_DEPTH,
        block_nesting_limit: MOST_DEPTH,
    };
    options.set_emit_comments(false);

    let mut builder = Builder {
        file,
        text,
        json: Path::new(sources.display(file))
            .extension()
            .is_some_and(|end| end == "json"),
        diagnostics,
        frames: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        root: None,
        documents: 0,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => builder.event(event, span)?,
            Err(error) => return builder.syntax_error(&error),
        }
    }
    let root = builder
        .root
        .take()
        .filter(|root| !(root.is_null() && root.scalar_text() == Some("")));
    if root.is_none() {
        diagnostics.error(Span::start_of(file), "the document is empty");
    }
    root
}

/// An array or an object that is not complete yet.
struct Frame {
    start: u32,
    /// Where what was read so far ends.
    end: u32,
    anchor: usize,
    /// Whether it is a key, or in one.
    within_key: bool,
    kind: Kind,
}

enum Kind {
    Array(Vec<Node>),
    Object(Object),
}

#[derive(Default)]
struct Object {
    entries: Vec<Entry>,
    /// Each key that is taken, and where it stands.
    keys: HashMap<String, Span>,
    /// The key whose value comes next.
    pending: Option<Key>,
    /// Where the merge key stands, how many entries came before it, and what it brings in.
    merge: Option<(Span, usize, Vec<Node>)>,
}

enum Key {
    Named(String, Span),
    Merge(Span),
    /// A mistake that was reported; its value is left out.
    Dropped,
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    /// Whether the file's name says that it is JSON.
    json: bool,
    diagnostics: &'a mut Diagnostics,
    frames: Vec<Frame>,
    /// What each anchor names; `None` while it is being read.
    anchors: HashMap<usize, Option<Node>>,
    nodes: u64,
    root: Option<Node>,
    documents: usize,
}

impl Builder<'_> {
    /// Takes the next event; `None` means that reading on makes no sense.
    fn event(&mut self, event: Event<'_>, at: granit_parser::Span) -> Option<()> {
        let span = self.span(&at);
        if self.documents > 1 {
            return self.later_document(&event, span);
        }
        match event {
            Event::DocumentStart(..) => self.documents += 1,
            Event::DocumentEnd => self.documents += usize::from(self.documents == 1),
            Event::Scalar(value, style, anchor, tag) => {
                let span = self.trimmed(span);
                let plain = style == ScalarStyle::Plain;
                // What is not there is given as `~`.
                let nothing = plain && span.start == span.end;
                let value = if nothing { "".into() } else { value };
                let tag_span = at.tag_span().map(|at| self.span(&at));
                let value_of = self.scalar(&value, plain, tag.as_deref(), tag_span, span);
                let node = Node::written(value_of, span, &value);
                self.nodes += 1;
                if anchor != 0 {
                    self.anchors.insert(anchor, Some(node.clone()));
                }
                let merge = plain && tag.is_none() && value == "<<";
                self.place(node, span, merge);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.container_tag(tag.as_deref(), "seq", &at, span);
                self.open(span, anchor, Kind::Array(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.container_tag(tag.as_deref(), "map", &at, span);
                self.open(span, anchor, Kind::Object(Object::default()))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span)?,
            Event::UnresolvedAlias(name) => {
                self.diagnostics
                    .error(span, format!("no anchor `&{name}` before this alias"))
                    .help(format!(
                        "write `&{name}` before the value that it stands for"
                    ));
                self.diagnostics.lose(span);
                self.place(Node::new(Value::Null, span), span, false);
            }
            _ => {}
        }
        Some(())
    }

    /// A second document may be there only if there is nothing in it.
    fn later_document(&mut self, event: &Event<'_>, span: Span) -> Option<()> {
        let content = match event {
            Event::Scalar(value, style, _, tag) => {
                let nothing = value.is_empty() || span.start == span.end;
                !(nothing && *style == ScalarStyle::Plain && tag.is_none())
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => true,
            Event::Alias(_) | Event::UnresolvedAlias(_) => true,
            _ => false,
        };
        if content && self.documents == 2 {
            self.documents = 3;
            let span = self.trimmed(span);
            self.diagnostics
                .error(span, "a second document in the same file")
                .help("only the first is read; write each document into a file of its own");
        }
        Some(())
    }

    fn span(&self, at: &granit_parser::Span) -> Span {
        let offset = |marker: &granit_parser::Marker| {
            let offset = marker.byte_offset().unwrap_or_else(|| {
                let chars = self.text.char_indices().map(|(offset, _)| offset);
                chars
                    .chain([self.text.len()])
                    .nth(marker.index())
                    .unwrap_or(self.text.len())
            });
            u32::try_from(offset.min(self.text.len())).unwrap_or(u32::MAX)
        };
        let start = offset(&at.start);
        Span::new(self.file, start, offset(&at.end).max(start))
    }

    /// The range without the white space at its end.
    fn trimmed(&self, span: Span) -> Span {
        let covered = self
            .text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("");
        let length = u32::try_from(covered.trim_end().len()).unwrap_or(0);
        Span {
            end: span.start + length,
            ..span
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        plain: bool,
        tag: Option<&Tag>,
        tag_span: Option<Span>,
        span: Span,
    ) -> Value {
        let Some(tag) = tag else {
            return if plain {
                scalar::plain(text)
            } else {
                Value::String(text.to_owned())
            };
        };
        let value = match tag.core_suffix() {
            Some("str") => return Value::String(text.to_owned()),
            Some("int") => scalar::integer(text),
            Some("float") => scalar::float(text),
            Some("bool") => scalar::boolean(text),
            Some("null") => scalar::null(text),
            Some(_) => None,
            None if tag.original() == "!" => return Value::String(text.to_owned()),
            None => {
                self.unknown_tag(tag, tag_span.unwrap_or(span));
                return if plain {
                    scalar::plain(text)
                } else {
                    Value::String(text.to_owned())
                };
            }
        };
        value.unwrap_or_else(|| {
            let message = format!(
                "`{}` is not a value for the tag `{}`",
                brief(text),
                tag.original()
            );
            self.diagnostics.error(span, message);
            Value::String(text.to_owned())
        })
    }

    fn container_tag(
        &mut self,
        tag: Option<&Tag>,
        own: &str,
        at: &granit_parser::Span,
        span: Span,
    ) {
        let Some(tag) = tag else { return };
        let place = at.tag_span().map_or(span, |at| self.span(&at));
        match tag.core_suffix() {
            Some(suffix) if suffix == own => {}
            Some(_) => {
                let what = if own == "seq" {
                    "an array"
                } else {
                    "an object"
                };
                let message = format!("the tag `{}` cannot stand before {what}", tag.original());
                self.diagnostics.error(place, message);
            }
            None if tag.original() == "!" => {}
            None => self.unknown_tag(tag, place),
        }
    }

    fn unknown_tag(&mut self, tag: &Tag, span: Span) {
        self.diagnostics.warning(
            span,
            format!("the tag `{}` is ignored", brief(&tag.original())),
        );
    }

    fn too_deep(&mut self, span: Span) -> Option<()> {
        let message = format!("more than {MOST_DEPTH} arrays and objects within each other");
        self.diagnostics.error(span, message);
        None
    }

    fn open(&mut self, span: Span, anchor: usize, kind: Kind) -> Option<()> {
        if self.frames.len() >= MOST_DEPTH {
            return self.too_deep(Span {
                end: span.start,
                ..span
            });
        }
        let within_key = self.frames.last().is_some_and(|frame| frame.within_key);
        let is_key = self.expects_key();
        if is_key && !within_key {
            self.complex_key(Span {
                end: span.start,
                ..span
            });
        }
        self.nodes += 1;
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        self.frames.push(Frame {
            start: span.start,
            end: span.end,
            anchor,
            within_key: within_key || is_key,
            kind,
        });
        Some(())
    }

    fn close(&mut self, span: Span) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        // The end of a block is reported where the next thing begins, that of `[]` and `{}` has
        // a width of its own.
        let end = if span.end > span.start {
            span.end.max(frame.end)
        } else {
            frame.end
        };
        let value = match frame.kind {
            Kind::Array(items) => Value::Array(items),
            Kind::Object(object) => Value::Object(object.finish()),
        };
        let span = Span::new(self.file, frame.start, end);
        let node = Node::new(value, span);
        if frame.anchor != 0 {
            self.anchors.insert(frame.anchor, Some(node.clone()));
        }
        self.place(node, span, false);
    }

    fn alias(&mut self, id: usize, span: Span) -> Option<()> {
        let name = self
            .text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("*")
            .to_owned();
        let Some(Some(node)) = self.anchors.get(&id).cloned() else {
            let message = format!("the alias `{name}` is inside of what it stands for");
            self.diagnostics.error(span, message);
            self.diagnostics.lose(span);
            self.place(Node::new(Value::Null, span), span, false);
            return Some(());
        };
        self.nodes = self.nodes.saturating_add(node.size());
        if self.nodes > MOST_NODES {
            let message =
                format!("with the alias `{name}` the document grows beyond {MOST_NODES} values");
            self.diagnostics.error(span, message);
            return None;
        }
        if self.frames.len() + node.height() as usize > MOST_DEPTH {
            return self.too_deep(span);
        }
        self.place(node, span, false);
        Some(())
    }

    fn expects_key(&self) -> bool {
        matches!(
            self.frames.last(),
            Some(Frame {
                kind: Kind::Object(Object { pending: None, .. }),
                ..
            })
        )
    }

    fn complex_key(&mut self, span: Span) {
        self.diagnostics
            .error(span, "an array or an object cannot be a key")
            .help("write `'{…}'` with quotes if this is meant to be text");
    }

    /// Puts a complete node where it belongs; `at` is its place, for an alias that of the alias.
    fn place(&mut self, node: Node, at: Span, merge: bool) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.end = frame.end.max(at.end);
        match &mut frame.kind {
            Kind::Array(items) => items.push(node),
            Kind::Object(object) => match object.pending.take() {
                Some(Key::Dropped) => {}
                Some(Key::Named(key, key_span)) => {
                    object.entries.push(Entry {
                        key,
                        key_span,
                        value: node,
                    });
                }
                Some(Key::Merge(key_span)) => {
                    object.merge_value(key_span, &node, at, self.diagnostics);
                }
                None => {
                    let key = object.key(&node, at, merge, self.diagnostics);
                    let compound = matches!(node.value(), Value::Array(_) | Value::Object(_));
                    // Where it is not an alias, this was reported where it began.
                    if compound && node.span() != at {
                        self.complex_key(at);
                    }
                    if let Some(Frame {
                        kind: Kind::Object(object),
                        ..
                    }) = self.frames.last_mut()
                    {
                        object.pending = Some(key);
                    }
                }
            },
        }
    }

    fn syntax_error(&mut self, error: &ScanError) -> Option<Node> {
        let marker = *error.marker();
        let start = self.span(&granit_parser::Span::empty(marker)).start;
        let span = Span::new(self.file, start, start);
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            self.too_deep(span);
            return None;
        }
        let help = self.advice(error.kind(), start as usize);
        let language = if self.json { "JSON" } else { "YAML" };
        let diagnostic = self
            .diagnostics
            .error(span, format!("invalid {language}: {}", error.info()));
        if let Some(help) = help {
            diagnostic.help(help);
        }
        None
    }

    fn advice(&self, kind: &ErrorKind, offset: usize) -> Option<&'static str> {
        let before = self.text.get(..offset).unwrap_or("");
        let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = self.text.get(line_start..).unwrap_or("");
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        let tab = line
            .get(..indentation)
            .is_some_and(|blank| blank.contains('\t'));
        match kind {
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart => {
                Some("indent with spaces: YAML does not take tabs for indentation")
            }
            _ if tab => Some("indent with spaces: YAML does not take tabs for indentation"),
            ErrorKind::UnexpectedCharacter { .. } => {
                Some("write quotes around text that begins with this character")
            }
            ErrorKind::MappingValueNotAllowed => {
                Some("write quotes around text that has `: ` in it, or check the indentation")
            }
            ErrorKind::UnknownQuotedScalarEscape => {
                Some("write `\\\\` for a backslash, or use single quotes")
            }
            _ if self.json && before.trim_end().ends_with(['"', '}', ']']) => {
                Some("is a `,` missing before this?")
            }
            _ => None,
        }
    }
}

impl Object {
    /// What a node in the place of a key means.
    fn key(&mut self, node: &Node, at: Span, merge: bool, diagnostics: &mut Diagnostics) -> Key {
        let key = match node.value() {
            Value::Array(_) | Value::Object(_) => return Key::Dropped,
            Value::Null => "null",
            _ => node.scalar_text().unwrap_or(""),
        };
        let first = match &self.merge {
            Some((span, ..)) if merge => Some(span),
            _ if merge => None,
            _ => self.keys.get(key),
        };
        if let Some(&first) = first {
            diagnostics
                .error(at, format!("the key `{}` is there twice", brief(key)))
                .related(first, "it is here first");
            return Key::Dropped;
        }
        if merge {
            self.merge = Some((at, self.entries.len(), Vec::new()));
            return Key::Merge(at);
        }
        self.keys.insert(key.to_owned(), at);
        Key::Named(key.to_owned(), at)
    }

    fn merge_value(&mut self, key: Span, node: &Node, at: Span, diagnostics: &mut Diagnostics) {
        let wanted = match node.value() {
            Value::Array(items) => items.clone(),
            _ => vec![node.clone()],
        };
        let (objects, others): (Vec<Node>, Vec<Node>) = wanted
            .into_iter()
            .partition(|node| node.as_object().is_some());
        for other in others {
            // What an alias stands for is elsewhere; the mistake is here.
            let span = if at.contains(other.span()) {
                other.span()
            } else {
                at
            };
            diagnostics
                .error(span, format!("`<<` cannot merge {}", other.summary()))
                .expected("an object or an array of objects");
        }
        if let Some((span, _, sources)) = &mut self.merge
            && *span == key
        {
            *sources = objects;
        }
    }

    /// All entries; those merged in stand where the merge key stood.
    fn finish(self) -> Vec<Entry> {
        let Some((_, position, sources)) = self.merge else {
            return self.entries;
        };
        let mut taken: HashSet<String> = self.keys.into_keys().collect();
        let mut out = self.entries;
        let after = out.split_off(position.min(out.len()));
        for entry in sources.iter().filter_map(Node::as_object).flatten() {
            if taken.insert(entry.key.clone()) {
                out.push(entry.clone());
            }
        }
        out.extend(after);
        out
    }
}

/// Text that is short enough for a message.
fn brief(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or("")),
        None => text.to_owned(),
    }
}
