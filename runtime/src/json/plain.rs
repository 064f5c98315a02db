//! Values that are plain text, as those of a query and of headers are.
//!
//! Such a text says nothing of its type: whether `12` is a number or a text is for whoever reads it
//! to say. So that the types of the generated code can be read from it all the same, the values are
//! put into a document which is JSON but for them: each stands between two marks, as it is, and
//! several values of one name follow each other.

use std::borrow::Cow;

use super::reader::{Brackets, Items};
use super::{ReadError, Reader};

/// What a plain value may be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plain {
    /// There are none: the text is JSON.
    No,
    /// The value of its type, or all items of a list. A text must be a single value.
    Value,
    /// The same for headers, in which several values are one text with commas between (RFC 9110
    /// section 5.3).
    Header,
    /// One item of a list.
    Item,
    /// A text and nothing else.
    Text,
}

impl Plain {
    /// What is around a plain value. JSON has it neither outside of strings nor in them.
    pub(super) const MARK: u8 = 1;

    /// Whether several plain values may follow each other.
    pub(super) fn may_be_several(self) -> bool {
        matches!(self, Self::Value | Self::Header)
    }
}

/// A text between marks. One that has marks itself is a JSON string, as which it can be read too.
fn push_marked(document: &mut String, text: &str) {
    let mark = char::from(Plain::MARK);
    if text.contains(mark) {
        document.push_str(&serde_json::Value::from(text).to_string());
    } else {
        document.push(mark);
        document.push_str(text);
        document.push(mark);
    }
}

/// Names with the plain values of each, as an object.
pub(crate) fn plain_document(entries: &[(String, Vec<String>)]) -> String {
    let mut document = String::from("{");
    for (index, (name, values)) in entries.iter().enumerate() {
        document.push_str(if index > 0 { "," } else { "" });
        document.push_str(&serde_json::Value::from(name.as_str()).to_string());
        document.push(':');
        for value in values {
            push_marked(&mut document, value);
        }
    }
    document.push('}');
    document
}

/// One plain value as a document.
pub(super) fn plain_value(text: &str) -> String {
    let mut document = String::new();
    push_marked(&mut document, text);
    document
}

impl<'de> Reader<'de> {
    /// A reader of a document with plain values.
    pub(crate) fn plain(text: &'de str, plain: Plain) -> Self {
        let mut json = Self::new(text);
        json.plain = plain;
        json
    }

    /// Reads the next plain value, if that is what comes next.
    pub(super) fn plain_text(&mut self) -> Option<&'de str> {
        if self.plain == Plain::No || self.peek_token() != Some(Plain::MARK) {
            return None;
        }
        let start = self.at + 1;
        let rest = self.text.get(start..)?;
        let end = start + rest.find(char::from(Plain::MARK))?;
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// The plain value that comes next, if it is to be read as the one value of some type.
    pub(crate) fn plain_scalar(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        if self.plain == Plain::Text {
            return Ok(None);
        }
        let Some(first) = self.plain_text() else {
            return Ok(None);
        };
        if self.plain == Plain::Item {
            return Ok(Some(Cow::Borrowed(first)));
        }
        let mut all = Cow::Borrowed(first);
        let mut count = 1;
        while let Some(next) = self.plain_text() {
            count += 1;
            let all = all.to_mut();
            all.push_str(", ");
            all.push_str(next);
        }
        match self.plain {
            Plain::Value if count > 1 => {
                Err(self.error(format!("expected a single value, found {count}")))
            }
            _ => Ok(Some(all)),
        }
    }

    /// Passes over a plain value that may be of several types, and gives the readers of what it can
    /// be: the JSON that it is, if it is any but a string in quotes, and a text. `None`, with
    /// nothing read, if no plain value comes next.
    pub(crate) fn plain_alternatives(&mut self) -> Result<Option<(Option<Self>, Self)>, ReadError> {
        if self.plain == Plain::No || self.peek_token() != Some(Plain::MARK) {
            return Ok(None);
        }
        let mut as_text = self.clone();
        as_text.plain = Plain::Text;
        let text = match self.plain {
            Plain::Text => return Ok(None),
            _ => self.plain_scalar()?,
        };
        let as_json = match text {
            Some(Cow::Borrowed(text)) if !text.starts_with('"') => {
                let json = Self::new(text);
                let mut whole = json.clone();
                (whole.skip().is_ok() && whole.end().is_ok()).then_some(json)
            }
            _ => None,
        };
        Ok(Some((as_json, as_text)))
    }

    /// Reads what is no string in quotes: a plain value, or an error.
    #[cold]
    pub(super) fn no_string(&mut self) -> Result<Cow<'de, str>, ReadError> {
        let text = match self.plain {
            Plain::Text => self.plain_text().map(Cow::Borrowed),
            _ => self.plain_scalar()?,
        };
        match text {
            Some(text) => Ok(text),
            None => Err(self.unexpected("a string")),
        }
    }

    /// Enters a list of plain values, or the JSON array that an item is.
    #[cold]
    pub(super) fn plain_items(&mut self) -> Result<Items<'_, 'de>, ReadError> {
        if !self.plain.may_be_several() {
            self.enter_plain(b'[', "a JSON array")?;
            return Ok(Items::new(self, Brackets::Open));
        }
        let after = std::mem::replace(&mut self.plain, Plain::Item);
        Ok(Items::new(self, Brackets::None(after)))
    }

    /// Enters the JSON object that a plain value is.
    #[cold]
    pub(super) fn plain_object(&mut self) -> Result<(), ReadError> {
        self.enter_plain(b'{', "a JSON object")
    }

    fn enter_plain(&mut self, bracket: u8, expected: &str) -> Result<(), ReadError> {
        self.at += 1;
        if self.peek_token() != Some(bracket) {
            return Err(self.error(format!("expected {expected}")));
        }
        let mut whole = self.clone();
        whole.plain = Plain::No;
        whole.skip()?;
        match whole.peek_token() {
            Some(Plain::MARK) => self.enter(),
            _ => Err(whole.syntax("nothing after the JSON")),
        }
    }
}
