//! Labels of host names with other characters than those of ASCII (RFC 5890 to RFC 5893).
//!
//! The tables that RFC 5892 derives from Unicode are told here by the categories and scripts that
//! the engine of regular expressions knows anyway. They differ from the derived ones in rare
//! characters only, mostly compatibility forms, and save a library that is many times as large.

use std::borrow::Cow;

use super::punycode;
use crate::validation::Pattern;

/// What a label consists of (RFC 5892 section 3): letters that are not upper case, marks, digits, the
/// hyphen, the exceptions of section 2.6, and what a context allows.
static CHARACTERS: Pattern = Pattern::new(concat!(
    r"^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}\-\u06fd\u06fe\u0f0b\u3007",
    r"\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d]+$"
));

/// What no label has, each a part that must not be found in it.
static FORBIDDEN: [Pattern; 8] = [
    // Hyphens at the ends and in the third and fourth place, and a mark at the start (RFC 5891
    // section 4.2.3).
    Pattern::new(r"^-|-$|^..--|^[\p{Mn}\p{Mc}\p{Me}]"),
    // Characters that are disallowed by name (RFC 5892 section 2.6), and parts of old Hangul (2.9).
    Pattern::new(concat!(
        r"[\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b",
        r"\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]"
    )),
    // Forms that stand for other characters, and those that are not seen (2.2 and 2.3).
    Pattern::new(concat!(
        r"[\u00aa\u00ba\u02b0-\u02b8\u02e0-\u02e4\u034f\u0374\u037a\u115f\u1160\u17b4\u17b5",
        r"\u180b-\u180f\u1d2c-\u1d6a\u1d9b-\u1dbf\u2071\u207f\u2090-\u209c\u2100-\u214f\u3131-\u318e",
        r"\uf900-\ufb1d\ufb1f-\ufdff\ufe00-\ufe0f\ufe70-\uffef",
        r"\u{1d400}-\u{1d7ff}\u{1ee00}-\u{1eeff}\u{2f800}-\u{2fa1f}\u{e0000}-\u{e0fff}]"
    )),
    // RFC 5892 appendices A.3 to A.9, each without its context.
    Pattern::new(r"(?<!l)\u00b7|\u00b7(?!l)"),
    Pattern::new(r"\u0375(?!\p{sc=Greek})"),
    Pattern::new(r"(?<!\p{sc=Hebrew})[\u05f3\u05f4]"),
    Pattern::new(concat!(
        r"^[^\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]*\u30fb",
        r"[^\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]*$"
    )),
    Pattern::new(r"[\u0660-\u0669].*[\u06f0-\u06f9]|[\u06f0-\u06f9].*[\u0660-\u0669]"),
];

/// The joiners, which must come after a virama, or, if they separate, between letters that would
/// join (RFC 5892 appendices A.1 and A.2).
static JOINERS: Pattern = Pattern::new(concat!(
    r"(?<![\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84",
    r"\u1039\u103a\u1714\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\u2d7f\ua806\ua8c4\ua953\ua9c0",
    r"\uaaf6\uabed\u{11046}\u{110b9}\u{11133}\u{111c0}\u{11235}\u{114c2}\u{115bf}\u{1163f}\u{116b6}])",
    r"(?:\u200d|(?<![\p{sc=Arabic}\p{sc=Syriac}\p{sc=Nko}\p{sc=Mongolian}\p{Mn}])\u200c|\u200c",
    r"(?![\p{sc=Arabic}\p{sc=Syriac}\p{sc=Nko}\p{sc=Mongolian}\p{Mn}]))"
));

/// The characters that a label encodes, if it does so in the one form that there is (RFC 5891 section
/// 5.4). The label starts with `xn--`.
pub(super) fn decode(label: &str) -> Option<String> {
    let code = label.get(4..)?.to_ascii_lowercase();
    let label = punycode::decode(&code)?;
    (!label.is_ascii() && punycode::encode(&label)? == code).then_some(label)
}

/// How many bytes a label takes when it is encoded.
pub(super) fn encoded_length(label: &str) -> usize {
    punycode::encode(label).map_or(usize::MAX, |code| code.len() + 4)
}

/// Whether a label with other characters than those of ASCII is one of a name.
pub(super) fn is_label(label: &str) -> bool {
    has(&CHARACTERS, label)
        && !FORBIDDEN.iter().any(|pattern| has(pattern, label))
        && !has(&JOINERS, label)
}

fn has(pattern: &Pattern, label: &str) -> bool {
    pattern.is_match(label) == Ok(true)
}

/// The characters of scripts that are written from right to left, in blocks.
macro_rules! right_to_left {
    () => {
        r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}"
    };
}

static ANY_RIGHT_TO_LEFT: Pattern = Pattern::new(concat!(
    r"(?![\p{Mn}\u06f0-\u06f9])[",
    right_to_left!(),
    "]"
));

/// The rule of RFC 5893 section 2 for each of the two directions.
static LEFT_TO_RIGHT: Pattern = Pattern::new(concat!(
    r"^[^0-9\-",
    right_to_left!(),
    "][^",
    right_to_left!(),
    "]*$"
));
static RIGHT_TO_LEFT: Pattern = Pattern::new(concat!(
    r"^(?![\p{Mn}\u0660-\u0669\u06f0-\u06f9])[",
    right_to_left!(),
    "]",
    r"[\p{Mn}0-9\-\u200c\u200d",
    right_to_left!(),
    "]*$"
));
static MIXED_DIGITS: Pattern =
    Pattern::new(r"[0-9\u06f0-\u06f9].*[\u0660-\u0669]|[\u0660-\u0669].*[0-9\u06f0-\u06f9]");

/// Whether each label of a name has one direction, if any has characters from right to left.
pub(super) fn directions_fit(labels: &[Cow<'_, str>]) -> bool {
    let fits = |label: &str| {
        has(&LEFT_TO_RIGHT, label) || (has(&RIGHT_TO_LEFT, label) && !has(&MIXED_DIGITS, label))
    };
    !labels.iter().any(|label| has(&ANY_RIGHT_TO_LEFT, label))
        || labels.iter().all(|label| fits(label))
}
