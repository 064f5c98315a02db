//! Regular expressions of ECMA-262 (JSON Schema core 6.4): whether text is one, and the same
//! expression in the syntax of the engine that is used while building.
//!
//! Read with the leniency of ECMA-262's annex B: a `]`, `{` or `}` that closes or opens nothing
//! stands for itself.

use std::fmt::Write as _;

/// Why text is no regular expression.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Mistake {
    /// The index of the character where it is.
    pub(crate) at: usize,
    /// What is wrong, to be read before the place.
    pub(crate) what: String,
}

/// An expression in the syntax of `regex-lite`; `None` where that cannot say it.
pub(crate) type Translation = Option<String>;

/// Longer expressions are not translated.
const MOST_TRANSLATED: usize = 50_000;

/// White space and line ends of ECMA-262 (22.2.2.9): what `\s` stands for.
const SPACE: &str =
    r"\t-\r \x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";
/// All other characters.
const NO_SPACE: &str = r"\x00-\x08\x0E-\x1F!-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027}\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{FEFE}\x{FF00}-\x{10FFFF}";

/// Reads an expression.
pub(crate) fn parse(text: &str) -> Result<Translation, Mistake> {
    let mut parser = Parser {
        text: text.chars().collect(),
        at: 0,
        out: String::new(),
        known: text.len() <= MOST_TRANSLATED,
        groups: Vec::new(),
    };
    parser.pattern()?;
    Ok(parser.known.then_some(parser.out))
}

/// What a quantifier may follow.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// Something to repeat.
    Atom,
    /// The beginning, an assertion or another quantifier.
    Nothing,
}

struct Parser {
    text: Vec<char>,
    at: usize,
    out: String,
    /// Whether the engine can say all that was read so far.
    known: bool,
    /// Where each group that is open begins, and whether it may be repeated.
    groups: Vec<(usize, Before)>,
}

/// A member of a class.
enum Member {
    Character(char),
    /// A set such as `\d`, or what the engine does not know.
    Set,
}

impl Parser {
    fn pattern(&mut self) -> Result<(), Mistake> {
        let mut before = Before::Nothing;
        while let Some(character) = self.next() {
            let at = self.at - 1;
            before = match character {
                '^' | '$' | '|' => {
                    self.out.push(character);
                    Before::Nothing
                }
                '(' => {
                    self.open(at)?;
                    Before::Nothing
                }
                ')' => {
                    let Some((_, before)) = self.groups.pop() else {
                        return mistake(at, "a `)` that closes nothing");
                    };
                    self.out.push(')');
                    before
                }
                '*' | '+' | '?' => self.repeat(before, at, &character.to_string())?,
                '{' => match self.braces(at)? {
                    Some(quantifier) => self.repeat(before, at, &quantifier)?,
                    None => {
                        self.literal('{');
                        Before::Atom
                    }
                },
                '[' => {
                    self.class(at)?;
                    Before::Atom
                }
                '\\' => self.escape(at)?,
                '.' => {
                    self.out.push_str(r"[^\n\r\x{2028}\x{2029}]");
                    Before::Atom
                }
                other => {
                    self.literal(other);
                    Before::Atom
                }
            };
        }
        match self.groups.last() {
            Some(&(at, _)) => mistake(at, "a `(` that nothing closes"),
            None => Ok(()),
        }
    }

    fn next(&mut self) -> Option<char> {
        let character = self.text.get(self.at).copied()?;
        self.at += 1;
        Some(character)
    }

    /// Goes over `text` if it is what follows.
    fn take(&mut self, text: &str) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = text.chars().count();
        let follows = rest.len() >= length && rest.iter().zip(text.chars()).all(|(a, b)| *a == b);
        if follows {
            self.at += length;
        }
        follows
    }

    fn literal(&mut self, character: char) {
        if character.is_ascii_alphanumeric() || !character.is_ascii() {
            self.out.push(character);
        } else {
            let _ = write!(self.out, r"\x{{{:X}}}", u32::from(character));
        }
    }

    /// The beginning of a group. Groups need no number: nothing that refers to one is translated.
    fn open(&mut self, at: usize) -> Result<(), Mistake> {
        let mut before = Before::Atom;
        if self.take("?") {
            if self.take(":") {
            } else if self.take("=") || self.take("!") {
                self.known = false;
            } else if self.take("<=") || self.take("<!") {
                self.known = false;
                before = Before::Nothing;
            } else if self.take("<") {
                self.name(at)?;
            } else {
                return mistake(at, "a `(?` that begins no group of ECMA-262");
            }
        }
        self.groups.push((at, before));
        self.out.push_str("(?:");
        Ok(())
    }

    /// The name of a group, up to its `>`.
    fn name(&mut self, at: usize) -> Result<(), Mistake> {
        let start = self.at;
        loop {
            match self.next() {
                Some('>') if self.at > start + 1 => return Ok(()),
                Some(letter) if letter.is_alphanumeric() || matches!(letter, '_' | '$') => {}
                _ => return mistake(at, "a group whose name does not end"),
            }
        }
    }

    fn repeat(&mut self, before: Before, at: usize, quantifier: &str) -> Result<Before, Mistake> {
        if before == Before::Nothing {
            return mistake(at, format!("`{quantifier}` has nothing to repeat"));
        }
        self.out.push_str(quantifier);
        if self.take("?") {
            self.out.push('?');
        }
        Ok(Before::Nothing)
    }

    /// What follows a `{`, if that makes a quantifier.
    fn braces(&mut self, at: usize) -> Result<Option<String>, Mistake> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(end) = rest.iter().position(|&character| character == '}') else {
            return Ok(None);
        };
        let inner: String = rest.iter().take(end).collect();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let (least, most) = match inner.split_once(',') {
            Some((least, most)) => (least, Some(most)),
            None => (inner.as_str(), None),
        };
        if !is_number(least) || !most.is_none_or(|most| most.is_empty() || is_number(most)) {
            return Ok(None);
        }
        self.at += end + 1;
        let quantifier = format!("{{{inner}}}");
        let size = |digits: &str| {
            let digits = digits.trim_start_matches('0').to_owned();
            (digits.len(), digits)
        };
        match most {
            Some(most) if !most.is_empty() && size(most) < size(least) => {
                mistake(at, format!("`{quantifier}` is out of order"))
            }
            _ => Ok(Some(quantifier)),
        }
    }

    /// An escape outside a class.
    fn escape(&mut self, at: usize) -> Result<Before, Mistake> {
        match self.text.get(self.at).copied() {
            Some(assertion @ ('b' | 'B')) => {
                self.at += 1;
                self.out.push('\\');
                self.out.push(assertion);
                return Ok(Before::Nothing);
            }
            // A reference to an earlier group.
            Some('1'..='9' | 'k') => {
                self.at += 1;
                self.known = false;
                return Ok(Before::Atom);
            }
            Some('s') => self.out.push_str(&format!("[{SPACE}]")),
            Some('S') => self.out.push_str(&format!("[^{SPACE}]")),
            _ => {
                match self.escaped(at)? {
                    Member::Character(character) => self.literal(character),
                    Member::Set => {}
                }
                return Ok(Before::Atom);
            }
        }
        self.at += 1;
        Ok(Before::Atom)
    }

    /// What follows a backslash, in a class or not. A set is written out, a character is not.
    fn escaped(&mut self, at: usize) -> Result<Member, Mistake> {
        let Some(character) = self.next() else {
            return mistake(at, "a `\\` that escapes nothing");
        };
        let character: Option<char> = match character {
            'd' | 'D' | 'w' | 'W' => {
                self.out.push('\\');
                self.out.push(character);
                return Ok(Member::Set);
            }
            's' => {
                self.out.push_str(SPACE);
                return Ok(Member::Set);
            }
            'S' => {
                self.out.push_str(NO_SPACE);
                return Ok(Member::Set);
            }
            'p' | 'P' => {
                self.known = false;
                if self.take("{") {
                    while self.next().is_some_and(|character| character != '}') {}
                }
                return Ok(Member::Set);
            }
            't' => Some('\t'),
            'n' => Some('\n'),
            'v' => Some('\u{B}'),
            'f' => Some('\u{C}'),
            'r' => Some('\r'),
            '0' => Some('\0'),
            'x' => self.hexadecimal(2),
            'u' => self.unicode(),
            'c' => self.control(),
            // Engines differ in letters and digits that mean nothing.
            other if other.is_ascii_alphanumeric() => None,
            other => Some(other),
        };
        self.known &= character.is_some();
        Ok(character.map_or(Member::Set, Member::Character))
    }

    /// The control character of a letter.
    fn control(&mut self) -> Option<char> {
        let letter = *self.text.get(self.at)?;
        let control = char::from(u8::try_from(letter).ok()? % 32);
        letter.is_ascii_alphabetic().then(|| {
            self.at += 1;
            control
        })
    }

    /// So many hexadecimal digits, as a character.
    fn hexadecimal(&mut self, count: usize) -> Option<char> {
        let code = self.code(count)?;
        char::from_u32(code)
    }

    fn code(&mut self, count: usize) -> Option<u32> {
        let digits: String = self.text.get(self.at..self.at + count)?.iter().collect();
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let code = u32::from_str_radix(&digits, 16).ok()?;
        if is_hexadecimal {
            self.at += count;
        }
        is_hexadecimal.then_some(code)
    }

    /// `\u0041`, two halves of a surrogate pair, or `\u{1F432}`.
    fn unicode(&mut self) -> Option<char> {
        if self.take("{") {
            let rest = self.text.get(self.at..)?;
            let length = rest.iter().position(|&character| character == '}')?;
            let character = self.hexadecimal(length)?;
            self.take("}");
            return Some(character);
        }
        let high = self.code(4)?;
        if !(0xD800..0xDC00).contains(&high) || !self.take("\\u") {
            return char::from_u32(high);
        }
        let low = self.code(4)?;
        let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)
    }

    /// A class, after its `[`.
    fn class(&mut self, at: usize) -> Result<(), Mistake> {
        let negation = if self.take("^") { "^" } else { "" };
        self.out.push('[');
        self.out.push_str(negation);
        if self.text.get(self.at) == Some(&']') {
            // `[]` and `[^]`, which match nothing and anything, have no short form.
            self.known = false;
        }
        loop {
            let start = self.at;
            let Some(member) = self.member(at)? else {
                self.out.push(']');
                return Ok(());
            };
            // A `-` at the end stands for itself.
            let is_range = self.text.get(self.at) == Some(&'-')
                && self.text.get(self.at + 1).is_some_and(|next| *next != ']');
            let Member::Character(first) = member else {
                continue;
            };
            self.literal(first);
            if !is_range {
                continue;
            }
            self.at += 1;
            let mark = self.out.len();
            match self.member(at)? {
                Some(Member::Character(last)) if last < first => {
                    let range: String = self
                        .text
                        .get(start..self.at)
                        .unwrap_or_default()
                        .iter()
                        .collect();
                    return mistake(start, format!("the range `{range}` is out of order"));
                }
                Some(Member::Character(last)) => {
                    self.out.push('-');
                    self.literal(last);
                }
                // A set cannot end a range: the `-` stands for itself (annex B).
                Some(Member::Set) => self.out.insert_str(mark, r"\x{2D}"),
                None => return Ok(()),
            }
        }
    }

    /// The next member of the class that begins at `class`; `None` at its end.
    fn member(&mut self, class: usize) -> Result<Option<Member>, Mistake> {
        let at = self.at;
        match self.next() {
            None => mistake(class, "a `[` that nothing closes"),
            Some(']') => Ok(None),
            Some('\\') if self.take("b") => Ok(Some(Member::Character('\u{8}'))),
            Some('\\') => self.escaped(at).map(Some),
            Some(character) => Ok(Some(Member::Character(character))),
        }
    }
}

fn mistake<T>(at: usize, what: impl Into<String>) -> Result<T, Mistake> {
    Err(Mistake {
        at,
        what: what.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn mistakes() {
        for (text, at, what) in [
            ("a(b", 1, "a `(` that nothing closes"),
            ("a)b", 1, "a `)` that closes nothing"),
            ("[ab", 0, "a `[` that nothing closes"),
            ("[a\\]", 0, "a `[` that nothing closes"),
            ("[a-", 0, "a `[` that nothing closes"),
            ("*a", 0, "`*` has nothing to repeat"),
            ("a|+", 2, "`+` has nothing to repeat"),
            ("^*", 1, "`*` has nothing to repeat"),
            ("a**", 2, "`*` has nothing to repeat"),
            ("a{2}{3}", 4, "`{3}` has nothing to repeat"),
            ("(?<=a)*", 6, "`*` has nothing to repeat"),
            ("a\\", 1, "a `\\` that escapes nothing"),
            ("[z-a]", 1, "the range `z-a` is out of order"),
            (
                "[\\u0041-\\u0040]",
                1,
                "the range `\\u0041-\\u0040` is out of order",
            ),
            ("a{3,1}", 1, "`{3,1}` is out of order"),
            ("(?i)a", 0, "a `(?` that begins no group of ECMA-262"),
            ("(?P<a>b)", 0, "a `(?` that begins no group of ECMA-262"),
            ("(?<a", 0, "a group whose name does not end"),
        ] {
            let mistake = parse(text).unwrap_err();
            assert_eq!((mistake.at, mistake.what.as_str()), (at, what), "{text}");
        }
    }

    /// Whether a text is found by what an expression is translated to.
    fn finds(expression: &str, text: &str) -> Option<bool> {
        let translation = parse(expression).unwrap()?;
        Some(regex_lite::Regex::new(&translation).unwrap().is_match(text))
    }

    #[test]
    fn translations() {
        for (expression, text, expected) in [
            ("^a/b$", "a/b", true),
            ("^a\\/b$", "a/b", true),
            ("^[\\w.\\-]+$", "a-b.c", true),
            ("^[\\w-.]+$", "a-b.c", true),
            ("^[a-]+$", "a-", true),
            ("^[]-]$", "]", false),
            ("a{", "a{", true),
            ("^a{,2}$", "a{,2}", true),
            ("}]", "}]", true),
            ("^a{2,}?$", "aaa", true),
            ("^(?<year>\\d{4})-\\d\\d$", "2024-12", true),
            ("^\\d$", "٤", false),
            ("^\\s$", "\u{A0}", true),
            ("^\\S$", "\u{A0}", false),
            ("^[\\S]$", "\u{FEFF}", false),
            ("^[^\\S]$", "\u{2028}", true),
            ("^.$", "\u{2028}", false),
            ("^.$", "🐲", true),
            ("^\\uD83D\\uDC32$", "🐲", true),
            ("^\\u{1F432}$", "🐲", true),
            ("^[\\u00e0-\\u00ff]$", "é", true),
            ("^\\x41\\cJ\\0$", "A\n\0", true),
            ("\\bcat\\b", "a cat", true),
            ("[\\b]", "\u{8}", true),
            ("^$", "\n", false),
            ("^#[^&& ~~[]$", "#a", true),
            ("", "anything", true),
        ] {
            assert_eq!(
                finds(expression, text).unwrap_or_default(),
                expected,
                "{expression}"
            );
        }
        for unknown in [
            "(?=a)", "(?<!a)b", "(a)\\1", "\\p{L}+", "[]", "[^]", "\\uD83D", "\\a",
        ] {
            assert_eq!(parse(unknown), Ok(None), "{unknown}");
        }
    }
}
