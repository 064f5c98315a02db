//! Texts that refer to something: URIs and IRIs, templates of them, and JSON pointers.

use iri_string::types::{IriReferenceStr, IriStr, UriReferenceStr, UriStr};

/// `uri`: with a scheme (RFC 3986 section 3).
#[must_use]
pub fn uri(text: &str) -> bool {
    UriStr::new(text).is_ok()
}

/// `uri-reference`: a URI or relative (RFC 3986 section 4.1).
#[must_use]
pub fn uri_reference(text: &str) -> bool {
    UriReferenceStr::new(text).is_ok()
}

/// `iri`: with a scheme (RFC 3987 section 2.2).
#[must_use]
pub fn iri(text: &str) -> bool {
    IriStr::new(text).is_ok()
}

/// `iri-reference`: an IRI or relative (RFC 3987 section 2.2).
#[must_use]
pub fn iri_reference(text: &str) -> bool {
    IriReferenceStr::new(text).is_ok()
}

/// `uri-template`: literals and expressions in braces (RFC 6570 section 2).
#[must_use]
pub fn uri_template(text: &str) -> bool {
    let mut rest = text;
    while let Some((literals, after)) = rest.split_once('{') {
        let Some((expression, after)) = after.split_once('}') else {
            return false;
        };
        if !are_literals(literals) || !is_expression(expression) {
            return false;
        }
        rest = after;
    }
    are_literals(rest)
}

/// RFC 6570 section 2.1. The apostrophe is allowed, as erratum 6937 has it.
fn are_literals(text: &str) -> bool {
    let is_literal = |it: char| {
        !it.is_control()
            && !it.is_whitespace()
            && !matches!(it, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    text.chars().all(is_literal) && has_whole_percents(text)
}

/// Whether each `%` has its two hexadecimal digits.
fn has_whole_percents(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        matches!(after.as_bytes(), [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
    })
}

/// What is in the braces: an operator, and variables with their modifiers (sections 2.2 to 2.4).
fn is_expression(text: &str) -> bool {
    let variables = text
        .strip_prefix(|it| "+#./;?&=,!@|".contains(it))
        .unwrap_or(text);
    variables.split(',').all(|variable| {
        let name = match variable.split_once(':') {
            Some((name, length)) if is_prefix_length(length) => name,
            Some(_) => return false,
            None => variable.strip_suffix('*').unwrap_or(variable),
        };
        let is_part = |it: u8| it.is_ascii_alphanumeric() || it == b'_' || it == b'%';
        has_whole_percents(name)
            && name
                .split('.')
                .all(|part| !part.is_empty() && part.bytes().all(is_part))
    })
}

/// A number up to 9999 that does not start with zero.
fn is_prefix_length(text: &str) -> bool {
    text.len() <= 4 && is_number(text) && !text.starts_with('0')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// `json-pointer`: names after slashes, in which `~` is written `~0`, and `/` is written `~1` (RFC
/// 6901 section 3).
#[must_use]
pub fn json_pointer(text: &str) -> bool {
    (text.is_empty() || text.starts_with('/'))
        && text
            .split('~')
            .skip(1)
            .all(|after| after.starts_with(['0', '1']))
}

/// `relative-json-pointer`: how many levels up, and a pointer from there or `#` (section 3 of
/// draft-handrews-relative-json-pointer-01).
#[must_use]
pub fn relative_json_pointer(text: &str) -> bool {
    let rest = text.trim_start_matches(|it: char| it.is_ascii_digit());
    let levels = text.strip_suffix(rest).unwrap_or_default();
    is_number(levels)
        && (levels == "0" || !levels.starts_with('0'))
        && (rest == "#" || json_pointer(rest))
}
