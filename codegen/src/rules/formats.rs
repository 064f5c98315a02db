//! The formats that are known, and a check of each that refuses only what is certainly wrong.

use super::pattern;
use std::net::{Ipv4Addr, Ipv6Addr};

/// What `format` names (validation 7.3, and the registries of OpenAPI).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: RFC 3339's `full-date`.
    Date,
    /// `time`: RFC 3339's `full-time`.
    Time,
    /// `duration`: RFC 3339, appendix A.
    Duration,
    /// `email`: RFC 5322's `addr-spec`.
    Email,
    /// `idn-email`: RFC 6531.
    IdnEmail,
    /// `hostname`: RFC 1034.
    Hostname,
    /// `idn-hostname`: RFC 5890.
    IdnHostname,
    /// `ipv4`: RFC 2673, 3.2.
    Ipv4,
    /// `ipv6`: RFC 4291, 2.2.
    Ipv6,
    /// `uri`: RFC 3986, with a scheme.
    Uri,
    /// `uri-reference`: RFC 3986.
    UriReference,
    /// `iri`: RFC 3987, with a scheme.
    Iri,
    /// `iri-reference`: RFC 3987.
    IriReference,
    /// `uri-template`: RFC 6570.
    UriTemplate,
    /// `uuid`: RFC 4122.
    Uuid,
    /// `json-pointer`: RFC 6901.
    JsonPointer,
    /// `relative-json-pointer`.
    RelativeJsonPointer,
    /// `regex`: ECMA-262.
    Regex,
    /// `byte` or `base64`: RFC 4648.
    Base64,
    /// A whole number of so many bits: `int32`, `uint64`, `long`. It is about numbers, all others
    /// are about text.
    Int {
        /// The name in the document.
        name: &'static str,
        /// The smallest such number.
        minimum: i128,
        /// The greatest such number.
        maximum: i128,
    },
}

pub(super) const NAMES: [(&str, Format); 21] = [
    ("date-time", Format::DateTime),
    ("date", Format::Date),
    ("time", Format::Time),
    ("duration", Format::Duration),
    ("email", Format::Email),
    ("idn-email", Format::IdnEmail),
    ("hostname", Format::Hostname),
    ("idn-hostname", Format::IdnHostname),
    ("ipv4", Format::Ipv4),
    ("ipv6", Format::Ipv6),
    ("uri", Format::Uri),
    ("uri-reference", Format::UriReference),
    ("iri", Format::Iri),
    ("iri-reference", Format::IriReference),
    ("uri-template", Format::UriTemplate),
    ("uuid", Format::Uuid),
    ("json-pointer", Format::JsonPointer),
    ("relative-json-pointer", Format::RelativeJsonPointer),
    ("regex", Format::Regex),
    ("byte", Format::Base64),
    ("base64", Format::Base64),
];

const INTEGERS: [(&str, i128, i128); 9] = [
    ("int8", i8::MIN as i128, i8::MAX as i128),
    ("int16", i16::MIN as i128, i16::MAX as i128),
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("uint8", 0, u8::MAX as i128),
    ("uint16", 0, u16::MAX as i128),
    ("uint32", 0, u32::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
    ("long", i64::MIN as i128, i64::MAX as i128),
];

impl Format {
    /// The format of a name; of unknown formats nothing is asked (validation 7.1).
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let named = NAMES.iter().find(|(known, _)| *known == name);
        let integer = INTEGERS.iter().find(|(known, ..)| *known == name);
        match (named, integer) {
            (Some((_, format)), _) => Some(*format),
            (_, Some(&(name, minimum, maximum))) => Some(Self::Int {
                name,
                minimum,
                maximum,
            }),
            _ => None,
        }
    }

    /// The name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int { name, .. } => name,
            _ => NAMES
                .iter()
                .find(|(_, format)| *format == self)
                .map_or("", |(name, _)| name),
        }
    }
}

impl Format {
    /// Whether text is of this format; `None` where that is not certain, or not about text.
    pub(super) fn matches(self, text: &str) -> Option<bool> {
        match self {
            Self::Date => Some(is_date(text)),
            Self::Time => Some(is_time(text)),
            Self::DateTime => Some(is_date_time(text)),
            Self::Duration => Some(is_duration(text)),
            Self::Email => email(text),
            Self::IdnEmail => refuse(!is_address(text)),
            Self::Hostname => hostname(text),
            Self::IdnHostname => refuse(text.is_empty() || text.contains(char::is_whitespace)),
            Self::Ipv4 => Some(text.parse::<Ipv4Addr>().is_ok()),
            Self::Ipv6 => Some(text.parse::<Ipv6Addr>().is_ok()),
            Self::Uri => both(Some(has_scheme(text)), reference(text, false)),
            Self::UriReference => reference(text, false),
            Self::Iri => both(Some(has_scheme(text)), reference(text, true)),
            Self::IriReference => reference(text, true),
            Self::UriTemplate => refuse(!has_whole_braces(text)),
            Self::Uuid => Some(is_uuid(text)),
            Self::JsonPointer => Some(is_json_pointer(text)),
            Self::RelativeJsonPointer => Some(is_relative_json_pointer(text)),
            Self::Regex => match pattern::parse(text) {
                Ok(translation) => translation.map(|_| true),
                Err(_) => Some(false),
            },
            Self::Base64 => base64(text),
            Self::Int { .. } => None,
        }
    }
}

/// Certain only of what is wrong.
fn refuse(wrong: bool) -> Option<bool> {
    wrong.then_some(false)
}

fn both(first: Option<bool>, second: Option<bool>) -> Option<bool> {
    match (first, second) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number of exactly so many digits, at most `most`.
fn number(text: &str, digits: usize, most: u32) -> Option<u32> {
    let number = (text.len() == digits && all_digits(text)).then(|| text.parse().ok())??;
    (number <= most).then_some(number)
}

fn is_date(text: &str) -> bool {
    let date = || {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let year = number(year, 4, 9999)?;
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match number(month, 2, 12)? {
            0 => 0,
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Some(number(day, 2, days)? > 0)
    };
    date().unwrap_or(false)
}

/// RFC 3339's `full-time`. A leap second is one only at the end of a day of UTC.
fn is_time(text: &str) -> bool {
    let time = || {
        let zone_at = text.find(['Z', 'z', '+', '-'])?;
        let (clock, zone) = text.split_at_checked(zone_at)?;
        let (clock, fraction) = match clock.split_once('.') {
            Some((clock, fraction)) => (clock, Some(fraction)),
            None => (clock, None),
        };
        let mut parts = clock.split(':');
        let hour = number(parts.next()?, 2, 23)?;
        let minute = number(parts.next()?, 2, 59)?;
        let second = number(parts.next()?, 2, 60)?;
        let offset = match zone {
            "Z" | "z" => 0,
            _ => {
                let (hours, minutes) = zone.get(1..)?.split_once(':')?;
                let offset = number(hours, 2, 23)? * 60 + number(minutes, 2, 59)?;
                if zone.starts_with('-') {
                    offset
                } else {
                    DAY - offset
                }
            }
        };
        const DAY: u32 = 24 * 60;
        let is_last = (hour * 60 + minute + offset) % DAY == DAY - 1;
        Some(parts.next().is_none() && fraction.is_none_or(all_digits) && (second < 60 || is_last))
    };
    time().unwrap_or(false)
}

fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't'])
        .is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// RFC 3339, appendix A.
fn is_duration(text: &str) -> bool {
    /// Numbers with units of `order`, of which none between two may be left out.
    fn in_order(text: &str, order: &str) -> bool {
        let mut rest = text;
        let mut units = order;
        let mut is_first = true;
        while !rest.is_empty() {
            let Some(at) = rest.find(|letter: char| !letter.is_ascii_digit()) else {
                return false;
            };
            let (digits, unit) = rest.split_at(at);
            let Some(unit) = unit.chars().next() else {
                return false;
            };
            let Some(place) = units.find(unit) else {
                return false;
            };
            if digits.is_empty() || (place > 0 && !is_first) {
                return false;
            }
            units = units.get(place + 1..).unwrap_or_default();
            rest = rest.get(at + 1..).unwrap_or_default();
            is_first = false;
        }
        !is_first
    }
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    match rest.split_once('T') {
        Some((date, time)) => (date.is_empty() || in_order(date, "YMD")) && in_order(time, "HMS"),
        None => in_order(rest, "YMD") || in_order(rest, "W"),
    }
}

/// Something on both sides of an `@`.
fn is_address(text: &str) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

fn email(text: &str) -> Option<bool> {
    let (local, domain) = text.rsplit_once('@').unwrap_or_default();
    if !is_address(text) {
        return Some(false);
    }
    let is_atom = |atom: &str| {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        !atom.is_empty() && atom.chars().all(is_letter)
    };
    let local = if local.starts_with('"') {
        None
    } else {
        Some(local.split('.').all(is_atom))
    };
    let literal = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let domain = match literal.map(|literal| (literal, literal.strip_prefix("IPv6:"))) {
        Some((_, Some(address))) => Format::Ipv6.matches(address),
        Some((address, None)) => Format::Ipv4.matches(address),
        None => hostname(domain),
    };
    both(local, domain)
}

fn hostname(text: &str) -> Option<bool> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if text.len() > 253 || !text.split('.').all(is_label) {
        return Some(false);
    }
    // What an internationalized label stands for has rules of its own (RFC 5890, 2.3.1).
    let is_reserved = |label: &str| label.get(2..4) == Some("--");
    (!text.split('.').any(is_reserved)).then_some(true)
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// RFC 3986's `URI-reference` by its characters and its port; RFC 3987's if `international`.
fn reference(text: &str, international: bool) -> Option<bool> {
    let is_allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
            || (international && c >= '\u{A0}')
    };
    let is_escape = |part: &str| {
        part.get(..2)
            .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    if !text.chars().all(is_allowed)
        || !text.split('%').skip(1).all(is_escape)
        || text.matches('#').count() > 1
    {
        return Some(false);
    }
    let rest = if has_scheme(text) {
        text.split_once(':').map_or(text, |(_, rest)| rest)
    } else {
        let first = text.split(['/', '?', '#']).next().unwrap_or_default();
        if first.contains(':') {
            return Some(false);
        }
        text
    };
    let authority = rest.strip_prefix("//").unwrap_or_default();
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.matches('@').count() > 1 {
        return Some(false);
    }
    let host = authority.rsplit('@').next().unwrap_or_default();
    // Brackets stand only around an address, whose form is not looked at.
    if text.contains(['[', ']']) {
        let is_address = host.starts_with('[') && text.matches(['[', ']']).count() == 2;
        return refuse(!is_address);
    }
    let port = host.split_once(':').map_or("", |(_, port)| port);
    Some(port.is_empty() || all_digits(port))
}

/// Whether every `{` of a template is closed before the next (RFC 6570, 2).
fn has_whole_braces(text: &str) -> bool {
    let mut open = false;
    for character in text.chars() {
        match character {
            '{' if open => return false,
            '}' if !open => return false,
            '{' => open = true,
            '}' => open = false,
            _ => {}
        }
    }
    !open
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_json_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/'))
        && escapes.into_iter().all(|rest| rest.starts_with(['0', '1']))
}

fn is_relative_json_pointer(text: &str) -> bool {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    all_digits(digits)
        && (digits == "0" || !digits.starts_with('0'))
        && (rest == "#" || is_json_pointer(rest))
}

/// Certain of the standard alphabet with padding, and of what is in no alphabet.
pub(super) fn base64(text: &str) -> Option<bool> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_standard = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_variant = |byte: u8| matches!(byte, b'-' | b'_' | b'\r' | b'\n');
    if digits.bytes().all(is_standard) {
        return Some(text.len().is_multiple_of(4) && padding <= 2);
    }
    refuse(
        !digits
            .bytes()
            .all(|byte| is_standard(byte) || is_variant(byte)),
    )
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names() {
        for (name, _) in super::NAMES {
            let format = Format::parse(name).unwrap();
            assert!(format.name() == name || name == "base64", "{name}");
        }
        assert_eq!(Format::parse("uint8").unwrap().name(), "uint8");
        assert_eq!(Format::parse("pronto"), None);
    }

    #[test]
    fn durations_and_base64() {
        for (format, text, expected) in [
            (Format::Duration, "P4DT12H30M5S", Some(true)),
            (Format::Duration, "P2W", Some(true)),
            (Format::Duration, "PT0S", Some(true)),
            (Format::Duration, "P", Some(false)),
            (Format::Duration, "PT", Some(false)),
            (Format::Duration, "P1D2H", Some(false)),
            (Format::Duration, "P2S", Some(false)),
            (Format::Duration, "P1YT1H", Some(true)),
            (Format::Duration, "P1Y1D", Some(false)),
            (Format::Base64, "", Some(true)),
            (Format::Base64, "YWI=", Some(true)),
            (Format::Base64, "YWI", Some(false)),
            (Format::Base64, "YW%=", Some(false)),
            (Format::Base64, "YW-_", None),
            (Format::DateTime, "2024-02-30T00:00:00Z", Some(false)),
            (Format::DateTime, "2024-02-29T00:00:00.5+01:30", Some(true)),
            (
                Format::Uuid,
                "2EB8AA08-aa98-11ea-b4aa-73b441d16380",
                Some(true),
            ),
            (Format::Email, "a@b", Some(true)),
            (Format::Email, "a b@c", Some(false)),
            (
                Format::Int {
                    name: "int8",
                    minimum: -128,
                    maximum: 127,
                },
                "x",
                None,
            ),
        ] {
            assert_eq!(
                format.matches(text),
                expected,
                "{text} as {}",
                format.name()
            );
        }
    }
}
