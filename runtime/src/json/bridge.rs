//! serde's traits for generated types, and generated code's way to types that only serde knows.
//!
//! Both go through the JSON text, so that there is one way to read and one to write a type.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serializer};
use serde_json::Value;
use serde_json::de::StrRead;

use super::plain::{Plain, plain_value};
use super::{ReadError, ReadJson, Reader, WriteJson, Writer};
use crate::raw::raw_value_name;

/// `Deserialize` of a generated type. From JSON its text is read as it is; any other format is
/// taken for the JSON that it could be written as, and its texts for any scalar.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> ReadJson<'a>,
    D: Deserializer<'de>,
{
    let name = raw_value_name();
    let read = match deserializer.deserialize_newtype_struct(name, TextVisitor { name })? {
        Text::Json(json) => read_whole(Reader::new(&json)),
        Text::Plain(text) => read_whole(Reader::plain(&plain_value(&text), Plain::Value)),
    };
    // The deserializer knows the position in the whole text.
    read.map_err(D::Error::custom)
}

fn read_whole<'de, T: ReadJson<'de>>(mut json: Reader<'de>) -> Result<T, ReadError> {
    let value = T::read_json(&mut json)?;
    json.end()?;
    Ok(value)
}

/// `Serialize` of a generated type.
pub fn serialize<T, S>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
where
    T: WriteJson + ?Sized,
    S: Serializer,
{
    let json = Writer::text(|out| value.write_json(out));
    let json = json.map_err(S::Error::custom)?;
    serde_transcode::transcode(&mut serde_json::Deserializer::from_str(&json), serializer)
}

/// Reads a type of the user's, by serde. It may borrow from the text.
pub fn read_foreign<'de, T: Deserialize<'de>>(json: &mut Reader<'de>) -> Result<T, ReadError> {
    read_or(
        json,
        |json| T::deserialize(json),
        T::deserialize,
        |json, text| json.without_tag(text),
    )
}

/// The deserializer of a JSON text.
pub(crate) type TextDeserializer<'de> = serde_json::Deserializer<StrRead<'de>>;

/// Reads a value by functions for serde's deserializers: that of the JSON text, and that of a value
/// which is plain text.
pub fn read_with<'de, T>(
    json: &mut Reader<'de>,
    read: impl Fn(&mut TextDeserializer<'de>) -> Result<T, serde_json::Error>,
    read_plain: impl FnOnce(Value) -> Result<T, serde_json::Error>,
) -> Result<T, ReadError> {
    read_or(json, read, read_plain, |_, _| None)
}

/// The same with another way for a JSON text that cannot be read so.
fn read_or<'de, T>(
    json: &mut Reader<'de>,
    read: impl Fn(&mut TextDeserializer<'de>) -> Result<T, serde_json::Error>,
    read_plain: impl FnOnce(Value) -> Result<T, serde_json::Error>,
    otherwise: impl FnOnce(&Reader<'de>, &'de str) -> Option<T>,
) -> Result<T, ReadError> {
    let whole = |text: &'de str| {
        let mut text = serde_json::Deserializer::from_str(text);
        let value = read(&mut text)?;
        text.end()?;
        Ok(value)
    };
    let read = match json.plain_scalar()? {
        // Whether it is a text or anything else is for the type to say.
        Some(text) => read_plain(Value::from(&*text)).or_else(|error| match text {
            Cow::Borrowed(text) => whole(text).map_err(|_| error),
            Cow::Owned(_) => Err(error),
        }),
        None => {
            let text = json.raw()?;
            whole(text).or_else(|error| otherwise(json, text).ok_or(error))
        }
    };
    read.map_err(|error| json.error(without_position(&error)))
}

/// The value that stands for a property which is not there, for a type that only serde knows.
pub(crate) fn absent_foreign<'de, T: Deserialize<'de>>() -> Option<T> {
    T::deserialize(Absent).ok()
}

/// What is read where nothing is: an option is `None`, and any other type cannot be read.
struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("missing"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// An error without its position, which counts from the start of the value's own text.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if text.ends_with(&position) {
        text.truncate(text.len() - position.len());
    }
    text
}

/// A value that was read without looking at it.
enum Text<'de> {
    /// Its JSON text.
    Json(Cow<'de, str>),
    /// A text from a format that may know no other types, such as a query.
    Plain(String),
}

impl Text<'_> {
    fn of(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Plain(text),
            value => Self::Json(Cow::Owned(value.to_string())),
        }
    }
}

/// Takes the text that serde_json gives for a raw value, or whatever another format gives.
struct TextVisitor {
    name: &'static str,
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text<'de>, A::Error> {
        let mut object = serde_json::Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == self.name && object.is_empty() {
                return map
                    .next_value::<RawText<'de>>()
                    .map(|text| Text::Json(text.0));
            }
            object.insert(key, map.next_value()?);
        }
        Ok(Text::of(Value::Object(object)))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<Text<'de>, D::Error> {
        Value::deserialize(d).map(Text::of)
    }

    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Text<'de>, D::Error> {
        Value::deserialize(d).map(Text::of)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Text<'de>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(seq)).map(Text::of)
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text::Plain(text.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Text<'de>, E> {
        Ok(Text::of(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Text<'de>, E> {
        Ok(Text::of(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Text<'de>, E> {
        Ok(Text::of(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Text<'de>, E> {
        Ok(Text::of(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Text<'de>, E> {
        Ok(Text::of(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Text<'de>, E> {
        Ok(Text::of(Value::Null))
    }
}

/// A text, borrowed if it can be.
pub(super) struct RawText<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for RawText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawTextVisitor;

        impl<'de> Visitor<'de> for RawTextVisitor {
            type Value = RawText<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<RawText<'de>, E> {
                Ok(RawText(Cow::Owned(text)))
            }
        }

        deserializer.deserialize_str(RawTextVisitor)
    }
}
