//! Strings (RFC 8259 section 7).

use std::borrow::Cow;

use super::{ReadError, Reader};

/// A byte in each place of a word.
pub(super) const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Marks the bytes of a word that are zero by their highest bit. Above the first that is marked,
/// others may be marked wrongly.
#[inline]
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(each(1)) & !word & each(0x80)
}

/// Marks the bytes of a word that are this one by their highest bit, and no others.
#[inline]
pub(super) const fn exactly(word: u64, byte: u8) -> u64 {
    let others = word ^ each(byte);
    let low = (others & each(0x7F)) + each(0x7F);
    !(low | others) & each(0x80)
}

/// Marks the bytes that do not stand for themselves in a string: quotes, backslashes and control
/// characters. As with [`zeros`], the first mark is right.
#[inline]
const fn special(word: u64) -> u64 {
    let control = word.wrapping_sub(each(0x20)) & !word & each(0x80);
    control | zeros(word ^ each(b'"')) | zeros(word ^ each(b'\\'))
}

/// The place of the first byte, from a place on, that does not stand for itself in a string.
#[inline]
pub(crate) fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let (words, tail) = rest.as_chunks::<8>();
    for word in words {
        let marks = special(u64::from_le_bytes(*word));
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    for byte in tail {
        if matches!(byte, b'"' | b'\\' | ..0x20) {
            return at;
        }
        at += 1;
    }
    at
}

/// Whether all of a text stands for itself in a string.
#[inline]
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (words, tail) = bytes.as_chunks::<8>();
    // The last word may have bytes in common with the one before.
    match (
        bytes.last_chunk::<8>(),
        bytes.first_chunk::<4>(),
        bytes.last_chunk::<4>(),
    ) {
        (Some(last), ..) => {
            let plain = |word: &[u8; 8]| special(u64::from_le_bytes(*word)) == 0;
            words.iter().all(plain) && plain(last)
        }
        (None, Some(first), Some(last)) => {
            let first = u64::from(u32::from_le_bytes(*first));
            let last = u64::from(u32::from_le_bytes(*last));
            special(first << 32 | last) == 0
        }
        _ => plain_until(tail, 0) == tail.len(),
    }
}

impl<'de> Reader<'de> {
    /// Reads a string.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>, ReadError> {
        let text = self.text;
        let start = self.at + 1;
        if self.peek() != Some(b'"') {
            return self.no_string();
        }
        let end = plain_until(text.as_bytes(), start);
        if text.as_bytes().get(end) == Some(&b'"')
            && let Some(content) = text.get(start..end)
        {
            self.at = end + 1;
            return Ok(Cow::Borrowed(content));
        }
        self.at = end;
        let start = text.get(start..end).unwrap_or_default();
        // Room for what may follow, so that most texts are not moved.
        let mut content = String::with_capacity(start.len() + 48);
        content.push_str(start);
        self.rest_of_string(content).map(Cow::Owned)
    }

    /// Reads the rest of a string, from the first character that does not stand for itself.
    #[cold]
    fn rest_of_string(&mut self, mut content: String) -> Result<String, ReadError> {
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(content);
                }
                Some(b'\\') => {
                    self.at += 1;
                    content.push(self.escape()?);
                }
                Some(_) => {
                    self.at += 1;
                    return Err(self.error(
                        "control character (\\u0000-\\u001F) found while parsing a string",
                    ));
                }
                None => return Err(self.error("EOF while parsing a string")),
            }
            let start = self.at;
            self.at = plain_until(self.text.as_bytes(), start);
            content.push_str(self.text.get(start..self.at).unwrap_or_default());
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self) -> Result<char, ReadError> {
        let Some(byte) = self.peek() else {
            return Err(self.error("EOF while parsing a string"));
        };
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.escaped_character(),
            _ => return Err(self.error("invalid escape")),
        })
    }

    /// Reads the digits of `\u` and, where they are the first half of a pair, those of the second.
    fn escaped_character(&mut self) -> Result<char, ReadError> {
        let first = self.four_digits()?;
        let code = match first {
            0xD800..=0xDBFF => {
                let second = match self.text.as_bytes().get(self.at..self.at + 2) {
                    Some(b"\\u") => {
                        self.at += 2;
                        self.four_digits()?
                    }
                    _ => 0,
                };
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(self.error("lone leading surrogate in hex escape"));
                }
                0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| self.error("lone trailing surrogate in hex escape"))
    }

    fn four_digits(&mut self) -> Result<u32, ReadError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let code = digits.and_then(|digits| {
            digits.iter().try_fold(0, |code, digit| {
                Some(code << 4 | char::from(*digit).to_digit(16)?)
            })
        });
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => Err(self.error("invalid escape")),
        }
    }
}
