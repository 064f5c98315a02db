//! Flattened fields: values whose properties stand among those of the object that holds them.
//!
//! The properties that the object does not know itself are kept as texts. Each flattened field is
//! read from these in turn, and takes those that it knows; a map sees all that are left. So it is
//! with serde.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash};

use serde::Deserialize;
use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};

use super::Of;
use crate::json::{Fields, ReadError, ReadJson, Reader, Writer, is_named, without_position};

/// A derived type that is an object.
pub trait Object {
    /// The properties that it knows; `None` if it looks at any.
    const NAMES: Option<&'static [&'static str]>;
}

/// A type that can be read from some of the properties of an object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened",
    label = "this field is no object whose properties could stand among others",
    note = "flattened fields are types that derive `Message` and borrow nothing, maps with names that \
            are texts, and what serde reads as an object"
)]
pub trait Flattened<'de>: Sized {
    /// Takes what it knows and reads itself from that.
    fn from_rest(rest: &mut Rest<'de>) -> Result<Self, ReadError>;
}

/// The properties that nobody has taken yet, each with its text.
#[derive(Debug, Default)]
pub struct Rest<'de> {
    entries: Vec<(Cow<'de, str>, &'de str)>,
}

impl<'de> Rest<'de> {
    /// No properties.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the unknown property that came last.
    pub fn take(&mut self, fields: &mut Fields<'_, 'de>) {
        if !fields.take_tag() {
            self.entries.extend(fields.take_unknown());
        }
    }

    /// Refuses names that are there twice. To be called after the last property.
    pub fn check(&self, fields: &mut Fields<'_, 'de>) {
        let mut names = BTreeSet::new();
        for (name, _) in &self.entries {
            if !names.insert(name) {
                return fields.refuse(&ReadError::new(format!("duplicate property `{name}`")));
            }
        }
    }

    /// Reads a flattened field by a function for serde's deserializers.
    pub fn read_by<T>(
        &mut self,
        fields: &mut Fields<'_, 'de>,
        read: impl FnOnce(RestDeserializer<'_, 'de>) -> Result<T, serde_json::Error>,
    ) -> Option<T> {
        kept(fields, self.by_serde(read))
    }

    /// Reads what need not be there: where it cannot be read, nothing is taken.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, ReadError>) -> Option<T> {
        let before = self.entries.clone();
        match read(self) {
            Ok(value) => Some(value),
            Err(_) => {
                self.entries = before;
                None
            }
        }
    }

    fn read<T: Flattened<'de>>(&mut self, fields: &mut Fields<'_, 'de>) -> Option<T> {
        kept(fields, T::from_rest(self))
    }

    fn by_serde<T>(
        &mut self,
        read: impl FnOnce(RestDeserializer<'_, 'de>) -> Result<T, serde_json::Error>,
    ) -> Result<T, ReadError> {
        let mut current = String::new();
        let rest = RestDeserializer {
            rest: self,
            current: &mut current,
        };
        read(rest).map_err(|error| {
            let error = ReadError::new(without_position(&error));
            match current.as_str() {
                "" => error,
                name => error.within(name),
            }
        })
    }

    /// Takes the properties with these names, which are given as JSON with a colon; without names,
    /// all are taken but left to others too.
    fn object(&mut self, names: Option<&[&'static str]>) -> String {
        let Some(names) = names else {
            return written(&self.entries);
        };
        let is_known = |name: &str| names.iter().any(|known| is_named(known, name));
        let (taken, left) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition::<Vec<_>, _>(|(name, _)| is_known(name));
        self.entries = left;
        written(&taken)
    }

    /// Reads each property that is left, and leaves it to others too.
    fn each<T: ReadJson<'de>>(
        &mut self,
        mut add: impl FnMut(Cow<'de, str>, T),
    ) -> Result<(), ReadError> {
        for (name, text) in &self.entries {
            let value = T::read_json(&mut Reader::new(text)).map_err(|error| error.within(name))?;
            add(name.clone(), value);
        }
        Ok(())
    }
}

/// The value, or nothing and an error of the object that is being read.
fn kept<T>(fields: &mut Fields<'_, '_>, value: Result<T, ReadError>) -> Option<T> {
    value.map_err(|error| fields.refuse(&error)).ok()
}

/// Properties as the text of an object.
fn written(entries: &[(Cow<'_, str>, &str)]) -> String {
    let mut object = String::from("{");
    for (index, (name, text)) in entries.iter().enumerate() {
        object.push_str(if index > 0 { "," } else { "" });
        object.push_str(&serde_json::Value::from(&**name).to_string());
        object.push(':');
        object.push_str(text);
    }
    object.push('}');
    object
}

#[diagnostic::do_not_recommend]
impl<'de, T: Object + for<'text> ReadJson<'text>> Flattened<'de> for T {
    fn from_rest(rest: &mut Rest<'de>) -> Result<Self, ReadError> {
        let object = rest.object(T::NAMES);
        T::read_json(&mut Reader::new(&object))
    }
}

/// `None` where it cannot be read, as serde has it.
impl<'de, T: Flattened<'de>> Flattened<'de> for Option<T> {
    fn from_rest(rest: &mut Rest<'de>) -> Result<Self, ReadError> {
        Ok(rest.attempt(T::from_rest))
    }
}

impl<'de, K: Ord + From<Cow<'de, str>>, T: ReadJson<'de>> Flattened<'de> for BTreeMap<K, T> {
    fn from_rest(rest: &mut Rest<'de>) -> Result<Self, ReadError> {
        let mut map = Self::new();
        rest.each(|name, value| drop(map.insert(name.into(), value)))?;
        Ok(map)
    }
}

impl<'de, K, T, S> Flattened<'de> for HashMap<K, T, S>
where
    K: Eq + Hash + From<Cow<'de, str>>,
    T: ReadJson<'de>,
    S: BuildHasher + Default,
{
    fn from_rest(rest: &mut Rest<'de>) -> Result<Self, ReadError> {
        let mut map = Self::default();
        rest.each(|name, value| drop(map.insert(name.into(), value)))?;
        Ok(map)
    }
}

impl<'de, T: Flattened<'de>> Of<'de, T> {
    /// Reads a flattened field.
    pub fn flattened(&self, fields: &mut Fields<'_, 'de>, rest: &mut Rest<'de>) -> Option<T> {
        rest.read(fields)
    }
}

/// The way of options of what only serde reads.
pub trait ReadFlattenedOptionBySerde<'de, T> {
    /// Reads a flattened field, which is `None` where it cannot be read.
    fn flattened(&self, fields: &mut Fields<'_, 'de>, rest: &mut Rest<'de>) -> Option<T>;
}

impl<'de, U: Deserialize<'de>> ReadFlattenedOptionBySerde<'de, Option<U>> for Of<'de, Option<U>> {
    fn flattened(&self, _: &mut Fields<'_, 'de>, rest: &mut Rest<'de>) -> Option<Option<U>> {
        Some(rest.attempt(|rest| rest.by_serde(|rest| U::deserialize(rest))))
    }
}

/// The way of what serde reads.
pub trait ReadFlattenedBySerde<'de, T> {
    /// Reads a flattened field.
    fn flattened(&self, fields: &mut Fields<'_, 'de>, rest: &mut Rest<'de>) -> Option<T>;
}

impl<'de, T: Deserialize<'de>> ReadFlattenedBySerde<'de, T> for &Of<'de, T> {
    fn flattened(&self, fields: &mut Fields<'_, 'de>, rest: &mut Rest<'de>) -> Option<T> {
        rest.read_by(fields, |rest| T::deserialize(rest))
    }
}

/// The way of what cannot be flattened, which does not compile.
pub trait NeverFlattened<'de, T>: Sized {
    /// Reads a flattened field.
    fn flattened(self, fields: &mut Fields<'_, 'de>, rest: &mut Rest<'de>) -> Option<T>
    where
        T: Flattened<'de>,
    {
        rest.read(fields)
    }
}

impl<'de, T> NeverFlattened<'de, T> for Of<'de, T> {}

/// What is left, as serde asks for it: a struct takes the properties that it knows.
pub struct RestDeserializer<'r, 'de> {
    rest: &'r mut Rest<'de>,
    /// The name of the property that is being read, for errors.
    current: &'r mut String,
}

impl<'r, 'de> RestDeserializer<'r, 'de> {
    /// All that is left, which is left to others too.
    fn all(self) -> Entries<'r, 'de> {
        Entries {
            entries: self.rest.entries.clone().into_iter(),
            value: "",
            current: self.current,
        }
    }

    fn some(self, is_known: impl Fn(&str) -> bool) -> Entries<'r, 'de> {
        let (taken, left) = std::mem::take(&mut self.rest.entries)
            .into_iter()
            .partition::<Vec<_>, _>(|(name, _)| is_known(name));
        self.rest.entries = left;
        Entries {
            entries: taken.into_iter(),
            value: "",
            current: self.current,
        }
    }
}

impl<'de> Deserializer<'de> for RestDeserializer<'_, 'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_map(self.all())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_map(self.some(|name| names.contains(&name)))
    }

    /// `{"Variant": …}` among the others.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let variant = self
            .rest
            .entries
            .iter()
            .position(|(name, _)| variants.contains(&&**name));
        let Some(variant) = variant else {
            return Err(Self::Error::custom(format!(
                "no variant of enum {name} found in flattened data"
            )));
        };
        let entry = self.rest.entries.remove(variant);
        visitor.visit_enum(MapAccessDeserializer::new(Entries {
            entries: vec![entry].into_iter(),
            value: "",
            current: self.current,
        }))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.rest.entries.is_empty() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq
        tuple tuple_struct map identifier
    }
}

/// Properties, one after the other.
struct Entries<'r, 'de> {
    entries: std::vec::IntoIter<(Cow<'de, str>, &'de str)>,
    /// The text of the property whose name was read last.
    value: &'de str,
    current: &'r mut String,
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        self.current.clear();
        let Some((name, text)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = text;
        self.current.push_str(&name);
        seed.deserialize(CowStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        seed.deserialize(&mut serde_json::Deserializer::from_str(self.value))
    }
}

/// Whether the text is that of an object without properties.
fn is_empty(object: &str) -> bool {
    let inner = object
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| inner.trim_start().is_empty())
}

/// Writing.
impl Writer {
    /// Makes of an object that was written from a place on a part of the object that is being written
    /// there. Gives whether that has properties now.
    pub fn flatten(&mut self, start: usize, begun: bool, field: &'static str) -> bool {
        match self.written_from(start) {
            "null" => {
                self.take_back(start);
                begun
            }
            object if is_empty(object) => {
                self.take_back(start);
                begun
            }
            object if object.starts_with('{') && object.ends_with('}') => {
                self.take_back(self.written_bytes() - 1);
                if begun {
                    self.overwrite(start, ",");
                }
                true
            }
            _ => {
                self.fail(format!("`{field}` is flattened, but no object"));
                begun
            }
        }
    }

    /// Refuses an object that was written from a place on if it has a name twice: the properties of a
    /// flattened map may have those of the object.
    pub fn names_are_unique(&mut self, start: usize, record: &'static str) {
        let mut names = BTreeSet::new();
        let mut json = Reader::new(self.written_from(start));
        let mut twice = None;
        let read = json.properties(|json, name| match names.insert(name.clone()) {
            true => json.skip(),
            false => Err(json.error(twice.insert(name).as_ref())),
        });
        let reason = match (twice, read) {
            (Some(name), _) => format!("property `{name}` of `{record}` is there twice"),
            (None, Err(error)) => format!("`{record}` could not be read again: {error}"),
            (None, Ok(())) => return,
        };
        self.fail(reason);
    }
}
