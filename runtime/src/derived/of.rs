//! How a field is read, written and checked, by what its type can do.
//!
//! A derive knows only the name of the type. Which way a value goes is for the compiler to find: it
//! looks for a method of `&Of<T>` first among those of the type itself, which are there if `T` has
//! this crate's traits; then among the traits here, in their order: options of what only serde
//! knows, anything that serde knows, and the rest. So `of` is called as `(&of::<T>()).read(json)`,
//! with the traits of [`ways`] in scope.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::json::{
    Fields, ReadError, ReadJson, Reader, WriteJson, Writer, absent_foreign, read_foreign,
};
use crate::validation::{Checked, Validate};

/// What can be done with a `T` that is read from a text of the lifetime `'de`.
pub struct Of<'de, T>(PhantomData<(&'de str, T)>);

impl<T> Clone for Of<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Of<'_, T> {}

/// Asks what can be done with a type.
#[must_use]
pub const fn of<'de, T>() -> Of<'de, T> {
    Of(PhantomData)
}

/// Asks what can be done with the type of a value.
#[must_use]
pub const fn of_value<'de, T>(_: &T) -> Of<'de, T> {
    Of(PhantomData)
}

/// The traits of all ways, to be in scope without names.
pub mod ways {
    pub use super::super::flatten::{
        NeverFlattened as _, ReadFlattenedBySerde as _, ReadFlattenedOptionBySerde as _,
    };
    pub use super::super::probe::Unknown as _;
    pub use super::{
        ReadBySerde as _, ReadNever as _, ReadOptionBySerde as _, ValidateNever as _,
        WriteBySerde as _, WriteNever as _, WriteOptionBySerde as _,
    };
}

/// The way of this crate's traits.
impl<'de, T: ReadJson<'de>> Of<'de, T> {
    /// Reads a value.
    #[inline(always)]
    pub fn read(&self, json: &mut Reader<'de>) -> Result<T, ReadError> {
        T::read_json(json)
    }

    /// Reads the property that came last.
    #[inline(always)]
    pub fn set(&self, fields: &mut Fields<'_, 'de>, slot: &mut Option<T>) {
        fields.set_present(slot);
    }

    /// The value of a property, which may be what stands for its absence.
    #[inline(always)]
    pub fn or_absent(
        &self,
        fields: &mut Fields<'_, 'de>,
        index: usize,
        slot: Option<T>,
    ) -> Option<T> {
        fields.needed(index, slot.or_else(T::absent))
    }
}

impl<T: WriteJson> Of<'_, T> {
    /// Writes a value.
    #[inline(always)]
    pub fn write(&self, value: &T, out: &mut Writer) {
        value.write_json(out);
    }

    /// Writes a property unless it is absent. `name` is a comma and the name as JSON with its colon.
    #[inline(always)]
    pub fn next(&self, value: &T, out: &mut Writer, name: &str) {
        if !value.is_absent() {
            out.raw(name);
            value.write_json(out);
        }
    }

    /// The same where nothing may have been written before: `first` has a brace in place of the
    /// comma. Gives whether something is written now.
    #[inline(always)]
    pub fn first(&self, value: &T, out: &mut Writer, begun: bool, first: &str, name: &str) -> bool {
        let is_there = !value.is_absent();
        if is_there {
            out.raw(if begun { name } else { first });
            value.write_json(out);
        }
        begun || is_there
    }
}

impl<T: Validate> Of<'_, T> {
    /// Checks a value. `Needs` is what else the type must be able to do.
    #[inline(always)]
    pub fn validate<Needs>(&self, value: &T) -> Checked {
        value.validate()
    }
}

/// The way of options of what only serde reads.
pub trait ReadOptionBySerde<'de, T> {
    /// Reads a value.
    fn read(&self, json: &mut Reader<'de>) -> Result<T, ReadError>;
    /// Reads the property that came last.
    fn set(&self, fields: &mut Fields<'_, 'de>, slot: &mut Option<T>);
    /// The value of a property, which is `None` when it is not there.
    fn or_absent(&self, fields: &mut Fields<'_, 'de>, index: usize, slot: Option<T>) -> Option<T>;
}

impl<'de, U: Deserialize<'de>> ReadOptionBySerde<'de, Option<U>> for Of<'de, Option<U>> {
    fn read(&self, json: &mut Reader<'de>) -> Result<Option<U>, ReadError> {
        read_foreign(json)
    }

    fn set(&self, fields: &mut Fields<'_, 'de>, slot: &mut Option<Option<U>>) {
        match absent_foreign::<U>() {
            // `null` is a value of the inner option.
            Some(_) => fields.set_by(slot, |json| read_foreign(json).map(Some)),
            None => fields.set_by(slot, read_foreign),
        }
    }

    fn or_absent(
        &self,
        _: &mut Fields<'_, 'de>,
        _: usize,
        slot: Option<Option<U>>,
    ) -> Option<Option<U>> {
        slot.or(Some(None))
    }
}

/// The same for writing.
pub trait WriteOptionBySerde<T> {
    /// Writes a value.
    fn write(&self, value: &T, out: &mut Writer);
    /// Writes a property unless it is absent.
    fn next(&self, value: &T, out: &mut Writer, name: &str);
    /// The same where nothing may have been written before.
    fn first(&self, value: &T, out: &mut Writer, begun: bool, first: &str, name: &str) -> bool;
}

impl<U: Serialize> WriteOptionBySerde<Option<U>> for Of<'_, Option<U>> {
    fn write(&self, value: &Option<U>, out: &mut Writer) {
        out.foreign(value);
    }

    fn next(&self, value: &Option<U>, out: &mut Writer, name: &str) {
        self.first(value, out, true, name, name);
    }

    fn first(
        &self,
        value: &Option<U>,
        out: &mut Writer,
        begun: bool,
        first: &str,
        name: &str,
    ) -> bool {
        if let Some(value) = value {
            out.raw(if begun { name } else { first });
            out.foreign(value);
        }
        begun || value.is_some()
    }
}

/// The way of anything that only serde reads.
pub trait ReadBySerde<'de, T> {
    /// Reads a value.
    fn read(&self, json: &mut Reader<'de>) -> Result<T, ReadError>;
    /// Reads the property that came last.
    fn set(&self, fields: &mut Fields<'_, 'de>, slot: &mut Option<T>);
    /// The value of a property, which serde may know for one that is not there.
    fn or_absent(&self, fields: &mut Fields<'_, 'de>, index: usize, slot: Option<T>) -> Option<T>;
}

impl<'de, T: Deserialize<'de>> ReadBySerde<'de, T> for &Of<'de, T> {
    fn read(&self, json: &mut Reader<'de>) -> Result<T, ReadError> {
        read_foreign(json)
    }

    fn set(&self, fields: &mut Fields<'_, 'de>, slot: &mut Option<T>) {
        fields.set_by(slot, read_foreign);
    }

    fn or_absent(&self, fields: &mut Fields<'_, 'de>, index: usize, slot: Option<T>) -> Option<T> {
        fields.needed(index, slot.or_else(absent_foreign))
    }
}

/// The same for writing.
pub trait WriteBySerde<T> {
    /// Writes a value.
    fn write(&self, value: &T, out: &mut Writer);
    /// Writes a property.
    fn next(&self, value: &T, out: &mut Writer, name: &str);
    /// The same where nothing may have been written before.
    fn first(&self, value: &T, out: &mut Writer, begun: bool, first: &str, name: &str) -> bool;
}

impl<T: Serialize> WriteBySerde<T> for &Of<'_, T> {
    fn write(&self, value: &T, out: &mut Writer) {
        out.foreign(value);
    }

    fn next(&self, value: &T, out: &mut Writer, name: &str) {
        out.raw(name);
        out.foreign(value);
    }

    fn first(&self, value: &T, out: &mut Writer, begun: bool, first: &str, name: &str) -> bool {
        self.next(value, out, if begun { name } else { first });
        true
    }
}

/// What is needed of a type that only serde knows: [`Both`], [`Reading`] or [`Writing`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from JSON and written as JSON",
    label = "what this type is on the wire is not known",
    note = "derive `Message` for it, or serde's `Serialize` and `Deserialize`"
)]
pub trait Foreign<'de, Needs> {}

/// A value is read and written by its type.
pub enum Both {}
/// A value is only read by its type.
pub enum Reading {}
/// A value is only written by its type.
pub enum Writing {}

#[diagnostic::do_not_recommend]
impl<'de, T: Serialize + Deserialize<'de>> Foreign<'de, Both> for T {}
#[diagnostic::do_not_recommend]
impl<'de, T: Deserialize<'de>> Foreign<'de, Reading> for T {}
#[diagnostic::do_not_recommend]
impl<T: Serialize> Foreign<'_, Writing> for T {}

/// The way of what cannot check itself: there is nothing to check. Here it shows whether the type
/// can be read and written at all, so that one that cannot is one error rather than three.
pub trait ValidateNever<'de, T> {
    /// Checks nothing.
    #[inline(always)]
    fn validate<Needs>(&self, _: &T) -> Checked
    where
        T: Foreign<'de, Needs>,
    {
        Ok(())
    }
}

impl<'de, T> ValidateNever<'de, T> for Of<'de, T> {}

/// The way of what cannot be read, which does not compile.
pub trait ReadNever<'de, T>: Sized {
    /// No value.
    fn read(self, json: &mut Reader<'de>) -> Result<T, ReadError> {
        Err(json.error("a value of a type that cannot be read"))
    }
    /// No value.
    fn set(self, _: &mut Fields<'_, 'de>, _: &mut Option<T>) {}
    /// No value.
    fn or_absent(self, _: &mut Fields<'_, 'de>, _: usize, slot: Option<T>) -> Option<T> {
        slot
    }
}

impl<'de, T> ReadNever<'de, T> for Of<'de, T> {}

/// The way of what cannot be written, which does not compile.
pub trait WriteNever<T>: Sized {
    /// Nothing.
    fn write(self, _: &T, _: &mut Writer) {}
    /// Nothing.
    fn next(self, _: &T, _: &mut Writer, _: &str) {}
    /// Nothing.
    fn first(self, _: &T, _: &mut Writer, begun: bool, _: &str, _: &str) -> bool {
        begun
    }
}

impl<T> WriteNever<T> for Of<'_, T> {}
