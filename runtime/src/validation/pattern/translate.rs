//! Rewrites an ECMA-262 expression so that Rust's engines understand it in the same sense.
//!
//! What differs: `\d`, `\w` and `\s` are other sets, `.` leaves out other line ends, a class may be
//! empty and has no set operators, some escapes have another form, and a bracket or brace that has
//! no partner stands for itself (ECMA-262, Annex B.1.2). Every literal that might mean something to
//! an engine is written by its number, so that it cannot.

use std::fmt::Write;
use std::iter::Peekable;
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
        rest: source.chars().peekable(),
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
    rest: Peekable<Chars<'a>>,
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

impl Translator<'_> {
    fn term(&mut self, character: char) -> Result<(), String> {
        match character {
            '\\' => {
                let escape = self.escape(false)?;
                match escape {
                    Escape::Character(character) => self.literal(character),
                    Escape::Set(set, negated) => self.set(&set, negated),
                    Escape::Other(text) => self.push(&text),
                }
            }
            '[' => self.class()?,
            '.' => self.set(LINE_ENDS, true),
            '(' => self.group()?,
            '{' => match quantifier(self.rest.clone()) {
                Some(quantifier) => {
                    self.skip(quantifier.chars().count());
                    self.push("{");
                    self.push(&quantifier);
                }
                None => self.literal('{'),
            },
            '^' | '$' | '|' | ')' | '*' | '+' | '?' => self.translation.text.push(character),
            other => self.literal(other),
        }
        Ok(())
    }

    /// After `(`: what kind of group it is.
    fn group(&mut self) -> Result<(), String> {
        let mut ahead = self.rest.clone();
        let kind = (ahead.next(), ahead.next(), ahead.next());
        let length = match kind {
            (Some('?'), Some('=' | '!'), _) => 2,
            (Some('?'), Some('<'), Some('=' | '!')) => 3,
            (Some('?'), ..) => {
                let is_end = |character| matches!(character, ':' | '>' | ')');
                self.rest.clone().take_while(|it| !is_end(*it)).count() + 1
            }
            _ => 0,
        };
        let kind: String = self.rest.clone().take(length).collect();
        self.skip(length);
        if matches!(kind.as_str(), "?=" | "?!" | "?<=" | "?<!") {
            self.translation.is_linear = false;
        } else if !is_plain_group(&kind) {
            return Err(format!("has a group of an unknown kind, `({kind}`"));
        }
        self.push("(");
        self.push(&kind);
        Ok(())
    }

    /// After `[`: a class up to its end.
    fn class(&mut self) -> Result<(), String> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut set = String::new();
        loop {
            let character = self.rest.next().ok_or("has a `[` without its `]`")?;
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
            self.skip(2);
            match (first, self.class_atom(last)?) {
                (Escape::Character(first), Escape::Character(last)) if first > last => {
                    return Err(format!("has a range from `{first}` down to `{last}`"));
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
        let character = self.rest.next().ok_or("ends with a backslash")?;
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
            'c' => self.control(),
            'x' => Escape::Character(self.code(2).unwrap_or('x')),
            'u' => Escape::Character(self.unicode()?),
            'p' | 'P' => self.property(character == 'P')?,
            '1'..='9' if !in_class => {
                self.translation.is_linear = false;
                let mut number = String::from(character);
                while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                Escape::Other(format!("(?:\\{number})"))
            }
            'k' if self.rest.peek() == Some(&'<') => {
                self.translation.is_linear = false;
                let name: String = self.rest.by_ref().take_while(|it| *it != '>').collect();
                Escape::Other(format!("(?:\\k{name}>)"))
            }
            other => Escape::Character(other),
        })
    }

    /// After `\c`: a control character by its letter, or the two characters themselves.
    fn control(&mut self) -> Escape {
        match self.rest.next_if(char::is_ascii_alphabetic) {
            Some(letter) => Escape::Character(char::from(letter as u8 % 32)),
            None => Escape::Set(r"\x{5c}c".to_owned(), false),
        }
    }

    /// After `\u`: a code of four digits, two of them for a character that UTF-16 needs a pair for,
    /// or a code in braces.
    fn unicode(&mut self) -> Result<char, String> {
        if self.rest.peek() == Some(&'{') {
            let mut ahead = self.rest.clone();
            let text: String = ahead.by_ref().skip(1).take_while(|it| *it != '}').collect();
            if let Some(character) = u32::from_str_radix(&text, 16).ok().and_then(char::from_u32) {
                self.rest = ahead;
                return Ok(character);
            }
        }
        let Some(high) = self.number(4) else {
            return Ok('u');
        };
        if let Some(character) = char::from_u32(high) {
            return Ok(character);
        }
        let mut ahead = self.rest.clone();
        if (ahead.next(), ahead.next()) == (Some('\\'), Some('u')) {
            self.rest = ahead;
            let units =
                [Some(high), self.number(4)].map(|it| it.and_then(|it| u16::try_from(it).ok()));
            if let [Some(high), Some(low)] = units
                && let Some(Ok(character)) = char::decode_utf16([high, low]).next()
            {
                return Ok(character);
            }
        }
        Err(format!("has half a character, `\\u{high:04x}`"))
    }

    /// After `\p`: the name of a Unicode property in braces.
    fn property(&mut self, negated: bool) -> Result<Escape, String> {
        if self.rest.peek() != Some(&'{') {
            return Ok(Escape::Character(if negated { 'P' } else { 'p' }));
        }
        let name: String = self
            .rest
            .by_ref()
            .skip(1)
            .take_while(|it| *it != '}')
            .collect();
        let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '=';
        if name.is_empty() || !name.chars().all(is_name) {
            return Err("has a `\\p` without the name of a property".to_owned());
        }
        Ok(Escape::Set(format!("\\p{{{name}}}"), negated))
    }

    /// The character with the code of so many hexadecimal digits, if they come next.
    fn code(&mut self, digits: usize) -> Option<char> {
        self.number(digits).and_then(char::from_u32)
    }

    fn number(&mut self, digits: usize) -> Option<u32> {
        let mut ahead = self.rest.clone();
        let mut number = 0;
        for _ in 0..digits {
            number = number * 16 + ahead.next()?.to_digit(16)?;
        }
        self.rest = ahead;
        Some(number)
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.rest.next();
        }
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

/// Whether a group only captures, by a number or a name, or sets flags for what is in it. Flags for
/// the rest of an expression and `P` before a name are not of ECMA-262, but common.
fn is_plain_group(kind: &str) -> bool {
    let name = kind.strip_prefix("?P<").or_else(|| kind.strip_prefix("?<"));
    let flags = kind
        .strip_prefix('?')
        .and_then(|kind| kind.strip_suffix([':', ')']));
    kind.is_empty()
        || name.is_some_and(|name| name.ends_with('>'))
        || flags.is_some_and(|flags| flags.chars().all(|flag| "ims-".contains(flag)))
}

/// The `{2}`, `{2,}` or `{2,3}` that a text goes on with after the `{`, without that.
fn quantifier(rest: Peekable<Chars<'_>>) -> Option<String> {
    let mut inside = String::new();
    for character in rest {
        inside.push(character);
        match character {
            '0'..='9' | ',' => {}
            '}' => break,
            _ => return None,
        }
    }
    let counts = inside.strip_suffix('}')?;
    let (from, to) = counts.split_once(',').unwrap_or((counts, ""));
    (!from.is_empty() && !to.contains(',')).then_some(inside)
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
