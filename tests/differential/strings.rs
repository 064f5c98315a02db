//! Texts that fit a format or a pattern, and texts that nearly do.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A format, texts of it, and texts that are not.
type Format = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const FORMATS: [Format; 20] = [
    (
        "date-time",
        &[
            "2024-02-29T23:59:59Z",
            "1990-12-31T15:59:50.123456-08:00",
            "2020-01-01t00:00:00z",
        ],
        &[
            "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-1-1T00:00:00Z",
            "2024-01-01T00:00:00+25:00",
            "yesterday",
        ],
    ),
    (
        "date",
        &["2024-02-29", "0001-01-01", "9999-12-31"],
        &[
            "2023-02-29",
            "2024-13-01",
            "24-01-01",
            "2024-01-01T00:00:00Z",
        ],
    ),
    (
        "time",
        &["23:59:59Z", "00:00:00.5+01:30"],
        &["24:00:00Z", "12:00Z", "noon", "12:00:00"],
    ),
    (
        "duration",
        &["P1D", "PT36H", "P1Y2M3DT4H5M6S", "P4W"],
        &["1D", "P", "PT", "P1D2H"],
    ),
    (
        "email",
        &["joe.bloggs@example.com", "a+b@x.org"],
        &["joe", "@example.com", "joe@", "a b@example.com"],
    ),
    (
        "idn-email",
        &["실례@실례.테스트", "joe@example.com"],
        &["joe"],
    ),
    (
        "hostname",
        &["www.example.com", "a"],
        &["-a", "a..b", "a_b", "a b"],
    ),
    ("idn-hostname", &["실례.테스트", "example.com"], &["a b"]),
    (
        "ipv4",
        &["127.0.0.1", "255.255.255.255"],
        &["256.0.0.1", "1.2.3", "1.2.3.04", "::1"],
    ),
    (
        "ipv6",
        &["::1", "2001:db8::8a2e:370:7334", "::ffff:1.2.3.4"],
        &["12345::", "1::2::3", "127.0.0.1", "::1%eth0"],
    ),
    (
        "uri",
        &[
            "https://example.com/a?b=c#d",
            "urn:isbn:0451450523",
            "mailto:a@b.c",
        ],
        &["/relative", "http://a b", "//no.scheme", "\\\\unc"],
    ),
    (
        "uri-reference",
        &["/a/b?c#d", "https://example.com", "#fragment", ""],
        &["\\\\unc", "a b", "#a#b"],
    ),
    (
        "iri",
        &["https://ƒøø.ßår/?∂éœ=πîx#πîüx", "https://example.com"],
        &["/relative", "http://a b"],
    ),
    (
        "iri-reference",
        &["/âππ", "https://example.com"],
        &["\\\\unc", "#a#b"],
    ),
    (
        "uri-template",
        &["http://example.com/{id}{?q*}", "plain"],
        &["http://example.com/{id"],
    ),
    (
        "uuid",
        &[
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
        ],
        &[
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
            "2eb8aa08aa9811eab4aa73b441d16380",
            "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
            "2eb8aa08-aa98-11ea-b4ga-73b441d16380",
        ],
    ),
    ("json-pointer", &["", "/a/~0b/0"], &["a", "/~2"]),
    ("relative-json-pointer", &["0", "1/a", "2#"], &["/a", "-1"]),
    ("regex", &["^a[bc]+$", ""], &["^(abc]", "a**"]),
    ("byte", &["aGVsbG8=", ""], &["aGVsbG8", "not base64!"]),
];

/// Formats by another name.
fn known(name: &str) -> Option<&'static Format> {
    let name = if name == "base64" { "byte" } else { name };
    FORMATS.iter().find(|(known, _, _)| *known == name)
}

pub(crate) fn of_format(name: &str, rng: &mut Rng) -> Option<String> {
    let (_, good, _) = known(name)?;
    rng.choice(*good).map(|text| (*text).to_owned())
}

pub(crate) fn against_format(name: &str, rng: &mut Rng) -> Option<String> {
    let (_, _, bad) = known(name)?;
    rng.choice(*bad).map(|text| (*text).to_owned())
}

/// A text that a pattern describes. It need not match where the pattern looks around.
pub(crate) fn of_pattern(pattern: &str, rng: &mut Rng) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut text = String::new();
    write_match(&hir, rng, &mut text);
    Some(text)
}

fn write_match(hir: &Hir, rng: &mut Rng, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => text.extend(member(class, rng)),
        HirKind::Repetition(repetition) => {
            let least = repetition.min;
            let most = repetition.max.unwrap_or(least.saturating_add(12));
            for _ in 0..rng.u32(least..=most.min(least.saturating_add(12))) {
                write_match(&repetition.sub, rng, text);
            }
        }
        HirKind::Capture(capture) => write_match(&capture.sub, rng, text),
        HirKind::Concat(parts) => {
            for part in parts {
                write_match(part, rng, text);
            }
        }
        HirKind::Alternation(parts) => {
            if let Some(part) = rng.choice(parts) {
                write_match(part, rng, text);
            }
        }
    }
}

/// A character of a class, of ASCII where that is possible.
fn member(class: &Class, rng: &mut Rng) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect(),
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .map(|range| (range.start().into(), range.end().into()))
            .collect(),
    };
    let visible: Vec<(char, char)> = ranges
        .iter()
        .map(|(start, end)| ((*start).max(' '), (*end).min('~')))
        .filter(|(start, end)| start <= end)
        .collect();
    let ranges = if visible.is_empty() { ranges } else { visible };
    let (start, end) = rng.choice(ranges)?;
    Some(rng.char(start..=end))
}

/// A text of this many characters.
pub(crate) fn of_length(length: u64, rng: &mut Rng) -> String {
    let alphabet: Vec<char> = match rng.u8(0..4) {
        0 => "äß日€".chars().collect(),
        1 => vec!['😀', 'x'],
        _ => "abcXYZ019".chars().collect(),
    };
    (0..length)
        .filter_map(|_| rng.choice(&alphabet).copied())
        .collect()
}

/// A text like this one, with a small difference.
pub(crate) fn near(text: &str, rng: &mut Rng) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    match rng.u8(0..8) {
        0 => characters.push('!'),
        1 => characters.push('\n'),
        2 => characters.insert(0, ' '),
        3 => {
            characters.pop();
        }
        4 => characters.extend(text.chars()),
        5 => return text.to_uppercase(),
        6 if !characters.is_empty() => {
            let place = rng.usize(0..characters.len());
            characters[place] = rng
                .choice(['"', '\\', 'é', '_', '-', '0', '\u{0}'])
                .unwrap_or('?');
        }
        _ => characters.clear(),
    }
    characters.into_iter().collect()
}
