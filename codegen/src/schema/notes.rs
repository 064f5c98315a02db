//! The lines that documentation has for what a schema asks of its values.

use super::scalar::{integer_format, is_float_format};
use crate::document::{Node, Value};

/// The keywords that say more than the Rust type does.
const SHOWN: [&str; 21] = [
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "contentEncoding",
    "contentMediaType",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "dependencies",
    "dependentRequired",
    "not",
];

/// Longer values would hide what else is said.
const LONGEST: usize = 80;

/// What documentation says of a keyword, if it helps a reader.
pub(super) fn note(key: &str, value: &Node) -> Option<String> {
    let says_nothing = match (key, value.value()) {
        (_, Value::Null) | ("uniqueItems", Value::Bool(false)) => true,
        ("format", Value::String(name)) => is_number_format(name),
        _ => false,
    };
    if says_nothing || !SHOWN.contains(&key) {
        return None;
    }
    let text = match value.value() {
        Value::String(text) => text.clone(),
        _ => value.to_json(),
    };
    Some(format!("`{key}`: {}", code(&text)))
}

/// Whether the type of a number says the format.
fn is_number_format(name: &str) -> bool {
    integer_format(name).is_some() || is_float_format(name)
}

/// Text as code of Markdown, without its end where it is long.
fn code(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let ticks = shown.split(|character| character != '`').map(str::len);
    match ticks.max().unwrap_or_default() {
        0 => format!("`{shown}`"),
        // More backticks than stand together inside.
        most => {
            let marks = "`".repeat(most + 1);
            format!("{marks} {shown} {marks}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};

    fn text(key: &str, value: &str) -> Option<String> {
        let file = Sources::new("/nowhere".into()).inline("inline", "");
        let span = Span {
            file,
            start: 0,
            end: 0,
        };
        note(key, &Node::new(Value::String(value.to_owned()), span))
    }

    #[test]
    fn values_stay_code_in_one_short_line() {
        for (value, expected) in [
            ("^[a-z]+$", "`pattern`: `^[a-z]+$`"),
            ("`a``", "`pattern`: ``` `a`` ```"),
        ] {
            assert_eq!(text("pattern", value).as_deref(), Some(expected));
        }
        let long = text("pattern", &"é".repeat(81)).unwrap_or_default();
        assert!(long.ends_with("é…`"), "{long}");
    }

    #[test]
    fn what_the_type_says_is_not_said_again() {
        assert_eq!(text("format", "int32"), None);
        assert_eq!(text("title", "a"), None);
        assert_eq!(
            text("format", "email").as_deref(),
            Some("`format`: `email`")
        );
    }
}
