//! Reading by serde an object without one of its properties.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::bridge::RawText;

/// An object without a property, or the visitor or the access of what it is.
pub(super) struct Without<'n, T> {
    inner: T,
    name: &'n str,
}

impl Without<'_, ()> {
    /// Reads a JSON text that is an object, without one of its properties.
    pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str, name: &str) -> Option<T> {
        let mut inner = serde_json::Deserializer::from_str(text);
        let value = T::deserialize(Without {
            inner: &mut inner,
            name,
        });
        inner.end().ok()?;
        value.ok()
    }
}

/// What is no object was refused before by its own reading; what is one need not be told how it is
/// to be read, for JSON says it itself.
impl<'de, D: Deserializer<'de>> Deserializer<'de> for Without<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(Without {
            inner: visitor,
            name: self.name,
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Without<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.inner.visit_map(Without {
            inner,
            name: self.name,
        })
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Without<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(RawText(key)) = self.inner.next_key()? {
            if key != self.name {
                return match key {
                    Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)),
                    Cow::Owned(key) => seed.deserialize(key.into_deserializer()),
                }
                .map(Some);
            }
            self.inner.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.inner.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::Error as _;

    /// Refuses any property but `text`.
    #[derive(Debug, PartialEq)]
    struct Closed<'a> {
        text: &'a str,
    }

    impl<'de> Deserialize<'de> for Closed<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct ClosedVisitor;

            impl<'de> Visitor<'de> for ClosedVisitor {
                type Value = Closed<'de>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object with a text")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Closed<'de>, A::Error> {
                    match map.next_entry::<&str, &str>()? {
                        Some(("text", text)) if map.next_key::<&str>()?.is_none() => {
                            Ok(Closed { text })
                        }
                        _ => Err(A::Error::custom("unknown field")),
                    }
                }
            }

            deserializer.deserialize_struct("Closed", &["text"], ClosedVisitor)
        }
    }

    #[test]
    fn a_closed_type_is_read_without_the_property() {
        let read = |text| Without::read::<Closed<'_>>(text, "type");
        let expected = Some(Closed { text: "a" });
        assert_eq!(read(r#"{"type":[1],"text":"a"}"#), expected);
        assert_eq!(read(r#"{"text":"a","type":{}}"#), expected);
        assert_eq!(read(r#"{"text":"a","other":{}}"#), None);
        let boxed = Without::read::<Option<Box<Closed<'_>>>>(r#"{"text":"a","type":1}"#, "type");
        assert_eq!(boxed, Some(Some(Box::new(Closed { text: "a" }))));
    }
}
