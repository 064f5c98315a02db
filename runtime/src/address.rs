//! A channel's address: a template such as `user/events/{userId}`, how a request's path is matched
//! against it and how a URL is built from it (AsyncAPI 3.0, "Channel Addresses Expressions").

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::ParameterKind;

/// Everything but the unreserved characters of RFC 3986 section 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What may stand in a path segment as it is (`pchar` of RFC 3986 section 3.3).
const SEGMENT: &AsciiSet = &UNRESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Names and values, in the order they were written.
pub(crate) type Pairs = Vec<(String, String)>;

/// Why a request does not belong to a channel, or why no URL can be built for one.
///
/// [`status`](Self::status) tells the HTTP status a server answers with: 404 when the path is
/// another channel's, 400 when a parameter, a query parameter or a header cannot be read. The text
/// ([`Display`](fmt::Display)) names the parameter, its value and what was expected, and is meant to be sent to
/// the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    repr: Repr,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Repr {
    NoMatch {
        path: String,
        address: String,
    },
    Value {
        kind: ParameterKind,
        key: String,
        value: String,
        reason: String,
    },
    Parameters {
        kind: ParameterKind,
        reason: String,
    },
    Server {
        server: String,
        reason: String,
    },
}

impl AddressError {
    /// The error of a parameter that is not there. For a [`Parameters`](crate::Parameters) written by hand.
    pub fn missing(kind: ParameterKind, name: impl fmt::Display) -> Self {
        Self::parameters(kind, format_args!("missing `{name}`"))
    }

    /// The error of a parameter whose value cannot be read or written, for a
    /// [`Parameters`](crate::Parameters) written by hand. The reason says what was expected.
    pub fn invalid(
        kind: ParameterKind,
        key: impl Into<String>,
        value: impl Into<String>,
        reason: impl fmt::Display,
    ) -> Self {
        let reason = reason.to_string();
        Self {
            repr: Repr::Value {
                kind,
                key: key.into(),
                value: value.into(),
                reason,
            },
        }
    }

    pub(crate) fn no_match(path: &str, address: &str) -> Self {
        Self {
            repr: Repr::NoMatch {
                path: path.to_owned(),
                address: address.to_owned(),
            },
        }
    }

    pub(crate) fn parameters(kind: ParameterKind, reason: impl fmt::Display) -> Self {
        Self {
            repr: Repr::Parameters {
                kind,
                reason: reason.to_string(),
            },
        }
    }

    pub(crate) fn server(server: &str, reason: impl fmt::Display) -> Self {
        Self {
            repr: Repr::Server {
                server: server.to_owned(),
                reason: reason.to_string(),
            },
        }
    }

    /// Whether the path does not match the channel's address at all, so that another channel may
    /// be tried.
    #[must_use]
    pub fn is_no_match(&self) -> bool {
        matches!(self.repr, Repr::NoMatch { .. })
    }

    /// The HTTP status that answers a request with this error: 404 for a path that does not match,
    /// else 400.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.is_no_match() { 404 } else { 400 }
    }

    /// Where the parameter stands which could not be read or written, if it is about parameters.
    #[must_use]
    pub fn kind(&self) -> Option<ParameterKind> {
        match &self.repr {
            Repr::Value { kind, .. } | Repr::Parameters { kind, .. } => Some(*kind),
            _ => None,
        }
    }

    /// The name of the parameter which could not be read or written, if it is about a single one.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match &self.repr {
            Repr::Value { key, .. } => Some(key),
            _ => None,
        }
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.repr {
            Repr::NoMatch { path, address } => {
                write!(
                    f,
                    "the path {path:?} does not match the address {address:?}"
                )
            }
            Repr::Value {
                kind,
                key,
                value,
                reason,
            } => {
                write!(f, "{kind} `{key}` = {value:?}: {reason}")
            }
            Repr::Parameters { kind, reason } => write!(f, "{kind}s: {reason}"),
            Repr::Server { server, reason } => write!(f, "server {server:?}: {reason}"),
        }
    }
}

impl std::error::Error for AddressError {}

/// A piece of a template's segment.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Parameter(String),
}

/// The pieces of one segment of the path, or of one `key=value` of the query.
type Segment = Vec<Part>;

/// A parsed address. Anything is a template: braces without a partner are literal text.
#[derive(Debug)]
pub(crate) struct Template<'a> {
    source: &'a str,
    segments: Vec<Segment>,
    query: Vec<(String, Segment)>,
}

impl<'a> Template<'a> {
    pub(crate) fn parse(source: &'a str) -> Self {
        let (path, query) = split_query(source);
        let segments = trim_path(path).split('/').map(parse_segment).collect();
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (
                    decode(key).unwrap_or_else(|| key.to_owned()),
                    parse_segment(value),
                )
            })
            .collect();
        Self {
            source,
            segments,
            query,
        }
    }

    /// The parameters in `path_and_query`, and the pairs of its query which are not the template's.
    pub(crate) fn matches(&self, path_and_query: &str) -> Result<(Pairs, Pairs), AddressError> {
        let target = path_and_query.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let no_match = || AddressError::no_match(path, self.source);
        let segments: Vec<&str> = trim_path(path).split('/').collect();
        if segments.len() != self.segments.len() {
            return Err(no_match());
        }
        // A value which cannot be read is told only when the rest of the path fits.
        let mut parameters = Vec::new();
        let mut unreadable = None;
        for (segment, parts) in segments.iter().zip(&self.segments) {
            match Self::match_segment(segment, parts, &mut parameters) {
                Ok(true) => {}
                Ok(false) => return Err(no_match()),
                Err(error) => unreadable = unreadable.or(Some(error)),
            }
        }
        if let Some(error) = unreadable {
            return Err(error);
        }
        let mut query = parse_query(query)?;
        for (key, parts) in &self.query {
            let mut taken = Vec::new();
            let found = query.iter().position(|(name, value)| {
                taken.clear();
                let tokens: Vec<_> = value.chars().map(|c| (c, false)).collect();
                name == key && match_parts(&tokens, parts, false, &mut taken)
            });
            query.remove(found.ok_or_else(no_match)?);
            parameters.append(&mut taken);
        }
        Ok((parameters, query))
    }

    fn match_segment(
        segment: &str,
        parts: &Segment,
        out: &mut Pairs,
    ) -> Result<bool, AddressError> {
        let Some(tokens) = tokens(segment) else {
            let name = parts.iter().find_map(|part| match part {
                Part::Parameter(name) => Some(name),
                Part::Literal(_) => None,
            });
            return match name {
                None => Ok(false),
                Some(name) => Err(AddressError::invalid(
                    ParameterKind::Address,
                    name,
                    segment,
                    "expected UTF-8 text after percent-decoding",
                )),
            };
        };
        // A separator which is written as it is comes before an escaped one, which is more likely
        // to be a part of a value.
        for strict in [true, false] {
            let start = out.len();
            if match_parts(&tokens, parts, strict, out) {
                return Ok(true);
            }
            out.truncate(start);
        }
        Ok(false)
    }

    /// How much of a path each segment fixes, for the order in which templates are tried: the smaller
    /// comes first.
    #[cfg(feature = "server")]
    pub(crate) fn specificity(&self) -> Vec<usize> {
        let path = self.segments.iter().map(vagueness);
        // What asks for a certain query comes before what does not.
        let query = usize::from(self.query.is_empty());
        path.chain([query]).collect()
    }

    /// Whether both may match one request and neither is more specific. For segments such as
    /// `user.{id}` it is enough that their literal text does not exclude it.
    #[cfg(feature = "server")]
    pub(crate) fn clashes_with(&self, other: &Template<'_>) -> bool {
        let mut segments = self.segments.iter().zip(&other.segments);
        let mut query = self.query.iter();
        self.specificity() == other.specificity()
            && segments.all(|(a, b)| may_be_alike(a, b))
            && query.all(|(key, own)| {
                let others = other.query.iter().find(|(other, _)| other == key);
                others.is_none_or(|(_, other)| may_be_alike(own, other))
            })
    }

    /// The path, with a leading slash, and the template's own query, without a question mark.
    pub(crate) fn build(
        &self,
        parameters: &[(String, String)],
    ) -> Result<(String, String), AddressError> {
        let mut path = String::new();
        for parts in &self.segments {
            path.push('/');
            let start = path.len();
            write_parts(parts, parameters, SEGMENT, &mut path)?;
            // Clients and proxies fold these away, which would lead to another address.
            if let ("." | "..", [.., Part::Parameter(name)] | [Part::Parameter(name), ..]) =
                (&path[start..], parts.as_slice())
            {
                let value = &path[start..];
                return Err(AddressError::invalid(
                    ParameterKind::Address,
                    name,
                    value,
                    "a segment of a path must not be `.` or `..`",
                ));
            }
        }
        let mut query = String::new();
        for (key, parts) in &self.query {
            if !query.is_empty() {
                query.push('&');
            }
            query.extend(utf8_percent_encode(key, UNRESERVED));
            query.push('=');
            write_parts(parts, parameters, UNRESERVED, &mut query)?;
        }
        Ok((path, query))
    }
}

/// How little a segment fixes: nothing is left open by a literal, and all by a parameter alone.
#[cfg(feature = "server")]
fn vagueness(segment: &Segment) -> usize {
    let literals = segment.iter().map(|part| match part {
        Part::Literal(text) => text.chars().count(),
        Part::Parameter(_) => 0,
    });
    match segment.as_slice() {
        [] | [Part::Literal(_)] => 0,
        _ => usize::MAX - literals.sum::<usize>(),
    }
}

/// Whether one text may match both: not if they begin or end with different literals.
#[cfg(feature = "server")]
fn may_be_alike(a: &Segment, b: &Segment) -> bool {
    let literal = |part: Option<&Part>| match part {
        Some(Part::Literal(text)) => text.clone(),
        _ => String::new(),
    };
    let is_fixed = |segment: &Segment| matches!(segment.as_slice(), [] | [Part::Literal(_)]);
    if is_fixed(a) && is_fixed(b) {
        return a == b;
    }
    let (start, other_start) = (literal(a.first()), literal(b.first()));
    let (end, other_end) = (literal(a.last()), literal(b.last()));
    (start.starts_with(&other_start) || other_start.starts_with(&start))
        && (end.ends_with(&other_end) || other_end.ends_with(&end))
}

/// Appends `pairs` to a URL's query.
pub(crate) fn write_query(pairs: &[(String, String)], out: &mut String) {
    for (key, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.extend(utf8_percent_encode(key, UNRESERVED));
        out.push('=');
        out.extend(utf8_percent_encode(value, UNRESERVED));
    }
}

/// A name or a value of a query: `+` is a space, as forms and browsers write it. `None` when it is
/// not UTF-8.
pub(crate) fn decode_query(text: &str) -> Option<String> {
    decode(&text.replace('+', " "))
}

/// The pairs of a query.
pub(crate) fn parse_query(query: &str) -> Result<Pairs, AddressError> {
    let part = |key: &str, text: &str| {
        decode_query(text).ok_or_else(|| {
            AddressError::invalid(
                ParameterKind::Query,
                key,
                text,
                "expected UTF-8 text after percent-decoding",
            )
        })
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let key = part(key, key)?;
            let value = part(&key, value)?;
            Ok((key, value))
        })
        .collect()
}

/// Splits at the first question mark outside of braces.
fn split_query(source: &str) -> (&str, &str) {
    let mut depth = 0usize;
    for (at, c) in source.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '?' if depth == 0 => return (&source[..at], &source[at + 1..]),
            _ => {}
        }
    }
    (source, "")
}

/// Without one leading and one trailing slash.
fn trim_path(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path)
}

fn parse_segment(mut text: &str) -> Segment {
    let mut parts = Vec::new();
    let mut literal = String::new();
    while let Some(open) = text.find('{') {
        let Some(length) = text[open + 1..].find('}') else {
            break;
        };
        let name = &text[open + 1..open + 1 + length];
        if name.is_empty() {
            literal.push_str(&text[..open + 2]);
        } else {
            literal.push_str(&text[..open]);
            push_literal(&mut parts, &mut literal);
            parts.push(Part::Parameter(name.to_owned()));
        }
        text = &text[open + length + 2..];
    }
    literal.push_str(text);
    push_literal(&mut parts, &mut literal);
    parts
}

fn push_literal(parts: &mut Segment, literal: &mut String) {
    if !literal.is_empty() {
        let text = std::mem::take(literal);
        parts.push(Part::Literal(decode(&text).unwrap_or(text)));
    }
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text)
        .decode_utf8()
        .ok()
        .map(|text| text.into_owned())
}

/// The characters of a segment, and whether each of them was escaped although it need not be.
/// `None` when it is not UTF-8.
fn tokens(segment: &str) -> Option<Vec<(char, bool)>> {
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    let mut raw = segment.as_bytes();
    let mut tokens = Vec::with_capacity(decoded.len());
    for c in decoded.chars() {
        let mut escaped = false;
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            // One byte stands for itself, or three for `%XX`; `%` itself only when it does not
            // begin an escape.
            let width = match raw {
                [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => 3,
                _ => 1,
            };
            escaped |= width == 3 && byte.is_ascii() && !needs_escape(byte);
            raw = raw.get(width..).unwrap_or_default();
        }
        tokens.push((c, escaped));
    }
    Some(tokens)
}

fn needs_escape(byte: u8) -> bool {
    !(byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte))
}

/// Matches all of `tokens`. A parameter takes as little as possible, but at least one character;
/// the last one of a segment takes the rest.
fn match_parts(tokens: &[(char, bool)], parts: &[Part], strict: bool, out: &mut Pairs) -> bool {
    let starts_with = |tokens: &[(char, bool)], literal: &str| {
        let mut rest = tokens.iter();
        literal.chars().all(|expected| {
            rest.next()
                .is_some_and(|(c, escaped)| *c == expected && !(strict && *escaped))
        })
    };
    let mut at = 0;
    let mut index = 0;
    while index < parts.len() {
        match &parts[index] {
            Part::Literal(literal) => {
                if !starts_with(&tokens[at..], literal) {
                    return false;
                }
                at += literal.chars().count();
                index += 1;
            }
            Part::Parameter(name) => {
                let end = match parts.get(index + 1) {
                    None => Some(tokens.len()),
                    // Two parameters without anything between: one character for the first.
                    Some(Part::Parameter(_)) => Some(at + 1),
                    Some(Part::Literal(literal)) => {
                        let last = tokens.len().saturating_sub(literal.chars().count());
                        // The segment's last literal stands at its end.
                        let ends = index + 2 == parts.len();
                        let first = if ends { last.max(at + 1) } else { at + 1 };
                        (first..=last).find(|end| starts_with(&tokens[*end..], literal))
                    }
                };
                let Some(value) = end.and_then(|end| tokens.get(at..end)) else {
                    return false;
                };
                if value.is_empty() {
                    return false;
                }
                out.push((name.clone(), value.iter().map(|(c, _)| *c).collect()));
                at += value.len();
                index += 1;
            }
        }
    }
    at == tokens.len()
}

fn write_parts(
    parts: &[Part],
    parameters: &[(String, String)],
    literals: &'static AsciiSet,
    out: &mut String,
) -> Result<(), AddressError> {
    for part in parts {
        match part {
            Part::Literal(text) => out.extend(utf8_percent_encode(text, literals)),
            Part::Parameter(name) => {
                let value = parameters.iter().find(|(key, _)| key == name);
                match value.map(|(_, value)| value.as_str()) {
                    Some(value) if !value.is_empty() => {
                        out.extend(utf8_percent_encode(value, UNRESERVED));
                    }
                    Some(value) => {
                        return Err(AddressError::invalid(
                            ParameterKind::Address,
                            name,
                            value,
                            "expected text that is not empty",
                        ));
                    }
                    None => {
                        return Err(AddressError::missing(ParameterKind::Address, name));
                    }
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
