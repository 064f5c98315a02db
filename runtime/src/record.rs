//! Objects with named properties: what the generated `Serialize` and `Deserialize` rest on.
//!
//! A generated type says only which property goes where; the loop over an object, the lookup of
//! its keys and the errors are here.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map::Entry};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::constant::Constant;
use crate::constant_reader::{ConstantSeed, shown};
use crate::read::{Read, ReadSeed};

/// A generated type for an object with named properties.
pub trait Record: Sized {
    /// The schema's name, for errors.
    const NAME: &'static str;
    /// The names of the properties, as they are in JSON; [`Property::Known`] is an index of it.
    const FIELDS: &'static [&'static str];

    /// Reads all properties.
    fn read<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<Self, A::Error>;

    /// Writes all properties.
    fn write<M: SerializeMap>(&self, out: &mut M) -> Result<(), M::Error>;
}

/// Which property comes next in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Property {
    /// The one with this index in [`Record::FIELDS`].
    Known(usize),
    /// Any other; [`Fields::take_key`] has its name.
    Unknown,
}

/// The properties of an object that is being read.
///
/// After each [`next`](Self::next), exactly one of the other functions takes the property's value.
pub struct Fields<'de, A> {
    map: A,
    /// The index after that of the last known property: writers mostly keep the schema's order.
    guess: usize,
    /// The name of the last property, when it is an unknown one.
    key: Cow<'de, str>,
}

impl<A> fmt::Debug for Fields<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields").finish_non_exhaustive()
    }
}

impl<'de, A: MapAccess<'de>> Fields<'de, A> {
    /// The properties of an object.
    pub fn new(map: A) -> Self {
        Self {
            map,
            guess: 0,
            key: Cow::Borrowed(""),
        }
    }

    /// The next property, whose value is to be taken next; `None` at the end.
    #[allow(clippy::should_implement_trait)]
    pub fn next<T: Record>(&mut self) -> Result<Option<Property>, A::Error> {
        let seed = KeySeed {
            fields: T::FIELDS,
            guess: self.guess,
        };
        Ok(match self.map.next_key_seed(seed)? {
            None => None,
            Some(Key::Known(index)) => {
                self.guess = index + 1;
                Some(Property::Known(index))
            }
            Some(Key::Unknown(key)) => {
                self.key = key;
                Some(Property::Unknown)
            }
        })
    }

    /// The name of the unknown property that came last. Its value is still to be taken.
    pub fn take_key(&mut self) -> String {
        std::mem::take(&mut self.key).into_owned()
    }

    /// Takes the value of the property into its slot, which must be empty.
    pub fn set<V: Read<'de>>(
        &mut self,
        slot: &mut Option<V>,
        name: &'static str,
    ) -> Result<(), A::Error> {
        self.set_by(slot, name, ReadSeed::new())
    }

    /// The same for a type of the user's, which serde reads.
    pub fn set_foreign<V: Deserialize<'de>>(
        &mut self,
        slot: &mut Option<V>,
        name: &'static str,
    ) -> Result<(), A::Error> {
        self.set_by(slot, name, PhantomData)
    }

    fn set_by<V, S: DeserializeSeed<'de, Value = V>>(
        &mut self,
        slot: &mut Option<V>,
        name: &'static str,
        seed: S,
    ) -> Result<(), A::Error> {
        if slot.is_some() {
            return Err(duplicate(name));
        }
        match self.map.next_value_seed(seed) {
            Ok(value) => {
                *slot = Some(value);
                Ok(())
            }
            Err(error) => Err(within(name, &error)),
        }
    }

    /// Takes the value of a property that must be a constant.
    pub fn constant(
        &mut self,
        seen: &mut bool,
        expected: &Constant,
        name: &'static str,
    ) -> Result<(), A::Error> {
        if std::mem::replace(seen, true) {
            return Err(duplicate(name));
        }
        match self.map.next_value_seed(ConstantSeed(expected)) {
            Ok(None) => Ok(()),
            Ok(Some(found)) => Err(A::Error::custom(format_args!(
                "{}: must be {expected}, found {}",
                PointerStep(name),
                shown(&found)
            ))),
            Err(error) => Err(within(name, &error)),
        }
    }

    /// Passes over the value of the property.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<serde::de::IgnoredAny>()?;
        Ok(())
    }

    /// Takes the value of the unknown property that came last into the map of the additional
    /// properties.
    pub fn additional<V: Read<'de>>(
        &mut self,
        map: &mut BTreeMap<String, V>,
    ) -> Result<(), A::Error> {
        self.additional_by(map, ReadSeed::new())
    }

    /// The same for a type of the user's, which serde reads.
    pub fn additional_foreign<V: Deserialize<'de>>(
        &mut self,
        map: &mut BTreeMap<String, V>,
    ) -> Result<(), A::Error> {
        self.additional_by(map, PhantomData)
    }

    fn additional_by<V, S: DeserializeSeed<'de, Value = V>>(
        &mut self,
        map: &mut BTreeMap<String, V>,
        seed: S,
    ) -> Result<(), A::Error> {
        match map.entry(self.take_key()) {
            Entry::Occupied(entry) => Err(duplicate(entry.key())),
            Entry::Vacant(entry) => match self.map.next_value_seed(seed) {
                Ok(value) => {
                    entry.insert(value);
                    Ok(())
                }
                Err(error) => Err(within(entry.key(), &error)),
            },
        }
    }

    /// Refuses the unknown property that came last: always an error.
    pub fn unknown(&mut self) -> Result<(), A::Error> {
        Err(A::Error::custom(format_args!(
            "unknown property `{}`",
            self.key
        )))
    }
}

pub(crate) fn duplicate<E: serde::de::Error>(name: &str) -> E {
    E::custom(format_args!("duplicate property `{name}`"))
}

/// An error inside a property's value, with the step to it before the JSON pointer (RFC 6901) that
/// it begins with. serde_json finds the position in the text again.
pub(crate) fn within<E: serde::de::Error>(name: &str, error: &E) -> E {
    let error = error.to_string();
    let colon = if error.starts_with('/') { "" } else { ": " };
    E::custom(format_args!("{}{colon}{error}", PointerStep(name)))
}

/// An error inside an item.
pub(crate) fn within_item<E: serde::de::Error>(index: usize, error: &E) -> E {
    within(&index.to_string(), error)
}

/// One step of a JSON pointer.
pub(crate) struct PointerStep<'a>(pub(crate) &'a str);

impl fmt::Display for PointerStep<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.0.replace('~', "~0").replace('/', "~1"))
    }
}

enum Key<'de> {
    Known(usize),
    Unknown(Cow<'de, str>),
}

/// Looks a key up in the table, without copying it.
struct KeySeed {
    fields: &'static [&'static str],
    guess: usize,
}

impl KeySeed {
    fn find(&self, key: &str) -> Option<usize> {
        if self.fields.get(self.guess) == Some(&key) {
            return Some(self.guess);
        }
        self.fields.iter().position(|field| *field == key)
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key<'de>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(match self.find(key) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(Cow::Borrowed(key)),
        })
    }

    fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(match self.find(key) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(Cow::Owned(key.to_owned())),
        })
    }

    fn visit_string<E>(self, key: String) -> Result<Key<'de>, E> {
        Ok(match self.find(&key) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(Cow::Owned(key)),
        })
    }
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut Fields::new(map))
    }
}

/// `Deserialize` of a generated object.
pub fn read_record<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

/// `Serialize` of a generated object.
pub fn write_record<T: Record, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    value.write(&mut map)?;
    map.end()
}

/// The value of a property that must be there.
pub fn required<V, E: serde::de::Error>(slot: Option<V>, name: &'static str) -> Result<V, E> {
    slot.ok_or_else(|| E::custom(format_args!("missing property `{name}`")))
}

/// Checks that a constant property was there.
pub fn required_constant<E: serde::de::Error>(seen: bool, name: &'static str) -> Result<(), E> {
    required(seen.then_some(()), name)
}

/// Writes a property.
pub fn write_field<M: SerializeMap, V: Serialize + ?Sized>(
    out: &mut M,
    name: &'static str,
    value: &V,
) -> Result<(), M::Error> {
    out.serialize_entry(name, value)
}

/// Writes a property if it has a value.
pub fn write_optional<M: SerializeMap, V: Serialize>(
    out: &mut M,
    name: &'static str,
    value: &Option<V>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => out.serialize_entry(name, value),
        None => Ok(()),
    }
}

/// Writes a constant property.
pub fn write_constant<M: SerializeMap>(
    out: &mut M,
    name: &'static str,
    value: &Constant,
) -> Result<(), M::Error> {
    out.serialize_entry(name, value)
}

/// Writes the additional properties of a record; one with the name of a field is an error, for
/// the object would have that property twice.
pub fn write_additional<T: Record, M: SerializeMap, V: Serialize>(
    out: &mut M,
    map: &BTreeMap<String, V>,
) -> Result<(), M::Error> {
    match map.keys().find(|key| T::FIELDS.contains(&key.as_str())) {
        None => map
            .iter()
            .try_for_each(|(key, value)| out.serialize_entry(key, value)),
        Some(key) => Err(M::Error::custom(format_args!(
            "additional property `{key}` of `{}` has the name of a field",
            T::NAME
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[derive(Debug, PartialEq)]
    struct Chat {
        id: u32,
        text: Option<String>,
        reply: Option<Box<Chat>>,
        additional: BTreeMap<String, Value>,
    }

    const TYPE: Constant = Constant::Str("chat");

    impl Record for Chat {
        const NAME: &'static str = "Chat";
        const FIELDS: &'static [&'static str] = &["type", "id", "text", "reply"];

        fn read<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<Self, A::Error> {
            let mut constant = false;
            let (mut id, mut text, mut reply) = (None, None, None);
            let mut additional = BTreeMap::new();
            while let Some(property) = fields.next::<Self>()? {
                match property {
                    Property::Known(0) => fields.constant(&mut constant, &TYPE, "type")?,
                    Property::Known(1) => fields.set(&mut id, "id")?,
                    Property::Known(2) => fields.set(&mut text, "text")?,
                    Property::Known(3) => fields.set(&mut reply, "reply")?,
                    Property::Known(_) => fields.skip()?,
                    Property::Unknown => fields.additional(&mut additional)?,
                }
            }
            required_constant(constant, "type")?;
            Ok(Self {
                id: required(id, "id")?,
                text,
                reply,
                additional,
            })
        }

        fn write<M: SerializeMap>(&self, out: &mut M) -> Result<(), M::Error> {
            write_constant(out, "type", &TYPE)?;
            write_field(out, "id", &self.id)?;
            write_optional(out, "text", &self.text)?;
            write_optional(out, "reply", &self.reply)?;
            write_additional::<Self, _, _>(out, &self.additional)
        }
    }

    impl<'de> Read<'de> for Chat {
        fn read_from<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            read_record(deserializer)
        }
    }

    impl<'de> Deserialize<'de> for Chat {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Self::read_from(deserializer)
        }
    }

    impl Serialize for Chat {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            write_record(self, serializer)
        }
    }

    /// A record without properties that allows no others.
    #[derive(Debug)]
    struct Nothing;

    impl Record for Nothing {
        const NAME: &'static str = "Nothing";
        const FIELDS: &'static [&'static str] = &[];

        fn read<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<Self, A::Error> {
            while fields.next::<Self>()?.is_some() {
                fields.unknown()?;
            }
            Ok(Self)
        }

        fn write<M: SerializeMap>(&self, _: &mut M) -> Result<(), M::Error> {
            Ok(())
        }
    }

    fn read(json: &str) -> Result<Chat, String> {
        let value: Result<Value, _> = serde_json::from_str(json);
        let read = serde_json::from_str::<Chat>(json);
        if let Ok(value) = value {
            // A `Value` has no duplicates, so only what is read must be the same.
            if let Ok(chat) = &read {
                assert_eq!(chat, &serde_json::from_value::<Chat>(value).unwrap());
            }
        }
        read.map_err(|error| error.to_string())
    }

    #[test]
    fn properties_are_read_in_any_order_with_escaped_keys() {
        let chat = read(r#"{"x":[1],"te\u0078t":"hi","ty\u0070e":"ch\u0061t","id":7}"#).unwrap();
        assert_eq!((chat.id, chat.text.as_deref()), (7, Some("hi")));
        assert_eq!(chat.additional["x"], json!([1]));
        assert_eq!(
            serde_json::to_string(&chat).unwrap(),
            r#"{"type":"chat","id":7,"text":"hi","x":[1]}"#
        );
    }

    #[test]
    fn every_duplicate_is_an_error() {
        for (json, name) in [
            (r#"{"type":"chat","id":1,"id":1}"#, "id"),
            (r#"{"type":"chat","id":1,"ty\u0070e":"chat"}"#, "type"),
            (r#"{"type":"chat","id":1,"x":1,"x":1}"#, "x"),
        ] {
            let error = read(json).unwrap_err();
            let expected = format!("duplicate property `{name}` at line 1 column");
            assert!(error.starts_with(&expected), "{error}");
        }
    }

    #[test]
    fn errors_say_which_property_and_where() {
        for (json, expected) in [
            (
                "{\"type\":\"chat\"}",
                "missing property `id` at line 1 column 15",
            ),
            ("{\"id\":1}", "missing property `type` at line 1 column 8"),
            (
                "{\"type\":\"talk\"}",
                "/type: must be \"chat\", found \"talk\" at line 1 column 15",
            ),
            (
                "{\"type\":5}",
                "/type: must be \"chat\", found 5 at line 1 column 10",
            ),
            (
                "{\"type\":[5]}",
                "/type: must be \"chat\", found an array at line 1 column 12",
            ),
            (
                "{\"id\":\"x\"}",
                "/id: invalid type: string \"x\", expected an integer (u32) at line 1 column 9",
            ),
            (
                "[]",
                "invalid type: sequence, expected an object (Chat) at line 1 column 0",
            ),
            (
                "{\"reply\":\n{\"id\":-1}}",
                "/reply/id: invalid value: integer `-1`, expected an integer (u32) \
                 at line 2 column 8",
            ),
        ] {
            assert_eq!(read(json).unwrap_err(), expected);
        }
    }

    #[test]
    fn a_closed_record_refuses_unknown_properties() {
        let read = |json: &'static str| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            read_record::<Nothing, _>(&mut deserializer).map_err(|error| error.to_string())
        };
        assert!(read("{}").is_ok());
        let error = read(r#"{"x\n":1}"#).unwrap_err();
        assert!(error.starts_with("unknown property `x\n`"), "{error}");
    }

    #[test]
    fn an_additional_property_must_not_hide_a_field() {
        let mut chat = read(r#"{"type":"chat","id":1}"#).unwrap();
        chat.additional.insert("id".into(), Value::Null);
        let error = serde_json::to_string(&chat).unwrap_err().to_string();
        assert_eq!(
            error,
            "additional property `id` of `Chat` has the name of a field"
        );
    }

    #[test]
    fn deep_nesting_is_an_error() {
        let deep = |open: &str| open.repeat(100_000);
        for json in [
            deep("["),
            deep("{\"reply\":"),
            format!("{{\"x\":{}", deep("[")),
            format!("{{\"type\":{}", deep("[")),
        ] {
            assert!(read(&json).is_err());
        }
    }
}
