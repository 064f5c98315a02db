//! Rewrites an ECMA-262 expression so that Rust's engines understand it in the same sense.
//!
//! What differs: `\d`, `\w` and `\s` are other sets, `.` leaves out other line ends, a class may be
//! empty and has no set operators, some escapes have another form, and a bracket or brace that has
//! no partner stands for itself (ECMA-262, Annex B.1.2). Every literal that might mean something to
//! an engine is written by its number, so that it cannot.

use std::fmt::Write;
use std::str::Chars;

/// An expression for Rust's engines.
pub(super) struct Translation {
    pub(super) text: String,
    /// Whether it is matched in linear time, because it neither looks around nor refers back.
    pub(super) is_linear: bool,
}

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Z_a-z";
/// White space and line ends (ECMA-262, 22.2.2.9 CharacterClassEscape).
const SPACE: &str = r"\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";
/// Line ends, which `.` leaves out.
const LINE_ENDS: &str = r"\x{a}\x{d}\x{2028}\x{2029}";
const EVERYTHING: &str = r"\x{0}-\x{10ffff}";
/// The edge of a word of [`WORD`]s.
const WORD_EDGE: &str = r"(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))";
const NO_WORD_EDGE: &str =
    r"(?:(?<=[0-9A-Z_a-z])(?=[0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?![0-9A-Z_a-z]))";

/// Translates an expression. The error says what is wrong with it.
pub(super) fn translate(source: &str) -> Result<Translation, String> {
    let mut translator = Translator {
        rest: source.chars(),
        translation: Translation {
            text: String::new(),
            is_linear: true,
        },
    };
    while let Some(character) = translator.rest.next() {
        translator.term(character)?;
    }
    Ok(translator.translation)
}

struct Translator<'a> {
    rest: Chars<'a>,
    translation: Translation,
}

/// What an escape stands for.
enum Escape {
    Character(char),
    /// A set of characters, as the inside of a class, and whether it is all others.
    Set(String, bool),
    /// Anything else, which has no place in a class.
    Other(String),
}

impl<'a> Translator<'a> {
    fn term(&mut self, character: char) -> Result<(), String> {
        match character {
            '\\' => match self.escape(false)? {
                Escape::Character(character) => self.literal(character),
                Escape::Set(set, negated) => self.set(&set, negated),
                Escape::Other(text) => self.push(&text),
            },
            '[' => self.class()?,
            '.' => self.set(LINE_ENDS, true),
            '(' => self.group()?,
            '{' => self.brace()?,
            '^' | '$' | '|' | ')' | '*' | '+' | '?' => self.translation.text.push(character),
            other => self.literal(other),
        }
        Ok(())
    }

    /// After `{`: how often something is repeated, or else the brace is a literal.
    fn brace(&mut self) -> Result<(), String> {
        match self.rest.as_str().split_once('}') {
            Some((counts, _)) if are_counts(counts)? => {
                self.take(counts.len() + 1);
                self.push(&format!("{{{counts}}}"));
            }
            _ => self.literal('{'),
        }
        Ok(())
    }

    /// After `(`: what kind of group it is.
    fn group(&mut self) -> Result<(), String> {
        let rest = self.rest.as_str();
        let looks_around = |kind: &&str| rest.starts_with(*kind);
        let kind = match ["?=", "?!", "?<=", "?<!"].into_iter().find(looks_around) {
            Some(kind) => {
                self.translation.is_linear = false;
                self.take(kind.len())
            }
            None if rest.starts_with('?') => {
                let end = rest.find([':', '>', ')']);
                let kind = self.take(end.map_or(rest.len(), |end| end + 1));
                if !is_plain_group(kind) {
                    return Err(format!("it has a group of an unknown kind, `({kind}`"));
                }
                kind
            }
            None => "",
        };
        self.push(&format!("({kind}"));
        Ok(())
    }

    /// After `[`: a class up to its end.
    fn class(&mut self) -> Result<(), String> {
        let negated = self.next_if(|it| it == '^').is_some();
        let mut set = String::new();
        loop {
            let character = self.rest.next().ok_or("it has a `[` without its `]`")?;
            if character == ']' {
                break;
            }
            let first = self.class_atom(character)?;
            let mut ahead = self.rest.clone();
            let last = match (ahead.next(), ahead.next()) {
                (Some('-'), Some(last)) if last != ']' => last,
                _ => {
                    push_atom(&mut set, first);
                    continue;
                }
            };
            self.rest = ahead;
            match (first, self.class_atom(last)?) {
                (Escape::Character(first), Escape::Character(last)) if first > last => {
                    return Err(format!("it has a range from `{first}` down to `{last}`"));
                }
                (Escape::Character(first), Escape::Character(last)) => {
                    push_number(&mut set, first);
                    set.push('-');
                    push_number(&mut set, last);
                }
                // A set is no end of a range, so the hyphen is one of the characters.
                (first, last) => {
                    push_atom(&mut set, first);
                    push_number(&mut set, '-');
                    push_atom(&mut set, last);
                }
            }
        }
        if set.is_empty() {
            self.set(EVERYTHING, !negated);
        } else {
            self.set(&set, negated);
        }
        Ok(())
    }

    fn class_atom(&mut self, character: char) -> Result<Escape, String> {
        match character {
            '\\' => self.escape(true),
            character => Ok(Escape::Character(character)),
        }
    }

    /// After a backslash.
    fn escape(&mut self, in_class: bool) -> Result<Escape, String> {
        let character = self.rest.next().ok_or("it ends with a backslash")?;
        let set = |set: &str, negated| Escape::Set(set.to_owned(), negated);
        Ok(match character {
            'd' | 'D' => set(DIGIT, character == 'D'),
            'w' | 'W' => set(WORD, character == 'W'),
            's' | 'S' => set(SPACE, character == 'S'),
            'b' if in_class => Escape::Character('\u{8}'),
            'b' | 'B' if !in_class => {
                self.translation.is_linear = false;
                let is_edge = character == 'b';
                Escape::Other(if is_edge { WORD_EDGE } else { NO_WORD_EDGE }.to_owned())
            }
            't' => Escape::Character('\t'),
            'n' => Escape::Character('\n'),
            'v' => Escape::Character('\u{b}'),
            'f' => Escape::Character('\u{c}'),
            'r' => Escape::Character('\r'),
            '0' => Escape::Character('\0'),
            'c' => self.control(in_class),
            'x' => Escape::Character(self.code(2).and_then(char::from_u32).unwrap_or('x')),
            'u' => Escape::Character(self.unicode()?),
            'p' | 'P' => self.property(character == 'P')?,
            '1'..='9' if !in_class => {
                self.translation.is_linear = false;
                let mut number = String::from(character);
                while let Some(digit) = self.next_if(|it| it.is_ascii_digit()) {
                    number.push(digit);
                }
                Escape::Other(format!("(?:\\{number})"))
            }
            'k' => match self.bracketed('<', '>') {
                Some(name) => {
                    self.translation.is_linear = false;
                    Escape::Other(format!("(?:\\k<{name}>)"))
                }
                None => Escape::Character('k'),
            },
            other => Escape::Character(other),
        })
    }

    /// After `\c`: a control character by its letter, or the two characters themselves.
    fn control(&mut self, in_class: bool) -> Escape {
        let both = r"\x{5c}c".to_owned();
        match self.next_if(|it| it.is_ascii_alphabetic()) {
            Some(letter) => Escape::Character(char::from(letter as u8 % 32)),
            None if in_class => Escape::Set(both, false),
            None => Escape::Other(both),
        }
    }

    /// After `\u`: a code of four digits, two of them for a character that UTF-16 needs a pair for,
    /// or a code in braces.
    fn unicode(&mut self) -> Result<char, String> {
        let before = self.rest.clone();
        if let Some(code) = self.bracketed('{', '}') {
            if let Some(character) = hexadecimal(code).and_then(char::from_u32) {
                return Ok(character);
            }
            self.rest = before;
        }
        let Some(high) = self.code(4) else {
            return Ok('u');
        };
        let low = match self.rest.as_str().strip_prefix("\\u") {
            Some(rest) if matches!(high, 0xd800..0xdc00) => {
                self.rest = rest.chars();
                self.code(4)
            }
            _ => None,
        };
        let units = [Some(high), low].into_iter().flatten();
        let units = units.filter_map(|unit| u16::try_from(unit).ok());
        match char::decode_utf16(units).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(format!("it has half a character, `\\u{high:04x}`")),
        }
    }

    /// After `\p`: the name of a Unicode property in braces.
    fn property(&mut self, negated: bool) -> Result<Escape, String> {
        let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '=';
        match self.bracketed('{', '}') {
            Some(name) if !name.is_empty() && name.chars().all(is_name) => {
                Ok(Escape::Set(format!("\\p{{{name}}}"), negated))
            }
            Some(_) => Err("it has a `\\p` without the name of a property".to_owned()),
            None => Ok(Escape::Character(if negated { 'P' } else { 'p' })),
        }
    }

    /// What comes next between two brackets.
    fn bracketed(&mut self, open: char, close: char) -> Option<&'a str> {
        let (inside, rest) = self.rest.as_str().strip_prefix(open)?.split_once(close)?;
        self.rest = rest.chars();
        Some(inside)
    }

    /// The number of so many hexadecimal digits, if they come next.
    fn code(&mut self, digits: usize) -> Option<u32> {
        let (code, rest) = self.rest.as_str().split_at_checked(digits)?;
        let code = hexadecimal(code)?;
        self.rest = rest.chars();
        Some(code)
    }

    fn next_if(&mut self, is_wanted: impl Fn(char) -> bool) -> Option<char> {
        let mut ahead = self.rest.clone();
        let character = ahead.next().filter(|it| is_wanted(*it))?;
        self.rest = ahead;
        Some(character)
    }

    /// Takes so many bytes.
    fn take(&mut self, length: usize) -> &'a str {
        let rest = self.rest.as_str();
        let (taken, rest) = rest.split_at_checked(length).unwrap_or((rest, ""));
        self.rest = rest.chars();
        taken
    }

    fn push(&mut self, text: &str) {
        self.translation.text.push_str(text);
    }

    fn literal(&mut self, character: char) {
        if character.is_alphanumeric() {
            self.translation.text.push(character);
        } else {
            push_number(&mut self.translation.text, character);
        }
    }

    fn set(&mut self, set: &str, negated: bool) {
        let sign = if negated { "^" } else { "" };
        self.push(&format!("[{sign}{set}]"));
    }
}

/// Whether the inside of braces says how often something is repeated: `2`, `2,` or `2,3`.
fn are_counts(text: &str) -> Result<bool, String> {
    let (from, to) = text.split_once(',').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    if from.is_empty() || !is_number(from) || !is_number(to) {
        return Ok(false);
    }
    match (from.parse::<u32>(), to.parse::<u32>()) {
        (Ok(from), Ok(to)) if from > to => Err(format!("it repeats from {from} to {to} times")),
        _ => Ok(true),
    }
}

fn hexadecimal(text: &str) -> Option<u32> {
    let is_number = text.bytes().all(|it| it.is_ascii_hexdigit());
    is_number.then(|| u32::from_str_radix(text, 16).ok())?
}

/// Whether a group only captures, by a number or a name, or sets flags for what is in it. Flags for
/// the rest of an expression and `P` before a name are not of ECMA-262, but common.
fn is_plain_group(kind: &str) -> bool {
    let name = kind.strip_prefix("?P<").or_else(|| kind.strip_prefix("?<"));
    let flags = kind
        .strip_prefix('?')
        .and_then(|kind| kind.strip_suffix([':', ')']));
    name.is_some_and(|name| name.ends_with('>'))
        || flags.is_some_and(|flags| flags.chars().all(|flag| "ims-".contains(flag)))
}

fn push_number(text: &mut String, character: char) {
    // Writing to a string cannot fail.
    let _ = write!(text, "\\x{{{:x}}}", character as u32);
}

fn push_atom(set: &mut String, atom: Escape) {
    match atom {
        Escape::Character(character) => push_number(set, character),
        Escape::Set(inner, false) => set.push_str(&inner),
        Escape::Set(inner, true) => {
            let _ = write!(set, "[^{inner}]");
        }
        Escape::Other(_) => {}
    }
}
