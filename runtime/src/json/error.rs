//! Why a JSON text cannot be read as a value.

use std::borrow::Cow;
use std::fmt;

use super::Reader;

/// The reason when arrays and objects nest too deep.
pub(super) const TOO_DEEP: &str = "recursion limit exceeded";
/// The reason when alternatives within alternatives have used up all that may be read in vain.
pub(crate) const TOO_MANY_TRIALS: &str = "too many alternatives inside each other";

/// Why a JSON text cannot be read as a value: what is wrong, and where.
///
/// Boxed, so that a result is hardly larger than the value in it.
#[derive(Debug)]
pub struct ReadError(Box<Parts>);

#[derive(Debug)]
struct Parts {
    /// The way to the value, as a JSON pointer (RFC 6901).
    pointer: String,
    reason: String,
    /// How many bytes of the text were read; `None` if that says nothing.
    offset: Option<usize>,
    /// The same as line and byte in it, once the whole text is known.
    position: Option<(usize, usize)>,
}

impl ReadError {
    /// An error about a value as a whole.
    #[cold]
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            pointer: String::new(),
            reason: reason.into(),
            offset: None,
            position: None,
        }))
    }

    /// The error with the place in the text at which reading ended.
    fn at(mut self, offset: usize) -> Self {
        self.0.offset = Some(offset);
        self
    }

    /// The error as the holder of the value sees it: one step deeper.
    #[cold]
    pub(crate) fn within(mut self, step: &str) -> Self {
        let step = PointerStep(step).to_string();
        self.0.pointer.insert_str(0, &step);
        self
    }

    /// The error inside of an item.
    #[cold]
    pub(crate) fn within_item(self, index: usize) -> Self {
        self.within(&index.to_string())
    }

    /// The error with the line and the byte in it, both counted from 1.
    #[cold]
    pub(crate) fn located(mut self, text: &str) -> Self {
        let Some(offset) = self.0.offset else {
            return self;
        };
        let read = &text.as_bytes()[..offset.min(text.len())];
        let line = 1 + memchr::memchr_iter(b'\n', read).count();
        let column = read.len() - memchr::memrchr(b'\n', read).map_or(0, |at| at + 1);
        self.0.position = Some((line, column));
        self
    }

    /// The way to the value, as a JSON pointer, which is empty for the whole.
    pub(crate) fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// Whether no other alternative can do better.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.0.reason.as_str(), TOO_DEEP | TOO_MANY_TRIALS)
    }

    /// What is wrong, without the place.
    pub(crate) fn reason(&self) -> &str {
        &self.0.reason
    }
}

/// `/items/0: missing property `id` at line 1 column 20`; the position is there where it is known.
impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts {
            pointer,
            reason,
            position,
            ..
        } = &*self.0;
        match pointer.as_str() {
            "" => f.write_str(reason)?,
            // What a type of the user's says may begin with a pointer of its own.
            pointer if reason.starts_with('/') => write!(f, "{pointer}{reason}")?,
            pointer => write!(f, "{pointer}: {reason}")?,
        }
        match position {
            Some((line, column)) => write!(f, " at line {line} column {column}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ReadError {}

/// One step of a JSON pointer.
pub(crate) struct PointerStep<'a>(pub(crate) &'a str);

impl fmt::Display for PointerStep<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.0.replace('~', "~0").replace('/', "~1"))
    }
}

/// The errors of what stands at a place of the text.
impl Reader<'_> {
    /// An error of another text, as one at the place that was read last.
    #[cold]
    pub(crate) fn moved(&self, error: &ReadError) -> ReadError {
        let mut moved = self.error(error.reason());
        error.pointer().clone_into(&mut moved.0.pointer);
        moved
    }

    /// An error at the place that was read last.
    #[cold]
    pub(crate) fn error(&self, reason: impl Into<String>) -> ReadError {
        ReadError::new(reason).at(self.at)
    }

    /// The error for a byte that cannot stand where it does, or for the end of the text.
    #[cold]
    pub(crate) fn syntax(&self, expected: &str) -> ReadError {
        match self.rest().chars().next() {
            Some(found) => ReadError::new(format!(
                "expected {expected}, found `{}`",
                found.escape_debug()
            ))
            .at(self.at + found.len_utf8()),
            None => self.error(format!("expected {expected}, found the end of the text")),
        }
    }

    /// The error for a value of another type than the one that is expected, or for what is no value.
    #[cold]
    pub(crate) fn unexpected(&mut self, expected: &str) -> ReadError {
        match self.describe() {
            Ok(found) => self.error(format!("invalid type: {found}, expected {expected}")),
            Err(error) => error,
        }
    }

    /// What the next value is, in words. A scalar is read, a structure is not.
    fn describe(&mut self) -> Result<Cow<'static, str>, ReadError> {
        Ok(match self.peek_token() {
            Some(b'{') => "map".into(),
            Some(b'[') => "sequence".into(),
            Some(b'"') => format!("string {:?}", self.string()?).into(),
            Some(b't' | b'f') => format!("boolean `{}`", self.boolean()?).into(),
            Some(b'n') => {
                self.null()?;
                "null".into()
            }
            _ => match self.plain_text() {
                Some(text) => format!("string {text:?}").into(),
                None => self.number()?.described().into(),
            },
        })
    }
}
