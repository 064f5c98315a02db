//! URIs as text: no more of RFC 3986 than it takes to tell which schema a reference means. What is
//! no URI at all passes through as it is, and then names nothing.

use std::path::Path;

/// The components of a URI or of a relative reference without its fragment.
struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
}

/// The URI that `reference` means where `base` is the base URI (RFC 3986, section 5.2.2). Neither
/// has a fragment.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let target = parts(reference);
    let base = parts(base);
    if let Some(scheme) = target.scheme {
        let path = without_dots(target.path);
        return join(Some(scheme), target.authority, &path, target.query);
    }
    let (authority, path, query) = if target.authority.is_some() {
        (target.authority, without_dots(target.path), target.query)
    } else if target.path.is_empty() {
        let query = target.query.or(base.query);
        (base.authority, base.path.to_owned(), query)
    } else {
        let path = merge(&base, target.path);
        (base.authority, without_dots(&path), target.query)
    };
    join(base.scheme, authority, &path, query)
}

/// The URI of a file, or of what is named as if it were one.
pub(super) fn of_file(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let path = path
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('?', "%3F");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{path}")
}

/// The scheme of a URL; empty for `//host/path`. A single letter is the drive of a path.
pub(super) fn scheme(path: &str) -> Option<&str> {
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

/// Text with `%xx` replaced by the bytes these stand for, unless that is no text.
pub(super) fn percent_decode(text: &str) -> String {
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

/// Takes a URI apart as appendix B of RFC 3986 does.
fn parts(text: &str) -> Parts<'_> {
    let scheme = scheme(text).filter(|scheme| !scheme.is_empty());
    let rest = scheme
        .and_then(|scheme| text.get(scheme.len() + 1..))
        .unwrap_or(text);
    let (rest, query) = match rest.split_once('?') {
        Some((rest, query)) => (rest, Some(query)),
        None => (rest, None),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Parts {
        scheme,
        authority,
        path,
        query,
    }
}

/// Section 5.3 of RFC 3986.
fn join(scheme: Option<&str>, authority: Option<&str>, path: &str, query: Option<&str>) -> String {
    let mut out = String::new();
    for (before, part, after) in [
        ("", scheme, ":"),
        ("//", authority, ""),
        ("", Some(path), ""),
        ("?", query, ""),
    ] {
        if let Some(part) = part {
            out.extend([before, part, after]);
        }
    }
    out
}

/// A relative path after the directory of the base's path (RFC 3986, section 5.2.3).
fn merge(base: &Parts<'_>, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    match base.path.rsplit_once('/') {
        Some((directory, _)) => format!("{directory}/{path}"),
        None if base.authority.is_some() => format!("/{path}"),
        None => path.to_owned(),
    }
}

/// A path without the segments `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let root = usize::from(path.starts_with('/'));
    let mut out: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." if out.len() > root => drop(out.pop()),
            ".." => {}
            other => out.push(other),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        out.push("");
    }
    out.join("/")
}
