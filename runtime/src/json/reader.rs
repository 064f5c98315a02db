//! The reader: where in a text reading stands, and the steps through it.

use super::ReadError;
use super::error::TOO_DEEP;
use super::plain::Plain;
use super::tagged::Tag;

/// How deep arrays and objects may nest, as in serde_json: the stack must hold them all.
const NESTING: u32 = 127;

/// How often, on average, each byte may be read in vain by alternatives that are tried in order.
const RETRIES: usize = 64;
/// How many bytes may always be read in vain, however short the text is.
const FREE: usize = 1 << 16;

/// Reads values from a JSON text, from its start to its end.
///
/// What implements [`ReadJson`](super::ReadJson) takes exactly one value from it. After an error,
/// what was read is of no use.
#[derive(Clone, Debug)]
pub struct Reader<'de> {
    pub(super) text: &'de str,
    /// How many bytes are read.
    pub(super) at: usize,
    pub(super) plain: Plain,
    /// How many arrays and objects are open.
    depth: u32,
    /// How many unions are being read, one inside the other.
    unions: u32,
    /// How many bytes may still be read in vain: alternatives that hold alternatives multiply.
    budget: usize,
    /// The property that an object has beside those of its type.
    pub(super) tag: Tag,
}

impl<'de> Reader<'de> {
    /// A reader at the start of a text.
    #[must_use]
    pub fn new(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            plain: Plain::No,
            depth: 0,
            unions: 0,
            budget: text.len().saturating_mul(RETRIES).saturating_add(FREE),
            tag: Tag::NONE,
        }
    }

    /// Makes certain that nothing but white space is left.
    pub fn end(&mut self) -> Result<(), ReadError> {
        match self.peek_token() {
            None => Ok(()),
            Some(_) => Err(self.syntax("the end of the text")),
        }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> &'de str {
        self.text
    }

    /// Whether no array or object is open: what is left is one value.
    pub(crate) fn is_outermost(&self) -> bool {
        self.depth == 0
    }

    /// How many arrays and objects are open.
    #[inline]
    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// What is left of the text.
    pub(crate) fn rest(&self) -> &'de str {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space, which is passed over.
    #[inline]
    pub(crate) fn peek_token(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other,
            }
        }
    }

    /// Passes over the next byte if it is this one.
    #[inline]
    pub(super) fn take_token(&mut self, byte: u8) -> bool {
        let found = self.peek_token() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Whether what comes next is just so.
    #[inline]
    pub(super) fn is_next(&self, expected: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        starts_with(rest, expected.as_bytes())
    }

    /// Passes over a text, if what comes next is just so.
    #[inline]
    pub(super) fn take_exactly(&mut self, expected: &str) -> bool {
        let found = self.is_next(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Enters an array or an object.
    #[inline]
    pub(super) fn enter(&mut self) -> Result<(), ReadError> {
        if self.depth == NESTING {
            return Err(self.error(TOO_DEEP));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Leaves an array or an object.
    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
        self.at += 1;
        if self.plain != Plain::No && self.peek_token() == Some(Plain::MARK) {
            self.at += 1;
        }
    }

    /// Reads `null`, if it is what comes next.
    #[inline]
    pub fn take_null(&mut self) -> bool {
        self.peek_token() == Some(b'n') && self.take_exactly("null")
    }

    pub(super) fn null(&mut self) -> Result<(), ReadError> {
        match self.take_null() {
            true => Ok(()),
            false => Err(self.syntax("a value")),
        }
    }

    pub(super) fn boolean(&mut self) -> Result<bool, ReadError> {
        if self.take_exactly("true") {
            Ok(true)
        } else if self.take_exactly("false") {
            Ok(false)
        } else {
            Err(self.syntax("a value"))
        }
    }

    /// Enters an array.
    #[inline]
    pub fn items(&mut self, expected: &str) -> Result<Items<'_, 'de>, ReadError> {
        match self.peek_token() {
            Some(b'[') => self.enter()?,
            Some(Plain::MARK) if self.plain != Plain::No => return self.plain_items(),
            _ => return Err(self.unexpected(expected)),
        }
        Ok(Items::new(self, Brackets::Open))
    }

    /// Passes over the next value, which must be JSON.
    pub fn skip(&mut self) -> Result<(), ReadError> {
        match self.peek_token() {
            Some(b'{') => {
                self.enter()?;
                let mut first = true;
                while self.next_key(&mut first)? {
                    self.string()?;
                    self.colon()?;
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'[') => self.skip_items(),
            Some(b'"') => self.string().map(drop),
            Some(b't' | b'f') => self.boolean().map(drop),
            Some(b'n') => self.null(),
            Some(Plain::MARK) if self.plain.may_be_several() => self.skip_items(),
            Some(Plain::MARK) => self.string().map(drop),
            _ => self.number().map(drop),
        }
    }

    fn skip_items(&mut self) -> Result<(), ReadError> {
        let mut items = self.items("")?;
        while items.advance()? {
            items.reader.skip()?;
        }
        Ok(())
    }

    /// Passes over the next value and gives its text.
    pub(crate) fn raw(&mut self) -> Result<&'de str, ReadError> {
        self.peek_token();
        let start = self.at;
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// To the next name of an object, or to its end, which is passed over.
    #[inline]
    pub(super) fn next_key(&mut self, first: &mut bool) -> Result<bool, ReadError> {
        match self.peek_token() {
            Some(b'}') => {
                self.leave();
                return Ok(false);
            }
            Some(b',') if !*first => {
                self.at += 1;
                self.peek_token();
            }
            _ if *first => {}
            _ => return Err(self.syntax("`,` or `}`")),
        }
        *first = false;
        match self.peek() {
            Some(b'"') => Ok(true),
            _ => Err(self.syntax("the name of a property in quotes")),
        }
    }

    #[inline]
    pub(super) fn colon(&mut self) -> Result<(), ReadError> {
        match self.take_token(b':') {
            true => Ok(()),
            false => Err(self.syntax("`:`")),
        }
    }

    /// Reads a union: alternatives of alternatives are as deep as arrays and objects.
    pub(crate) fn union<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        if self.unions == NESTING {
            return Err(self.error(TOO_DEEP));
        }
        self.unions += 1;
        let result = read(self);
        self.unions -= 1;
        result
    }

    /// Whether alternatives may still be tried in vain.
    pub(crate) fn may_try(&self) -> bool {
        self.budget > 0
    }

    /// Goes back to where an alternative began that was tried in vain.
    pub(crate) fn go_back(&mut self, start: &Self) {
        let tried = self.at.saturating_sub(start.at).max(1);
        self.budget = self.budget.saturating_sub(tried);
        self.go_to(start);
    }

    /// Goes to another place of the same text.
    pub(crate) fn go_to(&mut self, place: &Self) {
        let budget = self.budget;
        *self = place.clone();
        self.budget = budget;
    }
}

/// What is around the items of an array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Brackets {
    /// Brackets, with a comma between two items.
    Open,
    /// Nothing: each item is a plain value. This is what the reader takes those for after the last.
    None(Plain),
    /// The end was found.
    Closed,
}

/// The items of an array that is being read.
#[derive(Debug)]
pub struct Items<'r, 'de> {
    pub(super) reader: &'r mut Reader<'de>,
    index: usize,
    brackets: Brackets,
}

impl<'r, 'de> Items<'r, 'de> {
    pub(super) fn new(reader: &'r mut Reader<'de>, brackets: Brackets) -> Self {
        Self {
            reader,
            index: 0,
            brackets,
        }
    }

    /// To the next item, or to the end of the array, which is passed over.
    #[inline]
    pub(super) fn advance(&mut self) -> Result<bool, ReadError> {
        match (self.brackets, self.reader.peek_token()) {
            (Brackets::Open, Some(b']')) => {
                self.reader.leave();
                self.brackets = Brackets::Closed;
                return Ok(false);
            }
            (Brackets::Open, Some(b',')) if self.index > 0 => self.reader.at += 1,
            (Brackets::Open, _) if self.index == 0 => {}
            (Brackets::Open, _) => return Err(self.reader.syntax("`,` or `]`")),
            (Brackets::None(_), Some(Plain::MARK)) => {}
            (Brackets::None(after), _) => {
                self.reader.plain = after;
                self.brackets = Brackets::Closed;
                return Ok(false);
            }
            (Brackets::Closed, _) => return Ok(false),
        }
        self.index += 1;
        Ok(true)
    }

    /// How many items were read.
    pub(super) fn count(&self) -> usize {
        self.index
    }

    /// Reads the next item with a function; `None` at the end.
    #[inline]
    pub(super) fn next_by<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        match self.advance()? {
            false => Ok(None),
            true => match read(self.reader) {
                Ok(item) => Ok(Some(item)),
                Err(error) => Err(error.within_item(self.index - 1)),
            },
        }
    }
}

/// Whether two texts are the same.
#[inline]
pub(super) fn is_same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && starts_with(left, right)
}

/// Whether a text starts with another. Short ones, as names of properties are, are compared by
/// words rather than by a call.
#[inline]
pub(super) fn starts_with(text: &[u8], start: &[u8]) -> bool {
    let Some(text) = text.get(..start.len()) else {
        return false;
    };
    match (text.first_chunk::<8>(), start.first_chunk::<8>()) {
        (Some(text_first), Some(first)) if start.len() <= 16 => {
            text_first == first && text.last_chunk::<8>() == start.last_chunk::<8>()
        }
        (None, None) => match (text.first_chunk::<4>(), start.first_chunk::<4>()) {
            (Some(text_first), Some(first)) => {
                text_first == first && text.last_chunk::<4>() == start.last_chunk::<4>()
            }
            _ => text.iter().eq(start),
        },
        _ => text == start,
    }
}
