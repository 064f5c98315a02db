//! Objects with named properties: what the reading of a generated struct rests on.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map::Entry};

use super::keys::Name;
use super::plain::Plain;
use super::reader::starts_with;
use super::{ReadError, ReadJson, Reader};
use crate::constant::Constant;

/// What [`Fields::next`] gives at the end of the object.
pub const END: usize = usize::MAX;
/// What it gives for a property that is not known.
const UNKNOWN: usize = usize::MAX - 1;
/// How many properties have a bit.
const BITS: usize = 64;

/// The properties of an object that is being read.
///
/// After each [`next`](Self::next), exactly one of the other functions takes the property's value.
/// None of them gives an error back: the first one is kept, ends the object, and is given by
/// [`incomplete`](Self::incomplete). So a generated struct has one way out rather than one a property,
/// which is less to compile by half.
#[derive(Debug)]
pub struct Fields<'r, 'de> {
    pub(super) json: &'r mut Reader<'de>,
    /// The name of each known property as it is mostly written, with its quotes and the colon.
    pub(super) names: &'static [&'static str],
    pub(super) first: bool,
    /// The index of the property that was read last.
    current: usize,
    /// The known properties that were there, one bit each.
    seen: u64,
    /// The same for those that have no bit.
    seen_more: Vec<usize>,
    /// The name of the last property, when it is an unknown one.
    pub(super) key: Cow<'de, str>,
    /// Why the object cannot be read.
    pub(super) error: Option<ReadError>,
}

#[cold]
fn no_object(json: &mut Reader<'_>, name: &str) -> ReadError {
    json.unexpected(&format!("an object ({name})"))
}

/// The name of a property, from how it is written with its quotes and the colon.
pub(super) fn name_of(written: &'static str) -> Cow<'static, str> {
    let quoted = written.strip_suffix(':').unwrap_or(written);
    Reader::new(quoted).string().unwrap_or_default()
}

/// Whether a property has this name.
pub(crate) fn is_named(written: &'static str, name: &str) -> bool {
    // Between the quotes, before the colon.
    match written.get(1..written.len().saturating_sub(2)) {
        // With a backslash in it, what is written is not the name itself.
        Some(same) if same == name => !name.contains('\\'),
        Some(other) => other.contains('\\') && name_of(written) == name,
        None => false,
    }
}

impl<'r, 'de> Fields<'r, 'de> {
    /// Enters an object.
    ///
    /// `names` has the known properties as JSON, each with the colon that follows it: `"id":`.
    #[inline]
    pub fn new(
        json: &'r mut Reader<'de>,
        name: &'static str,
        names: &'static [&'static str],
    ) -> Self {
        let entered = json.enter_object(|json| no_object(json, name));
        let passed = entered.is_ok() && json.is_tagged() && json.pass_tag_in_front(names);
        Self {
            json,
            names,
            first: !passed,
            // Before the first, whose turn it is.
            current: usize::MAX,
            seen: 0,
            seen_more: Vec::new(),
            key: Cow::Borrowed(""),
            error: entered.err(),
        }
    }

    /// The index of the next property, whose value is to be taken next; [`END`] at the end and after
    /// an error, and any other index that no property has for one that is not known.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> usize {
        // Writers mostly keep the order of the schema and leave out white space.
        let guess = self.current.wrapping_add(1);
        let bytes = self.json.text.as_bytes();
        let comma = usize::from(!self.first);
        let at = self.json.at + comma;
        if let Some(written) = self.names.get(guess)
            && let Some(rest) = bytes.get(at..)
            && starts_with(rest, written.as_bytes())
            && (self.first || bytes.get(self.json.at) == Some(&b','))
            && guess < BITS
            && self.seen & (1 << guess) == 0
        {
            self.json.at = at + written.len();
            self.first = false;
            self.current = guess;
            self.seen |= 1 << guess;
            return guess;
        }
        self.next_of_any()
    }

    /// The next property, wherever it is in the order.
    #[inline(never)]
    fn next_of_any(&mut self) -> usize {
        if self.error.is_some() {
            return END;
        }
        match self.find_next() {
            Ok(index) => index,
            Err(error) => {
                self.fail(error);
                END
            }
        }
    }

    fn find_next(&mut self) -> Result<usize, ReadError> {
        if !self.json.next_key(&mut self.first)? {
            return Ok(END);
        }
        let index = self.look_up()?;
        if index == UNKNOWN {
            return Ok(index);
        }
        self.current = index;
        if self.has(index) {
            return Err(self.json.error(duplicate(&self.name(index))));
        }
        match index < BITS {
            true => self.seen |= 1 << index,
            false => self.seen_more.push(index),
        }
        Ok(index)
    }

    /// Reads a name that is not the expected one.
    fn look_up(&mut self) -> Result<usize, ReadError> {
        // Mostly some were left out.
        let next = self.current.wrapping_add(1).min(self.names.len());
        let (before, after) = self.names.split_at(next);
        if let Some((index, written)) = (next..)
            .zip(after)
            .chain((0..).zip(before))
            .find(|(_, written)| self.json.is_next(written))
        {
            self.json.at += written.len();
            return Ok(index);
        }
        let key = self.json.string()?;
        self.json.colon()?;
        match self
            .names
            .iter()
            .position(|written| is_named(written, &key))
        {
            Some(index) => Ok(index),
            None => {
                self.key = key;
                Ok(UNKNOWN)
            }
        }
    }

    /// The name of a known property.
    #[cold]
    fn name(&self, index: usize) -> Cow<'static, str> {
        self.names
            .get(index)
            .map_or(Cow::Borrowed("?"), |it| name_of(it))
    }

    /// Keeps the first error, after which nothing is read.
    #[cold]
    pub(super) fn fail(&mut self, error: ReadError) {
        // So that no name is the expected one.
        self.names = &[];
        self.error.get_or_insert(error);
    }

    /// Keeps the error of the value of the known property that came last.
    #[cold]
    fn fail_within(&mut self, error: ReadError) {
        let error = error.within(&self.name(self.current));
        self.fail(error);
    }

    /// Takes the value of the property into its slot.
    ///
    /// Not inlined: it is there once for each type of property rather than once for each property.
    #[inline(never)]
    pub fn set<T: ReadJson<'de>>(&mut self, slot: &mut Option<T>) {
        self.set_by(slot, T::read_json);
    }

    /// The same where an option says whether the property is there at all.
    #[inline(never)]
    pub fn set_present<T: ReadJson<'de>>(&mut self, slot: &mut Option<T>) {
        self.set_by(slot, T::read_present);
    }

    /// The same by a function.
    #[inline]
    pub fn set_by<T>(
        &mut self,
        slot: &mut Option<T>,
        read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
    ) {
        match read(self.json) {
            Ok(value) => *slot = Some(value),
            Err(error) => self.fail_within(error),
        }
    }

    /// Takes the value of a property that must be a constant, whose JSON text as it is mostly
    /// written is given too. That of a number is empty, for digits may follow it.
    #[inline]
    pub fn constant(&mut self, written: &'static str, expected: &'static Constant) {
        if written.is_empty() || !self.json.take_exactly(written) {
            self.other_constant(expected);
        }
    }

    /// Takes the value of such a property where it is not written as it mostly is.
    #[inline(never)]
    fn other_constant(&mut self, expected: &Constant) {
        match expected.read(self.json) {
            Ok(None) => {}
            Ok(Some(found)) => {
                let reason = format!("must be {expected}, found {found}");
                self.fail_within(self.json.error(reason));
            }
            Err(error) => self.fail_within(error),
        }
    }

    /// Passes over the value of the property.
    pub fn skip(&mut self) {
        if self.take_tag() {
            return;
        }
        if let Err(error) = self.json.skip() {
            self.fail(error);
        }
    }

    /// Takes the value of the unknown property that came last into the map of the additional
    /// properties.
    pub fn additional<K: Name<'de> + Ord, T: ReadJson<'de>>(&mut self, map: &mut BTreeMap<K, T>) {
        self.additional_by(map, T::read_json);
    }

    /// The same by a function.
    pub fn additional_by<K: Name<'de> + Ord, T>(
        &mut self,
        map: &mut BTreeMap<K, T>,
        read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
    ) {
        if self.take_tag() {
            return;
        }
        if let Err(error) = insert_by(self.json, map, std::mem::take(&mut self.key), read) {
            self.fail(error);
        }
    }

    /// Refuses the unknown property that came last, unless it is the tag.
    pub fn unknown(&mut self) {
        if self.take_tag() || self.take_part_of_tag() {
            return;
        }
        let reason = format!("unknown property `{}`", self.key);
        self.fail(self.json.error(reason));
    }

    /// Takes the name and the text of the unknown property that came last.
    pub(crate) fn take_unknown(&mut self) -> Option<(Cow<'de, str>, &'de str)> {
        if self.take_tag() {
            return None;
        }
        match self.json.raw() {
            Ok(text) => Some((std::mem::take(&mut self.key), text)),
            Err(error) => {
                self.fail(error);
                None
            }
        }
    }

    /// Refuses the known property that came last, which was there under another of its names.
    #[cold]
    pub fn duplicate(&mut self) {
        let reason = duplicate(&self.name(self.current));
        self.fail(self.json.error(reason));
    }

    /// Keeps an error of the object as a whole.
    #[cold]
    pub(crate) fn refuse(&mut self, error: &ReadError) {
        self.fail(self.json.moved(error));
    }

    /// The value of a property that must be there.
    #[inline]
    pub fn needed<T>(&mut self, index: usize, slot: Option<T>) -> Option<T> {
        if slot.is_none() {
            self.miss(index);
        }
        slot
    }

    #[cold]
    fn miss(&mut self, index: usize) {
        if self.error.is_none() {
            let reason = format!("missing property `{}`", self.name(index));
            self.fail(self.json.error(reason));
        }
    }

    /// Whether a known property was there.
    #[inline]
    #[must_use]
    pub fn has(&self, index: usize) -> bool {
        match index < BITS {
            true => self.seen & (1 << index) != 0,
            false => self.seen_more.contains(&index),
        }
    }

    /// Whether the object was read without an error, and these properties were there.
    #[inline]
    #[must_use]
    pub fn is_complete(&self, required: &[usize]) -> bool {
        self.error.is_none() && required.iter().all(|index| self.has(*index))
    }

    /// Why the object cannot be read: the error, or that the first of these properties that is not
    /// there is missing.
    #[cold]
    #[must_use]
    pub fn incomplete(self, required: &[usize]) -> ReadError {
        if let Some(error) = self.error {
            return error;
        }
        let missing = required.iter().find(|index| !self.has(**index));
        let name = missing.map_or(Cow::Borrowed("?"), |index| self.name(*index));
        self.json.error(format!("missing property `{name}`"))
    }
}

impl<'de> Reader<'de> {
    /// Enters an object, or gives the error of what is none.
    #[inline]
    fn enter_object(
        &mut self,
        otherwise: impl FnOnce(&mut Self) -> ReadError,
    ) -> Result<(), ReadError> {
        match self.peek_token() {
            Some(b'{') => self.enter(),
            Some(Plain::MARK) if self.plain != Plain::No => self.plain_object(),
            _ => Err(otherwise(self)),
        }
    }

    /// Reads an object whose properties may have any name: the function reads the value of each.
    pub(crate) fn properties(
        &mut self,
        mut read: impl FnMut(&mut Self, Cow<'de, str>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        self.enter_object(|json| json.unexpected("an object"))?;
        let mut first = true;
        while self.next_key(&mut first)? {
            let name = self.string()?;
            self.colon()?;
            read(self, name)?;
        }
        Ok(())
    }
}

pub(super) fn duplicate(name: &str) -> String {
    format!("duplicate property `{name}`")
}

/// The error of a name that is no key of a map.
pub(super) fn no_key<'de, K: Name<'de>>() -> String {
    format!("the name of a property is no key: expected {}", K::EXPECTED)
}

/// Reads the value of a property into a map, which must not have the property yet.
pub(super) fn insert_by<'de, K: Name<'de> + Ord, T>(
    json: &mut Reader<'de>,
    map: &mut BTreeMap<K, T>,
    name: Cow<'de, str>,
    read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
) -> Result<(), ReadError> {
    let key = match K::of(name) {
        Some(key) => key,
        None => return Err(json.error(no_key::<K>())),
    };
    match map.entry(key) {
        Entry::Occupied(entry) => Err(json.error(duplicate(&entry.key().name()))),
        Entry::Vacant(entry) => match read(json) {
            Ok(value) => {
                entry.insert(value);
                Ok(())
            }
            Err(error) => Err(error.within(&entry.key().name())),
        },
    }
}
