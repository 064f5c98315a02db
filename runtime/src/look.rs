//! Looks for a tag or for the keys in a JSON text, and passes over the rest of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::constant::Constant;
use crate::constant_reader::ConstantsVisitor;
use crate::scan::scalar_at;
use crate::select::{Select, Step};

/// What is at the end of a path: nothing, a constant (its index), or another value.
type Found = Option<Result<usize, Value>>;

/// Finds which of the constants is at a path. When a key is there twice, the first one counts.
pub(crate) fn find_constant(
    json: &str,
    path: &'static [Step],
    values: &'static [(Constant, Select)],
) -> Result<Found, serde_json::Error> {
    if let Some(text) = scalar_at(json, path)
        && let Some(index) = values.iter().position(|(it, _)| it.is_written(text))
    {
        return Ok(Some(Ok(index)));
    }
    let seed = TagSeed { path, values };
    seed.deserialize(&mut serde_json::Deserializer::from_str(json))
}

/// The keys of an object; `None` when the value is no object.
pub(crate) fn keys(json: &str) -> Result<Option<BTreeSet<Cow<'_, str>>>, serde_json::Error> {
    serde_json::Deserializer::from_str(json).deserialize_any(KeysVisitor)
}

/// The visits of all values without parts, as the same constant result.
macro_rules! scalars {
    ($result:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($result)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($result)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($result)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($result)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($result)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($result)
        }

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON value")
        }
    };
}

#[derive(Clone, Copy)]
struct TagSeed {
    path: &'static [Step],
    values: &'static [(Constant, Select)],
}

impl<'de> DeserializeSeed<'de> for TagSeed {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        match self.path.split_first() {
            None => {
                let constants = self.values.iter().map(|(constant, _)| constant);
                let found = deserializer.deserialize_any(ConstantsVisitor(constants))?;
                Ok(Some(found))
            }
            Some((&step, path)) => deserializer.deserialize_any(StepVisitor {
                step,
                rest: TagSeed { path, ..self },
            }),
        }
    }
}

struct StepVisitor {
    step: Step,
    rest: TagSeed,
}

impl<'de> Visitor<'de> for StepVisitor {
    type Value = Found;

    scalars!(None);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = None;
        let wanted = match self.step {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        };
        while let Some(same) = map.next_key_seed(IsKey(wanted))? {
            if same && found.is_none() {
                found = map.next_value_seed(self.rest)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Found, A::Error> {
        if let Step::Index(index) = self.step {
            for _ in 0..index {
                if seq.next_element::<IgnoredAny>()?.is_none() {
                    return Ok(None);
                }
            }
            let found = seq.next_element_seed(self.rest)?.flatten();
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(found);
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// Compares a key, with its escapes resolved.
struct IsKey(Option<&'static str>);

impl<'de> DeserializeSeed<'de> for IsKey {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for IsKey {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(self.0 == Some(key))
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Option<BTreeSet<Cow<'de, str>>>;

    scalars!(None);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key_seed(AnyKey)? {
            keys.insert(key);
            map.next_value::<IgnoredAny>()?;
        }
        Ok(Some(keys))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// Reads a key, borrowed unless it has escapes.
struct AnyKey;

impl<'de> DeserializeSeed<'de> for AnyKey {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for AnyKey {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}
