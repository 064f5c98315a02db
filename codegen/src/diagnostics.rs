//! Mistakes and doubts about a document, collected so that one build shows all of them.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::document::Documents;
use crate::source::{Sources, Span};

/// How bad it is.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Severity {
    /// The document cannot be used as it is.
    Error,
    /// The document can be used, and perhaps does not mean what its author thinks.
    Warning,
}

/// One mistake, or one doubt, at one place.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// The document pointer of the place (`#/a/b`), where it is not the one that the place tells.
    pub pointer: Option<String>,
    /// What is wrong, naming the value.
    pub message: String,
    /// What was expected, to be read after the word "expected".
    pub expected: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Other places that have to do with it, each with what it is.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// A diagnostic that says only what is wrong and where.
    pub fn new(severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            severity,
            span,
            pointer: None,
            message: message.into(),
            expected: None,
            help: None,
            related: Vec::new(),
        }
    }

    /// Says what was expected; shown after the word "expected".
    pub fn expected(&mut self, expected: impl Into<String>) -> &mut Self {
        self.expected = Some(expected.into());
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Asks "did you mean" where a near name is known.
    pub fn suggest(&mut self, near: Option<&str>) -> &mut Self {
        if let Some(near) = near {
            self.help = Some(format!("did you mean `{near}`?"));
        }
        self
    }

    /// Shows another place.
    pub fn related(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.related.push((span, label.into()));
        self
    }

    /// Sets the document pointer, where the place alone would tell another.
    pub fn pointer(&mut self, pointer: impl Into<String>) -> &mut Self {
        self.pointer = Some(pointer.into());
        self
    }
}

/// All diagnostics, in the order they were found, none twice.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    seen: HashSet<(Span, String)>,
    /// Places whose value is not the document's: what is said of them follows from an earlier
    /// error.
    lost: HashSet<Span>,
    /// Takes the additions to a diagnostic that was there already.
    repeat: Option<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an error.
    pub fn error(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Error, span, message.into())
    }

    /// Adds a warning.
    pub fn warning(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.add(Severity::Warning, span, message.into())
    }

    /// Tells that the value at `span` could not be read, which is reported already: nothing further
    /// is said of it.
    pub fn lose(&mut self, span: Span) {
        self.lost.insert(span);
    }

    fn add(&mut self, severity: Severity, span: Span, message: String) -> &mut Diagnostic {
        let new = !self.lost.contains(&span) && self.seen.insert((span, message.clone()));
        let diagnostic = Diagnostic::new(severity, span, message);
        if !new {
            return self.repeat.insert(diagnostic);
        }
        let index = self.list.len();
        self.list.push(diagnostic);
        &mut self.list[index]
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// All of them, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Warning)
    }
}

/// The candidate that `word` probably was meant to be.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const LONGEST: usize = 200;
    let lower = word.to_lowercase();
    let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
    let limit = (letters.len() / 3).max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        if candidate.to_lowercase() == lower {
            return Some(candidate);
        }
        let other: Vec<char> = candidate.chars().take(LONGEST + 1).collect();
        if letters.len() > LONGEST
            || other.len() > LONGEST
            || letters.len().abs_diff(other.len()) > limit
        {
            continue;
        }
        let distance = edit_distance(&letters, &other);
        // A word that shares nothing with the candidate was not meant to be it.
        if distance <= limit
            && distance < letters.len().max(other.len())
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

/// The diagnostic as text: its place, what is wrong, the line with a caret, and advice.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, documents: &Documents) -> String {
    let mut out = String::new();
    let kind = match diagnostic.severity {
        Severity::Error => "",
        Severity::Warning => "warning: ",
    };
    header(
        &mut out,
        diagnostic.span,
        &format!("{kind}{}", diagnostic.message),
        sources,
    );
    let pointer = diagnostic
        .pointer
        .clone()
        .or_else(|| documents.pointer(diagnostic.span));
    if let Some(pointer) = pointer {
        let _ = writeln!(out, "  at {pointer}");
    }
    let indent = snippet(&mut out, diagnostic.span, sources);
    if let Some(expected) = &diagnostic.expected {
        let _ = writeln!(out, "{indent}= expected {expected}");
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "{indent}= help: {help}");
    }
    for (span, label) in &diagnostic.related {
        header(&mut out, *span, label, sources);
        snippet(&mut out, *span, sources);
    }
    out
}

fn header(out: &mut String, span: Span, text: &str, sources: &Sources) {
    let name = sources.display(span.file);
    if sources.is_unread(span.file) {
        // The text names the file.
        let _ = writeln!(out, "{text}");
        return;
    }
    let (line, column) = sources.line_column(span);
    let _ = writeln!(out, "{name}:{line}:{column}: {text}");
}

/// Shows the line that a range begins on, the range underlined; returns the indentation that
/// further lines take.
fn snippet(out: &mut String, span: Span, sources: &Sources) -> String {
    let (line, column) = sources.line_column(span);
    let number = line.to_string();
    let indent = " ".repeat(number.len() + 1);
    if sources.text(span.file).is_empty() {
        return indent;
    }
    let source = sources.line_text(span);
    let covered = sources.slice(span);
    let covered = covered.split(['\n', '\r']).next().unwrap_or("");
    let (shown, before, width) = window(source, column - 1, covered.chars().count());
    let _ = writeln!(out, "{indent}|");
    let _ = writeln!(out, "{}", format!("{number} | {shown}").trim_end());
    let _ = writeln!(out, "{indent}| {}{}", " ".repeat(before), "^".repeat(width));
    indent
}

/// The part of a line around the caret, with the number of columns before the caret and the width
/// of the underline.
fn window(line: &str, start: usize, length: usize) -> (String, usize, usize) {
    const WIDTH: usize = 120;
    const LEAD: usize = 40;
    const TAB: usize = 4;
    let total = line.chars().count();
    let (first, last) = if total <= WIDTH {
        (0, total)
    } else {
        let first = if start + length.min(WIDTH - LEAD) <= WIDTH {
            0
        } else {
            start - LEAD.min(start)
        };
        let first = first.min(total - WIDTH);
        (first, (first + WIDTH).min(total))
    };
    let mut shown = String::new();
    let mut columns = 0;
    if first > 0 {
        shown.push('…');
        columns += 1;
    }
    let (mut before, mut width) = (columns, 0);
    for (index, character) in line.chars().enumerate().take(last).skip(first) {
        let wide = match character {
            '\t' => {
                shown.push_str(&" ".repeat(TAB));
                TAB
            }
            control if control.is_control() => {
                shown.push('\u{FFFD}');
                1
            }
            other => {
                shown.push(other);
                1
            }
        };
        columns += wide;
        if index < start {
            before = columns;
        } else if index < start + length {
            width += wide;
        }
    }
    if last < total {
        shown.push('…');
    }
    (shown, before, width.max(1))
}
