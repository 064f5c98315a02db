//! The writer: the text that has been written so far.

use std::cell::RefCell;
use std::fmt;

use serde::Serialize;

use super::WriteJson;
use super::string::{is_plain, plain_until};

/// How large a buffer is kept for the next message, in bytes.
const KEPT: usize = 64 * 1024;

thread_local! {
    /// The writer of the last message: the size of its buffer is what the next one will need too.
    static WRITER: RefCell<Writer> = const { RefCell::new(Writer::new()) };
}

/// Lets a function write to a buffer of its own.
#[cold]
fn with_own<R>(work: &dyn Fn(&mut Writer) -> R) -> R {
    work(&mut Writer::new())
}

/// Why a value has no JSON form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WriteError(String);

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WriteError {}

/// Writes values as JSON text.
///
/// What has parts writes a comma after each of them; [`end`](Self::end) takes back the last one. So
/// nobody has to know whether he is the first, and the names of properties, the commas before them
/// and constants are one text that is known when the code is generated.
#[derive(Debug)]
pub struct Writer {
    pub(super) text: String,
    /// Where the properties of an object go on that was begun with its tag.
    pub(super) tagged_until: usize,
    error: Option<String>,
}

impl Writer {
    const fn new() -> Self {
        Self {
            text: String::new(),
            tagged_until: usize::MAX,
            error: None,
        }
    }

    /// Lets a function write to an empty buffer and take the text from it.
    ///
    /// The buffer is used again by the next message of the thread. One that is written while
    /// another is has its own.
    #[inline]
    pub(crate) fn with<R>(work: impl Fn(&mut Self) -> R) -> R {
        let done = WRITER.try_with(|writer| {
            let mut writer = writer.try_borrow_mut().ok()?;
            writer.text.clear();
            writer.tagged_until = usize::MAX;
            writer.error = None;
            let result = work(&mut writer);
            if writer.text.capacity() > KEPT {
                writer.text = String::new();
            }
            Some(result)
        });
        match done {
            Ok(Some(result)) => result,
            _ => with_own(&work),
        }
    }

    /// The text, unless the value has no JSON form.
    #[inline]
    pub(crate) fn written(&mut self) -> Result<&str, WriteError> {
        match self.error.take() {
            None => Ok(&self.text),
            Some(reason) => Err(WriteError(reason)),
        }
    }

    /// Lets a function write, and gives the text.
    pub(crate) fn text(write: impl Fn(&mut Self)) -> Result<String, WriteError> {
        Self::with(|out| {
            write(out);
            out.written().map(str::to_owned)
        })
    }

    /// Writes a text that is JSON, or a part of it.
    #[inline]
    pub fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// Writes a value.
    #[inline]
    pub fn value<T: WriteJson + ?Sized>(&mut self, value: &T) {
        value.write_json(self);
    }

    /// Writes the bracket that ends an object or an array.
    #[inline]
    pub fn end(&mut self, bracket: &str) {
        if self.text.ends_with(',') {
            self.text.pop();
        }
        self.text.push_str(bracket);
    }

    /// Writes a string (RFC 8259 section 7).
    #[inline]
    pub fn string(&mut self, text: &str) {
        self.raw("\"");
        self.content(text);
        self.raw("\"");
    }

    /// Writes what is between the quotes of a string.
    #[inline]
    pub fn content(&mut self, text: &str) {
        match is_plain(text) {
            true => self.text.push_str(text),
            false => self.escaped(text),
        }
    }

    #[inline(never)]
    fn escaped(&mut self, text: &str) {
        let mut start = 0;
        loop {
            let end = plain_until(text.as_bytes(), start);
            self.text.push_str(text.get(start..end).unwrap_or_default());
            let Some(byte) = text.as_bytes().get(end) else {
                return;
            };
            match byte {
                b'"' => self.raw("\\\""),
                b'\\' => self.raw("\\\\"),
                b'\n' => self.raw("\\n"),
                b'\r' => self.raw("\\r"),
                b'\t' => self.raw("\\t"),
                0x8 => self.raw("\\b"),
                0xC => self.raw("\\f"),
                control => {
                    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
                    self.raw("\\u00");
                    self.text.push(digit(control >> 4));
                    self.text.push(digit(control & 0xF));
                }
            }
            start = end + 1;
        }
    }

    /// How many bytes are written.
    #[must_use]
    pub fn written_bytes(&self) -> usize {
        self.text.len()
    }

    /// What is written from a place on.
    pub(crate) fn written_from(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    /// Takes back what is written from a place on, as far as it goes there between two characters.
    pub(crate) fn take_back(&mut self, start: usize) {
        if self.text.is_char_boundary(start) {
            self.text.truncate(start);
        }
    }

    /// Writes a character in place of one that is as long.
    pub(crate) fn overwrite(&mut self, at: usize, character: &str) {
        let end = at + character.len();
        if self.text.get(at..end).is_some() {
            self.text.replace_range(at..end, character);
        }
    }

    /// Writes a property of any name, and the comma after it.
    pub fn property<T: WriteJson + ?Sized>(&mut self, name: &str, value: &T) {
        self.property_by(name, |out| value.write_json(out));
    }

    /// The same for a value that a function writes.
    pub(super) fn property_by(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.string(name);
        self.raw(":");
        write(self);
        self.raw(",");
    }

    /// Writes a property, whose name is given as JSON with the colon, if it has a value; and the
    /// comma after it.
    #[inline]
    pub fn optional<T: WriteJson>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.raw(name);
            value.write_json(self);
            self.raw(",");
        }
    }

    /// The same by a function.
    pub fn optional_by<T>(
        &mut self,
        name: &str,
        value: &Option<T>,
        write: impl FnOnce(&mut Self, &T),
    ) {
        if let Some(value) = value {
            self.raw(name);
            write(self, value);
            self.raw(",");
        }
    }

    /// Writes a value of the user's, by serde.
    pub fn foreign<T: Serialize + ?Sized>(&mut self, value: &T) {
        match serde_json::to_string(value) {
            Ok(json) => self.raw(&json),
            Err(error) => self.fail(error.to_string()),
        }
    }

    /// Notes that the value has no JSON form. The first reason is the one that is given.
    #[cold]
    pub fn fail(&mut self, reason: String) {
        self.error.get_or_insert(reason);
    }
}
