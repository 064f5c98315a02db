//! Parameters as pairs of text: a serializer and a deserializer for them.
//!
//! Scalars are their text, a list is a key that repeats, an absent or null value is no pair, and an
//! object (or a list within a list) is its JSON text.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Cursor;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, forward_to_deserialize_any};
use serde_json::Value;
use serde_json::de::IoRead;

use crate::address::Pairs;
use crate::validation::Validate;
use crate::{AddressError, ParameterKind};

impl ParameterKind {
    /// Writes a struct or a map as pairs.
    #[doc(hidden)]
    pub fn __write<T: Serialize>(self, value: &T) -> Result<Pairs, AddressError> {
        let value = serde_json::to_value(value).map_err(|e| AddressError::parameters(self, e))?;
        let mut pairs = Vec::new();
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    match value {
                        Value::Array(items) => {
                            for item in items {
                                pairs.extend(text(item).map(|item| (key.clone(), item)));
                            }
                        }
                        value => pairs.extend(text(value).map(|value| (key, value))),
                    }
                }
            }
            Value::Null => {}
            _ => return Err(AddressError::parameters(self, "expected an object")),
        }
        Ok(pairs)
    }

    /// Reads a struct or a map from pairs. Of the headers only those in `names` are read, for a
    /// request always has others; their case is of no concern.
    #[doc(hidden)]
    pub fn __read<'de, T: Deserialize<'de>>(
        self,
        pairs: Pairs,
        names: &[&str],
    ) -> Result<T, AddressError> {
        let mut entries: Vec<(String, Vec<String>)> = Vec::new();
        let mut index = BTreeMap::new();
        for (key, value) in pairs {
            let key = if self == Self::Header {
                match names.iter().find(|name| name.eq_ignore_ascii_case(&key)) {
                    Some(name) => (*name).to_owned(),
                    None => continue,
                }
            } else {
                key
            };
            match index.get(&key) {
                Some(&at) => {
                    let (_, values): &mut (String, Vec<String>) = &mut entries[at];
                    values.push(value);
                }
                None => {
                    index.insert(key.clone(), entries.len());
                    entries.push((key, vec![value]));
                }
            }
        }
        let mut unreadable = None;
        let reader = PairsDeserializer {
            kind: self,
            entries: entries.into_iter(),
            next: None,
            unreadable: &mut unreadable,
        };
        T::deserialize(reader)
            .map_err(|error| unreadable.unwrap_or_else(|| AddressError::parameters(self, error)))
    }

    /// Checks parameters against their schemas.
    #[doc(hidden)]
    pub fn __check<T: Validate>(self, value: &T) -> Result<(), AddressError> {
        value.validate().map_err(|violation| {
            let text = violation.to_string();
            match violation.into_property() {
                Some((key, violation)) => {
                    let value = violation.value();
                    let value = serde_json::from_str(value).unwrap_or_else(|_| value.to_owned());
                    AddressError::invalid(self, key, value, violation.demand())
                }
                None => AddressError::parameters(self, text),
            }
        })
    }
}

/// A value's text; `None` when it is null.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        value => Some(value.to_string()),
    }
}

/// Why pairs cannot be read.
#[derive(Debug)]
struct PairsError(String);

impl fmt::Display for PairsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PairsError {}

impl de::Error for PairsError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self(reason.to_string())
    }
}

fn expected(what: impl fmt::Display) -> PairsError {
    de::Error::custom(format_args!("expected {what}"))
}

/// All the pairs: a map, whatever is asked for.
struct PairsDeserializer<'a> {
    kind: ParameterKind,
    entries: std::vec::IntoIter<(String, Vec<String>)>,
    next: Option<(String, Vec<String>)>,
    /// What is wrong with a value. The error itself cannot say it, for a visitor makes its own of it.
    unreadable: &'a mut Option<AddressError>,
}

impl<'de> Deserializer<'de> for PairsDeserializer<'_> {
    type Error = PairsError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_map(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for PairsDeserializer<'_> {
    type Error = PairsError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, PairsError> {
        self.next = self.entries.next();
        match &self.next {
            Some((key, _)) => {
                let key: StrDeserializer<'_, PairsError> = key.as_str().into_deserializer();
                seed.deserialize(key).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, PairsError> {
        let (key, values) = self
            .next
            .take()
            .ok_or_else(|| expected("a key before its value"))?;
        let at = values.join(", ");
        let values = Values {
            kind: self.kind,
            values,
        };
        seed.deserialize(values).inspect_err(|error| {
            *self.unreadable = Some(AddressError::invalid(self.kind, key, at, error));
        })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// All the values of one key: a list of them, or the single one.
struct Values {
    kind: ParameterKind,
    values: Vec<String>,
}

impl Values {
    /// The value, where only one makes sense. A header that is there several times is one value
    /// with commas between (RFC 9110 section 5.3).
    fn single(mut self) -> Result<Text, PairsError> {
        match (self.values.len(), self.kind) {
            (1, _) => Ok(Text(self.values.pop().unwrap_or_default())),
            (_, ParameterKind::Header) => Ok(Text(self.values.join(", "))),
            (count, _) => Err(expected(format_args!("a single value, found {count}"))),
        }
    }
}

macro_rules! single {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
            self.single()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Values {
    type Error = PairsError;

    single! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32
        deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_map deserialize_identifier
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_seq(SeqDeserializer::new(self.values.into_iter().map(Text)))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        if is_json(name) {
            return self.single()?.deserialize_newtype_struct(name, visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.single()?.deserialize_struct(name, fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.single()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_unit()
    }
}

/// Whether a newtype is one of serde_json's own, which stand for JSON text.
fn is_json(newtype: &str) -> bool {
    newtype.starts_with("$serde_json::")
}

/// One value.
struct Text(String);

impl Text {
    /// Reads the value from its JSON text.
    fn json<T>(
        self,
        read: impl FnOnce(&mut JsonReader) -> serde_json::Result<T>,
    ) -> Result<T, PairsError> {
        let mut json = JsonReader::from_reader(Cursor::new(self.0.into_bytes()));
        let value = read(&mut json).map_err(expected_json)?;
        json.end().map_err(expected_json)?;
        Ok(value)
    }
}

/// Reads owned text, so that nothing is borrowed from it.
type JsonReader = serde_json::Deserializer<IoRead<Cursor<Vec<u8>>>>;

fn expected_json(error: serde_json::Error) -> PairsError {
    expected(format_args!("JSON: {error}"))
}

impl<'de> IntoDeserializer<'de, PairsError> for Text {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! number {
    ($($method:ident $visit:ident $type:ty, $what:literal;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
            let number: $type = self.0.parse().map_err(|_| expected($what))?;
            visitor.$visit(number)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text {
    type Error = PairsError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_string(self.0)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        match self.0.as_str() {
            "true" | "1" => visitor.visit_bool(true),
            "false" | "0" => visitor.visit_bool(false),
            _ => Err(expected("`true` or `false`")),
        }
    }

    number! {
        deserialize_i8 visit_i8 i8, "an integer from -128 to 127";
        deserialize_i16 visit_i16 i16, "an integer from -32768 to 32767";
        deserialize_i32 visit_i32 i32, "an integer of 32 bits";
        deserialize_i64 visit_i64 i64, "an integer";
        deserialize_i128 visit_i128 i128, "an integer";
        deserialize_u8 visit_u8 u8, "an integer from 0 to 255";
        deserialize_u16 visit_u16 u16, "an integer from 0 to 65535";
        deserialize_u32 visit_u32 u32, "an integer of 32 bits that is not negative";
        deserialize_u64 visit_u64 u64, "an integer that is not negative";
        deserialize_u128 visit_u128 u128, "an integer that is not negative";
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        match self.0.parse::<f32>() {
            Ok(number) if number.is_finite() => visitor.visit_f32(number),
            _ => Err(expected("a number")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        match self.0.parse::<f64>() {
            Ok(number) if number.is_finite() => visitor.visit_f64(number),
            _ => Err(expected("a number")),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_byte_buf(self.0.into_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_byte_buf(self.0.into_bytes())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        match self.0.as_str() {
            "" | "null" => visitor.visit_unit(),
            _ => Err(expected("nothing")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        if !is_json(name) {
            return visitor.visit_newtype_struct(self);
        }
        // Text which is no JSON stands for itself, as a JSON string would.
        if serde_json::from_str::<de::IgnoredAny>(&self.0).is_err() || self.0.starts_with('"') {
            self.0 = Value::String(self.0).to_string();
        }
        self.json(|json| json.deserialize_newtype_struct(name, visitor))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        self.json(|json| json.deserialize_seq(visitor))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        self.json(|json| json.deserialize_map(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.json(|json| json.deserialize_struct(name, fields, visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PairsError> {
        visitor.visit_unit()
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, PairsError> {
        self.deserialize_seq(visitor)
    }

    forward_to_deserialize_any! { char str string identifier }
}

#[cfg(test)]
mod tests;
