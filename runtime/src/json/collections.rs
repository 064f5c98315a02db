//! Further types of the standard library, which types that are written by hand may hold.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::rc::Rc;
use std::sync::Arc;

use super::keys::{Key, Name};
use super::object::{duplicate, no_key};
use super::{ReadError, ReadJson, Reader, WriteJson, Writer};
use crate::validation::{Checked, Json, Number, Validate, within, within_item};

/// A text that is borrowed: one with escapes cannot be.
impl<'de> ReadJson<'de> for &'de str {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match Cow::read_json(json)? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(json.error(
                "a text with escapes cannot be borrowed as `&str`, but as `Cow<str>` it can",
            )),
        }
    }
}

/// A text of one character.
impl<'de> ReadJson<'de> for char {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let text = Cow::<'de, str>::read_json(json)?;
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(character),
            _ => Err(json.error(format!(
                "invalid value: string {text:?}, expected a character"
            ))),
        }
    }
}

impl WriteJson for char {
    fn write_json(&self, out: &mut Writer) {
        out.string(self.encode_utf8(&mut [0; 4]));
    }
}

impl Validate for char {}

impl<'de> ReadJson<'de> for f32 {
    #[inline]
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let value = f64::read_json(json)? as Self;
        match value.is_finite() {
            true => Ok(value),
            false => Err(json.error("expected a number of 32 bits")),
        }
    }
}

/// What is no finite number is `null`, as for `f64`.
impl WriteJson for f32 {
    fn write_json(&self, out: &mut Writer) {
        match self.is_finite() {
            true => out.raw(zmij::Buffer::new().format_finite(*self)),
            false => out.raw("null"),
        }
    }
}

impl Json for f32 {
    #[inline]
    fn number(&self) -> Option<Number> {
        Some(Number::Float((*self).into()))
    }

    fn shown(&self) -> String {
        f64::from(*self).shown()
    }
}

impl Validate for f32 {
    #[inline]
    fn validate(&self) -> Checked {
        f64::from(*self).validate()
    }
}

/// Types that are an array: how an item is added, and whether it was new.
macro_rules! arrays {
    ($($array:ident<$item:ident $(: $bound:ident $(+ $more:ident)*)? $(, $hasher:ident)?>
        by $add:ident;)*) => {$(
        impl<'de, $item, $($hasher)?> ReadJson<'de> for $array<$item, $($hasher)?>
        where
            $item: ReadJson<'de> $(+ $bound $(+ $more)*)?,
            $($hasher: BuildHasher + Default,)?
        {
            fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
                let mut all = Self::default();
                let mut items = json.items("an array")?;
                while let Some(item) = items.item()? {
                    all.$add(item);
                }
                Ok(all)
            }
        }

        impl<$item: WriteJson, $($hasher)?> WriteJson for $array<$item, $($hasher)?> {
            fn write_json(&self, out: &mut Writer) {
                out.raw("[");
                for item in self {
                    item.write_json(out);
                    out.raw(",");
                }
                out.end("]");
            }
        }

        // What cannot be read has no other way to say so.
        impl<$item, $($hasher)?> Validate for $array<$item, $($hasher)?>
        where
            $item: Validate $(+ $bound $(+ $more)*)?,
            $($hasher: BuildHasher + Default,)?
        {
            fn validate(&self) -> Checked {
                self.iter()
                    .enumerate()
                    .try_for_each(|(index, item)| within_item(item.validate(), index))
            }
        }
    )*};
}

arrays! {
    VecDeque<T> by push_back;
    BTreeSet<T: Ord> by insert;
    HashSet<T: Eq + Hash, S> by insert;
}

/// Exactly so many items.
impl<'de, T: ReadJson<'de>, const N: usize> ReadJson<'de> for [T; N] {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let items = Vec::<T>::read_json(json)?;
        let count = items.len();
        items.try_into().map_err(|_| {
            json.error(format!(
                "invalid length {count}, expected an array of {N} items"
            ))
        })
    }
}

impl<T: WriteJson, const N: usize> WriteJson for [T; N] {
    fn write_json(&self, out: &mut Writer) {
        self.as_slice().write_json(out);
    }
}

impl<T: Validate, const N: usize> Validate for [T; N] {
    fn validate(&self) -> Checked {
        self.iter()
            .enumerate()
            .try_for_each(|(index, item)| within_item(item.validate(), index))
    }
}

impl<'de, K, T, S> ReadJson<'de> for HashMap<K, T, S>
where
    K: Eq + Hash + Name<'de>,
    T: ReadJson<'de>,
    S: BuildHasher + Default,
{
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let mut map = Self::default();
        json.own_properties(|json, name| {
            let value = T::read_json(json).map_err(|error| error.within(&name))?;
            let Some(key) = K::of(name.clone()) else {
                return Err(json.error(no_key::<K>()));
            };
            match map.insert(key, value) {
                None => Ok(()),
                Some(_) => Err(json.error(duplicate(&name))),
            }
        })?;
        Ok(map)
    }
}

impl<K: Key, T: WriteJson, S> WriteJson for HashMap<K, T, S> {
    fn write_json(&self, out: &mut Writer) {
        out.raw("{");
        for (key, value) in self {
            out.property(&key.name(), value);
        }
        out.end("}");
    }
}

impl<K, T, S> Validate for HashMap<K, T, S>
where
    K: Eq + Hash + Key,
    T: Validate,
    S: BuildHasher + Default,
{
    fn validate(&self) -> Checked {
        self.iter()
            .try_for_each(|(key, value)| within(value.validate(), &key.name()))
    }
}

impl WriteJson for &str {
    #[inline]
    fn write_json(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Validate for &str {}
impl Validate for Cow<'_, str> {}
impl Validate for super::RawJson<'_> {}

/// Pointers that share what they hold.
macro_rules! pointers {
    ($($pointer:ident)*) => {$(
        impl<'de, T: ReadJson<'de>> ReadJson<'de> for $pointer<T> {
            fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
                T::read_json(json).map(Self::new)
            }

            fn read_present(json: &mut Reader<'de>) -> Result<Self, ReadError> {
                T::read_present(json).map(Self::new)
            }

            fn absent() -> Option<Self> {
                T::absent().map(Self::new)
            }
        }

        impl<T: WriteJson + ?Sized> WriteJson for $pointer<T> {
            fn write_json(&self, out: &mut Writer) {
                (**self).write_json(out);
            }

            fn is_absent(&self) -> bool {
                (**self).is_absent()
            }
        }

        impl<T: Validate + ?Sized> Validate for $pointer<T> {
            fn validate(&self) -> Checked {
                (**self).validate()
            }
        }
    )*};
}

pointers! { Rc Arc }

/// Texts that do not grow.
macro_rules! texts {
    ($($text:ty)*) => {$(
        impl<'de> ReadJson<'de> for $text {
            fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
                Cow::<'de, str>::read_json(json).map(Self::from)
            }
        }
    )*};
}

texts! { Box<str> Rc<str> Arc<str> }

impl Validate for str {}
