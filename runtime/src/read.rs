//! Reading JSON by the rules of JSON Schema, where serde's own differ.
//!
//! An integer may be written with a fraction of zero or an exponent (`1.0`, draft-07 section
//! 4.2.1), and a name that is twice in an object is an error rather than a lost value.

use std::collections::{BTreeMap, btree_map::Entry};
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::Value;

use crate::record::{duplicate, within, within_item};

/// A value that is read from JSON.
pub trait Read<'de>: Sized {
    /// Reads the value.
    fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads what implements [`Read`], where serde asks for a seed.
pub(crate) struct ReadSeed<T>(PhantomData<T>);

impl<T> ReadSeed<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Read<'de>> DeserializeSeed<'de> for ReadSeed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read_from(deserializer)
    }
}

/// Types that serde reads just so.
macro_rules! as_serde {
    ($($ty:ty),*) => {$(
        impl<'de> Read<'de> for $ty {
            #[inline]
            fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        }
    )*};
}

as_serde!(String, bool, f64, (), Value);

struct IntegerVisitor<T>(PhantomData<T>);

macro_rules! integers {
    ($($ty:ident $ask:ident),*) => {$(
        impl<'de> Read<'de> for $ty {
            #[inline]
            fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.$ask(IntegerVisitor::<$ty>(PhantomData))
            }
        }

        impl Visitor<'_> for IntegerVisitor<$ty> {
            type Value = $ty;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!("an integer (", stringify!($ty), ")"))
            }

            #[inline]
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<$ty, E> {
                $ty::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
            }

            #[inline]
            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<$ty, E> {
                $ty::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
            }

            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<$ty, E> {
                // Every whole `f64` below 2^127 is an `i128` exactly.
                let whole = (value.fract() == 0.0 && value.abs() < 1e38).then_some(value as i128);
                whole
                    .and_then(|whole| $ty::try_from(whole).ok())
                    .ok_or_else(|| E::invalid_value(Unexpected::Float(value), &self))
            }
        }
    )*};
}

integers!(
    i8 deserialize_i8, i16 deserialize_i16, i32 deserialize_i32, i64 deserialize_i64,
    u8 deserialize_u8, u16 deserialize_u16, u32 deserialize_u32, u64 deserialize_u64
);

impl<'de, T: Read<'de>> Read<'de> for Box<T> {
    fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read_from(deserializer).map(Box::new)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Option<T> {
    fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Read<'de>> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_from(deserializer).map(Some)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Vec<T> {
    fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Read<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = item(&mut seq, items.len())? {
            items.push(item);
        }
        Ok(items)
    }
}

/// The next item of an array; an error says which one it is.
pub fn item<'de, T: Read<'de>, A: SeqAccess<'de>>(
    seq: &mut A,
    index: usize,
) -> Result<Option<T>, A::Error> {
    seq.next_element_seed(ReadSeed::new())
        .map_err(|error| within_item(index, &error))
}

impl<'de, T: Read<'de>> Read<'de> for BTreeMap<String, T> {
    fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Read<'de>> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            match entries.entry(key) {
                Entry::Occupied(entry) => return Err(duplicate(entry.key())),
                Entry::Vacant(entry) => {
                    let value = map
                        .next_value_seed(ReadSeed::new())
                        .map_err(|error| within(entry.key(), &error))?;
                    entry.insert(value);
                }
            }
        }
        Ok(entries)
    }
}

macro_rules! tuples {
    ($($count:literal: $($part:ident $index:literal),+;)*) => {$(
        impl<'de, $($part: Read<'de>),+> Read<'de> for ($($part,)+) {
            fn read_from<__D: Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                struct TupleVisitor<$($part),+>(PhantomData<($($part,)+)>);

                impl<'de, $($part: Read<'de>),+> Visitor<'de> for TupleVisitor<$($part),+> {
                    type Value = ($($part,)+);

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("an array of ", $count, " items"))
                    }

                    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                        let short = |index| A::Error::invalid_length(index, &concat!("an array of ", $count, " items"));
                        let parts = ($(
                            item::<$part, A>(&mut seq, $index)?.ok_or_else(|| short($index))?,
                        )+);
                        match seq.next_element::<serde::de::IgnoredAny>()? {
                            None => Ok(parts),
                            Some(_) => Err(short($count + 1)),
                        }
                    }
                }

                deserializer.deserialize_seq(TupleVisitor(PhantomData))
            }
        }
    )*};
}

tuples! {
    1: P0 0;
    2: P0 0, P1 1;
    3: P0 0, P1 1, P2 2;
    4: P0 0, P1 1, P2 2, P3 3;
    5: P0 0, P1 1, P2 2, P3 3, P4 4;
    6: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5;
    7: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6;
    8: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7;
    9: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8;
    10: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8, P9 9;
    11: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8, P9 9, P10 10;
    12: P0 0, P1 1, P2 2, P3 3, P4 4, P5 5, P6 6, P7 7, P8 8, P9 9, P10 10, P11 11;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'de, T: Read<'de>>(json: &'de str) -> Result<T, String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        T::read_from(&mut deserializer).map_err(|error| error.to_string())
    }

    #[test]
    fn an_integer_may_be_written_as_a_fraction() {
        assert_eq!(read::<i64>("1.0"), Ok(1));
        assert_eq!(read::<u8>("2.55e2"), Ok(255));
        assert_eq!(read::<i64>("-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
        for json in ["1.5", "256", "-1", "1e300", "\"1\""] {
            assert!(read::<u8>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn errors_say_where() {
        let error = read::<Vec<BTreeMap<String, i64>>>(r#"[{},{"a/b":[]}]"#).unwrap_err();
        assert!(
            error.starts_with("/1/a~1b: invalid type: sequence"),
            "{error}"
        );
        let error = read::<(i64, bool)>("[1]").unwrap_err();
        assert!(
            error.starts_with("invalid length 1, expected an array of 2 items"),
            "{error}"
        );
        assert!(read::<(i64, bool)>("[1,true,null]").is_err());
        assert_eq!(read::<(i64, bool)>("[1.0,true]"), Ok((1, true)));
        let error = read::<BTreeMap<String, i64>>(r#"{"a":1,"a":1}"#).unwrap_err();
        assert!(error.starts_with("duplicate property `a`"), "{error}");
    }

    #[test]
    fn absent_and_null_are_not_the_same() {
        assert_eq!(read::<Option<i64>>("null"), Ok(None));
        assert_eq!(read::<Option<Box<i64>>>("1"), Ok(Some(Box::new(1))));
    }
}
