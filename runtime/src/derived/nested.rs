//! Sets of messages as values inside of other types.

use crate::json::{ReadError, Reader};
use crate::message_set::MessageSet;
use crate::select::Select;
use crate::union::{Union, read_union};
use crate::validation::Checked;

/// Reads a value that is one of the messages of a set, all of which are JSON.
pub fn read_nested<'de, T: MessageSet<'de>>(json: &mut Reader<'de>) -> Result<T, ReadError> {
    read_union(json).map(|Nested(message)| message)
}

/// A set of messages as the alternatives of a value.
struct Nested<T>(T);

impl<'de, T: MessageSet<'de>> Union<'de> for Nested<T> {
    const NAME: &'static str = T::NAME;
    const VARIANTS: &'static [&'static str] = T::VARIANTS;
    const SELECT: &'static Select = match T::FRAMES.json {
        Some(select) => select,
        None => &Select::Variants(&[]),
    };

    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
        T::read(variant, json).map(Self)
    }

    fn variant(&self) -> usize {
        self.0.variant()
    }

    fn check(&self) -> Checked {
        self.0.validate()
    }
}
