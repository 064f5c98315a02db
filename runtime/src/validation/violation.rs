//! How a value breaks its schema, and the way of that news from a failed check to its reader.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde_json::Value;

/// How many characters of a limit or a value are shown.
const SHOWN: usize = 100;

/// How a value breaks its schema: which part of it, which keyword, and what was found.
///
/// ```
/// use asyncapi_channels::Violation;
///
/// let violation = Violation::parse(r#"/items/0/name: `minLength` 3, found "ab""#).unwrap();
/// assert_eq!(violation.pointer(), "/items/0/name");
/// assert_eq!(violation.keyword(), "minLength");
/// assert_eq!(violation.limit(), "3");
/// assert_eq!(violation.value(), r#""ab""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pointer: String,
    keyword: Cow<'static, str>,
    limit: String,
    value: String,
}

impl Violation {
    /// A violation at the value itself, with the keyword's value and the offending value as JSON
    /// text. Long texts are shortened.
    #[doc(hidden)]
    pub fn new(
        keyword: impl Into<Cow<'static, str>>,
        limit: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        Self {
            pointer: String::new(),
            keyword: keyword.into(),
            limit: shortened(limit.into()),
            value: shortened(value.into()),
        }
    }

    /// Where in the payload the value is, as a JSON pointer (RFC 6901); empty for the whole.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword of the schema: `minLength`, `required` and so on; `false schema` where the schema
    /// is `false`.
    #[must_use]
    pub fn keyword(&self) -> &str {
        &self.keyword
    }

    /// What the keyword asks for, as in the document, shortened when it is long.
    #[must_use]
    pub fn limit(&self) -> &str {
        &self.limit
    }

    /// The offending value as JSON text, shortened when it is long.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Reads the text of a violation again, or an error about the structure of a value; `None` if
    /// the text is neither.
    ///
    /// Errors of the structure are found while serde reads, and pass through it as text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (pointer, text) = split_pointer(without_position(text));
        let violation = match text.strip_prefix('`') {
            Some(text) => {
                let (keyword, text) = text.split_once("` ")?;
                let (limit, value) = split_outside_quotes(text, ", found ")?;
                Self::new(keyword.to_owned(), limit, value)
            }
            None => structural(text)?,
        };
        Some(Self {
            pointer: unescaped(pointer),
            ..violation
        })
    }

    /// The property that the pointer begins with, as a name, and the violation as its value sees it.
    pub(crate) fn into_property(mut self) -> Option<(String, Self)> {
        let rest = self.pointer.strip_prefix('/')?;
        let (step, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let name = step.replace("~1", "/").replace("~0", "~");
        self.pointer = below.to_owned();
        Some((name, self))
    }

    /// The violation as the holder of the value sees it: one step deeper.
    pub(crate) fn within(&mut self, step: &str) {
        let step = step.replace('~', "~0").replace('/', "~1");
        self.pointer.insert_str(0, &step);
        self.pointer.insert(0, '/');
    }

    /// The keyword and what it asks for, with the place below this value: for the text of a keyword
    /// that has alternatives.
    pub(crate) fn demand(&self) -> String {
        let Self {
            pointer,
            keyword,
            limit,
            ..
        } = self;
        match pointer.as_str() {
            "" => format!("`{keyword}` {limit}"),
            pointer => format!("{}: `{keyword}` {limit}", Escaped(pointer)),
        }
    }
}

/// `/items/0/name: `minLength` 3, found "ab"`.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pointer,
            keyword,
            limit,
            value,
        } = self;
        if !pointer.is_empty() {
            write!(f, "{}: ", Escaped(pointer))?;
        }
        write!(f, "`{keyword}` {limit}, found {value}")
    }
}

impl std::error::Error for Violation {}

/// The errors of reading a value, as the keywords that they are about.
fn structural(text: &str) -> Option<Violation> {
    let quoted = |text: &str| Value::from(text).to_string();
    if let Some(text) = text
        .strip_prefix("invalid type: ")
        .or_else(|| text.strip_prefix("invalid value: "))
    {
        let (value, limit) = split_outside_quotes(text, ", expected ")?;
        return Some(Violation::new("type", limit, value));
    }
    if let Some(text) = text.strip_prefix("expected ") {
        let (limit, value) = split_outside_quotes(text, ", found ")?;
        return Some(Violation::new("type", limit, value));
    }
    if let Some(text) = text.strip_prefix("missing property `") {
        let (name, _) = text.rsplit_once('`')?;
        return Some(Violation::new("required", quoted(name), "nothing"));
    }
    if let Some(text) = text.strip_prefix("unknown property `") {
        let (name, _) = text.rsplit_once('`')?;
        return Some(Violation::new(
            "additionalProperties",
            "false",
            quoted(name),
        ));
    }
    if let Some(text) = text.strip_prefix("missing item ") {
        let digits = text.split(|it: char| !it.is_ascii_digit()).next()?;
        let index: usize = digits.parse().ok()?;
        let limit = index.checked_add(1)?.to_string();
        return Some(Violation::new("minItems", limit, items(index)));
    }
    if let Some(text) = text.strip_prefix("more than ") {
        let limit: usize = text.strip_suffix(" items")?.parse().ok()?;
        let count = limit.checked_add(1)?;
        return Some(Violation::new("maxItems", limit.to_string(), items(count)));
    }
    if let Some(text) = text.strip_prefix("invalid length ") {
        let (count, limit) = text.split_once(", expected an array of ")?;
        let (count, limit): (usize, usize) = (
            count.parse().ok()?,
            limit.strip_suffix(" items")?.parse().ok()?,
        );
        let keyword = if count < limit {
            "minItems"
        } else {
            "maxItems"
        };
        return Some(Violation::new(keyword, limit.to_string(), items(count)));
    }
    if let Some(text) = text.strip_prefix("none of the alternatives of `") {
        let (name, text) = text.split_once("` (`")?;
        let (keyword, _) = text.split_once("`) fits")?;
        let limit = format!("an alternative of {name}");
        return Some(Violation::new(keyword.to_owned(), limit, "none of them"));
    }
    let (limit, value) = if let Some(text) = text.strip_prefix("must be ") {
        split_outside_quotes(text, ", found ")?
    } else {
        let text = text.strip_prefix("unknown value ")?;
        let (value, limit) = split_outside_quotes(text, ", expected ")?;
        (limit, value)
    };
    let keyword = match limit.starts_with("one of ") {
        true => "enum",
        false => "const",
    };
    Some(Violation::new(keyword, limit, value))
}

fn items(count: usize) -> String {
    match count {
        1 => "1 item".to_owned(),
        count => format!("{count} items"),
    }
}

/// A pointer in a text on one line, in which `: ` marks the pointer's end.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\\' => f.write_str("\\\\")?,
                ':' if characters.peek() == Some(&' ') => f.write_str("\\u003a")?,
                character if character.is_control() => write!(f, "\\u{:04x}", character as u32)?,
                character => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

/// The pointer that [`Escaped`] wrote.
fn unescaped(pointer: &str) -> String {
    let mut parts = pointer.split('\\');
    let mut text = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let code = part
            .strip_prefix('u')
            .and_then(|part| part.split_at_checked(4))
            .and_then(|(code, rest)| Some((u32::from_str_radix(code, 16).ok()?, rest)))
            .and_then(|(code, rest)| Some((char::from_u32(code)?, rest)));
        match code {
            Some((character, rest)) => {
                text.push(character);
                text.push_str(rest);
            }
            // Two backslashes, so the next part is plain text.
            None if part.is_empty() => {
                text.push('\\');
                text.push_str(parts.next().unwrap_or_default());
            }
            None => {
                text.push('\\');
                text.push_str(part);
            }
        }
    }
    text
}

/// The text without the ` at line 1 column 2` that serde_json ends an error with.
fn without_position(text: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.rsplit_once(" at line ") {
        Some((start, position)) => match position.split_once(" column ") {
            Some((line, column)) if is_number(line) && is_number(column) => start,
            _ => text,
        },
        None => text,
    }
}

/// The pointer at the start of a text, which may be empty, and the rest.
fn split_pointer(text: &str) -> (&str, &str) {
    match text.split_once(": ") {
        Some((pointer, rest)) if pointer.starts_with('/') => (pointer, rest),
        _ => ("", text),
    }
}

/// Splits a text at the first separator that is in no quotes.
fn split_outside_quotes<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let mut quotes = Quotes::default();
    for (index, character) in text.char_indices() {
        if !quotes.open {
            let (start, rest) = text.split_at(index);
            if let Some(rest) = rest.strip_prefix(separator) {
                return Some((start, rest));
            }
        }
        quotes.read(character);
    }
    None
}

/// Whether a reader of a text is inside a quoted string.
#[derive(Default)]
struct Quotes {
    open: bool,
    escaped: bool,
}

impl Quotes {
    fn read(&mut self, character: char) {
        match character {
            _ if self.escaped => self.escaped = false,
            '\\' if self.open => self.escaped = true,
            '"' => self.open = !self.open,
            _ => {}
        }
    }
}

/// The text on one line and without its end if it is long. Quotes that were opened are closed
/// again, so that the text still has its form.
fn shortened(text: String) -> String {
    // Two more than what is shown, because the marks of a shortened text count too.
    let is_long = text.len() > SHOWN && text.chars().nth(SHOWN + 2).is_some();
    if !is_long && !text.contains(char::is_control) {
        return text;
    }
    let mut shown = String::new();
    let mut count = 0;
    let mut quotes = Quotes::default();
    for character in text.chars() {
        let length = if character.is_control() { 6 } else { 1 };
        if count + length > SHOWN {
            if quotes.escaped {
                shown.pop();
            }
            shown.push_str(if quotes.open { "…\"" } else { "…" });
            break;
        }
        count += length;
        if character.is_control() {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\u{:04x}", character as u32);
            quotes.escaped = false;
        } else {
            shown.push(character);
            quotes.read(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(pointer: &str, violation: Violation) -> Violation {
        Violation {
            pointer: pointer.to_owned(),
            ..violation
        }
    }

    #[test]
    fn a_violation_is_read_from_its_text() {
        let long = format!("\"{}\"", "é\\\"".repeat(80));
        for pointer in [
            "",
            "/a/0",
            "/a: b/c",
            "/a\\b\\u0041\\/\\\\",
            "/\n\u{85}",
            "/a:",
        ] {
            for (keyword, limit, value) in [
                ("minLength", "3", r#""ab""#),
                ("pattern", r#""a, found \"b\\""#, r#"", found 3, found 4""#),
                ("enum", r#"["a","b"]"#, r#"{"a":[", found "]}"#),
                ("false schema", "false", "null"),
                ("const", long.as_str(), long.as_str()),
                ("const", "\"\u{7f}\"", "\"\u{2028}\u{9b}\""),
            ] {
                let violation = at(pointer, Violation::new(keyword, limit, value));
                let text = violation.to_string();
                assert!(!text.contains(char::is_control), "{text:?}");
                assert_eq!(Violation::parse(&text), Some(violation.clone()), "{text}");
                let placed = format!("{text} at line 12 column 345");
                assert_eq!(Violation::parse(&placed), Some(violation), "{text}");
            }
        }
    }

    #[test]
    fn the_text_has_no_pointer_when_the_whole_is_wrong() {
        let violation = Violation::new("minimum", "3", "2");
        assert_eq!(violation.to_string(), "`minimum` 3, found 2");
        let violation = at("/a", violation);
        assert_eq!(violation.to_string(), "/a: `minimum` 3, found 2");
    }

    #[test]
    fn texts_of_serde_are_understood() {
        for (text, pointer, limit, value) in [
            (
                "invalid type: string \"a, expected b\", expected u8 at line 1 column 4",
                "",
                "u8",
                "string \"a, expected b\"",
            ),
            (
                "/a/0: invalid type: null, expected a string",
                "/a/0",
                "a string",
                "null",
            ),
            (
                "invalid value: integer `300`, expected u8",
                "",
                "u8",
                "integer `300`",
            ),
        ] {
            let expected = at(pointer, Violation::new("type", limit, value));
            assert_eq!(Violation::parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn errors_of_the_structure_are_understood() {
        for (text, pointer, keyword, limit, value) in [
            (
                "missing property `id`",
                "",
                "required",
                r#""id""#,
                "nothing",
            ),
            (
                "/a: missing property `t`, expected one of \"x\", \"y\" at line 1 column 2",
                "/a",
                "required",
                r#""t""#,
                "nothing",
            ),
            (
                "/a: unknown property `x`",
                "/a",
                "additionalProperties",
                "false",
                r#""x""#,
            ),
            ("missing item 2", "", "minItems", "3", "2 items"),
            ("/t: more than 2 items", "/t", "maxItems", "2", "3 items"),
            (
                "invalid length 1, expected an array of 2 items",
                "",
                "minItems",
                "2",
                "1 item",
            ),
            (
                "invalid length 3, expected an array of 2 items",
                "",
                "maxItems",
                "2",
                "3 items",
            ),
            (
                r#"/t: must be "a", found "b""#,
                "/t",
                "const",
                r#""a""#,
                r#""b""#,
            ),
            (
                r#"/t: must be one of "a", "b", found 5"#,
                "/t",
                "enum",
                r#"one of "a", "b""#,
                "5",
            ),
            (
                r#"/c: unknown value "red", expected one of "green", "blue""#,
                "/c",
                "enum",
                r#"one of "green", "blue""#,
                r#""red""#,
            ),
            ("unknown value 1, expected true", "", "const", "true", "1"),
            (
                "expected an object, found a string",
                "",
                "type",
                "an object",
                "a string",
            ),
            (
                "/u: none of the alternatives of `U` (`oneOf`) fits: A: missing property `a`; B: no",
                "/u",
                "oneOf",
                "an alternative of U",
                "none of them",
            ),
        ] {
            let violation = Violation::parse(text).expect(text);
            assert_eq!(violation.pointer(), pointer, "{text}");
            assert_eq!(violation.keyword(), keyword, "{text}");
            assert_eq!(violation.limit(), limit, "{text}");
            assert_eq!(violation.value(), value, "{text}");
        }
        for text in ["duplicate property `a`", "EOF while parsing", "no", ""] {
            assert_eq!(Violation::parse(text), None, "{text}");
        }
    }

    #[test]
    fn serdes_own_errors_are_read() {
        for (json, value) in [("[300]", "integer `300`"), ("[\"a\"]", "string \"a\"")] {
            let error = serde_json::from_str::<Vec<u8>>(json).unwrap_err();
            let violation = Violation::parse(&error.to_string()).unwrap();
            assert_eq!((violation.limit(), violation.value()), ("u8", value));
        }
    }

    #[test]
    fn other_texts_are_no_violations() {
        for text in [
            "",
            "/",
            "`",
            "`a`",
            "`a` 1",
            "expected value at line 1 column 1",
            "missing property id",
            "invalid type: ",
            "/a: b: `c` 1, found 2",
            " at line 1 column 2",
            "\\u", // no character boundary is cut
            "/\\ué: `a` 1",
        ] {
            assert_eq!(Violation::parse(text), None, "{text}");
        }
        assert!(Violation::parse("/\\ué: `a` 1, found 2").is_some());
    }

    #[test]
    fn long_texts_are_shortened_inside_their_quotes() {
        let value = |text: &str| Violation::new("a", "1", text).value().to_owned();
        assert_eq!(value(&"1".repeat(102)), "1".repeat(102));
        assert_eq!(value(&"1".repeat(103)), "1".repeat(100) + "…");
        let text = format!("\"{}\"", "é".repeat(500));
        assert_eq!(value(&text), format!("\"{}…\"", "é".repeat(99)));
        let text = format!("\"{}\\n{}\"", "a".repeat(98), "b".repeat(98));
        assert_eq!(value(&text), format!("\"{}…\"", "a".repeat(98)));
        assert_eq!(value("\"\u{9b}\""), "\"\\u009b\"");
    }

    #[test]
    fn steps_are_escaped_and_added_in_front() {
        let mut violation = Violation::new("a", "1", "2");
        violation.within("b/c~d");
        violation.within("0");
        assert_eq!(violation.pointer(), "/0/b~1c~0d");
    }
}
