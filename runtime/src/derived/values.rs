//! Enums of constants that are written by hand.

use crate::UnknownValue;
use crate::constant::{Constant, read_constant};
use crate::json::{ReadError, Reader, WriteJson, Writer};

/// An enum of variants without data, each of which is a constant.
pub trait Values: Sized {
    /// The type's name, for errors.
    const NAME: &'static str;
    /// The constants, in the order of the variants.
    const VALUES: &'static [Constant];
    /// Further constants that are read, each with the index of its variant.
    const ALIASES: &'static [(Constant, usize)];

    /// A variant by its index.
    fn variant(index: usize) -> Option<Self>;
    /// The index of the variant.
    fn index(&self) -> usize;
}

/// Reads a constant.
pub fn read_values<T: Values>(json: &mut Reader<'_>) -> Result<T, ReadError> {
    let start = json.clone();
    let found = match read_constant(json, T::VALUES)? {
        Ok(index) => return variant(index, json),
        Err(found) => found,
    };
    for (constant, index) in T::ALIASES {
        if constant.read(&mut start.clone())?.is_none() {
            return variant(*index, json);
        }
    }
    Err(json.error(UnknownValue::among(T::NAME, found, T::VALUES).to_string()))
}

/// An index comes from the tables, of which each entry has a variant.
fn variant<T: Values>(index: usize, json: &Reader<'_>) -> Result<T, ReadError> {
    T::variant(index).ok_or_else(|| json.error("no such value"))
}

/// Writes a constant.
pub fn write_values<T: Values>(value: &T, out: &mut Writer) {
    if let Some(constant) = T::VALUES.get(value.index()) {
        constant.write_json(out);
    }
}
