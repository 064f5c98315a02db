//! Text of the document → rustdoc that compiles without a warning.
//!
//! Descriptions are Markdown written for other tools. In rustdoc, an indented block is a test, a
//! bracket is a link into the crate and `<T>` is HTML; so code is marked as text, and what is no
//! link or code is escaped.

use crate::model::{Docs, MessageSet};
use crate::options::Envelope;
use proc_macro2::TokenStream;
use quote::quote;

/// The doc attribute of an item; `fallback` stands where the document says nothing.
pub(super) fn docs(docs: &Docs, fallback: &str) -> TokenStream {
    let text = text(docs, fallback);
    quote!(#[doc = #text])
}

/// Doc attribute of plain text that needs no escaping.
pub(super) fn plain(text: &str) -> TokenStream {
    quote!(#[doc = #text])
}

/// What the documentation says of the variant for frames that are no message.
pub(super) const UNKNOWN: &str = "A frame that is none of the messages, as it was received. It is sent as it is.\n\nA frame that \
     is known to be a message and is not a valid one is an error rather than this.";

/// How the messages of a set travel and are told apart, in words.
pub(super) fn notes_of(set: &MessageSet, envelope: Option<&Envelope>) -> Vec<String> {
    let names: Vec<&str> = set
        .variants
        .iter()
        .map(|variant| variant.ident.as_str())
        .collect();
    let mut notes = Vec::new();
    if let Some(envelope) = envelope.filter(|_| set.frames.json.is_some()) {
        let [tag, payload] = [&envelope.tag, &envelope.payload].map(|key| key.replace('`', "'"));
        notes.push(format!(
            "Each JSON message travels in an object that has its name as `{tag}` and its payload \
             as `{payload}`."
        ));
    }
    notes.extend(set.frames.describe(&names));
    if let Some(unknown) = &set.unknown {
        notes.push(format!("A frame that is none of them is `{unknown}`."));
    }
    notes
}

fn text(docs: &Docs, fallback: &str) -> String {
    let mut paragraphs = Vec::new();
    let summary = docs.summary.as_deref().map(str::trim).unwrap_or_default();
    let description = docs
        .description
        .as_deref()
        .map(str::trim)
        .unwrap_or_default();
    if !summary.is_empty() {
        paragraphs.push(escape(summary));
    }
    if !description.is_empty() && description != summary {
        paragraphs.push(escape(description));
    }
    if paragraphs.is_empty() {
        paragraphs.push(fallback.to_owned());
    }
    if docs.deprecated {
        paragraphs.push("**Deprecated** by the document.".to_owned());
    }
    for note in &docs.notes {
        paragraphs.push(code_spans(note));
    }
    paragraphs.join("\n\n")
}

/// Notes put values in backticks; a value with line breaks would leave its span.
fn code_spans(note: &str) -> String {
    note.replace(['\n', '\r'], " ")
}

/// Escapes Markdown for rustdoc.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut fence: Option<String> = None;
    for line in text.lines() {
        if !out.is_empty() {
            out.push('\n');
        }
        let bare = line.trim_start();
        if let Some(open) = &fence {
            if bare.starts_with(open.as_str()) {
                out.push_str(open);
                fence = None;
            } else {
                // A line that rustdoc hides or a stray fence would change the block.
                out.push_str(line);
            }
            continue;
        }
        let marker: String = bare
            .chars()
            .take_while(|character| *character == '`' || *character == '~')
            .collect();
        if marker.len() >= 3 {
            out.push_str(&marker);
            out.push_str("text");
            fence = Some(marker);
            continue;
        }
        // Four spaces would begin a block of code, and so a test.
        let indent = (line.len() - bare.len()).min(3);
        out.extend(std::iter::repeat_n(' ', indent));
        escape_line(bare, &mut out);
    }
    if let Some(open) = fence {
        out.push('\n');
        out.push_str(&open);
    }
    out
}

fn escape_line(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if character == '`' {
            let ticks = rest.len() - rest.trim_start_matches('`').len();
            let mark = &rest[..ticks];
            if let Some(end) = rest[ticks..].find(mark) {
                let span = &rest[..ticks + end + ticks];
                out.push_str(span);
                rest = &rest[span.len()..];
            } else {
                out.push_str("\\`");
                rest = &rest[1..];
            }
            continue;
        }
        if rest.starts_with("http://") || rest.starts_with("https://") {
            let end = rest
                .find(|next: char| {
                    next.is_whitespace()
                        || matches!(next, ')' | '>' | ']' | '"' | '\'' | '`' | '<' | '|' | '*')
                })
                .unwrap_or(rest.len());
            let link = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
            if out.ends_with("](") {
                out.push_str(link);
            } else {
                out.push('<');
                out.push_str(link);
                out.push('>');
            }
            rest = &rest[link.len()..];
            continue;
        }
        if character == '['
            && let Some(link) = web_link(rest)
        {
            out.push_str(link);
            rest = &rest[link.len()..];
            continue;
        }
        match character {
            '<' | '>' | '[' | ']' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
        rest = &rest[character.len_utf8()..];
    }
}

/// `[text](https://…)` at the start of the text.
fn web_link(text: &str) -> Option<&str> {
    let close = text.find("](")?;
    let label = &text[1..close];
    if label.contains(['[', ']', '<', '`']) || label.contains("http") {
        return None;
    }
    let target = &text[close + 2..];
    let end = target.find(')')?;
    let url = &target[..end];
    let is_web = url.starts_with("http://") || url.starts_with("https://");
    let is_plain = url
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'('));
    (is_web && is_plain).then(|| &text[..close + 2 + end + 1])
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn markdown_is_made_safe() {
        for (text, expected) in [
            ("a <b> [c]", "a \\<b\\> \\[c\\]"),
            ("see https://a.b/c.", "see <https://a.b/c>."),
            ("[x](https://a.b)", "[x](https://a.b)"),
            ("[x](#y)", "\\[x\\](#y)"),
            ("`Vec<T>` x", "`Vec<T>` x"),
            ("    code", "   code"),
            ("```json\n{}\n```", "```text\n{}\n```"),
            ("```\nopen", "```text\nopen\n```"),
            ("a ` b", "a \\` b"),
        ] {
            assert_eq!(escape(text), expected, "{text:?}");
        }
    }
}
