//! Reading the types that generated types are made of.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::keys::Name;
use super::number::whole;
use super::object::insert_by;
use super::reader::Items;
use super::{Number, ReadError, Reader};

/// A value that is read from JSON by the rules of JSON Schema, where serde's own differ: an integer
/// may be written with a fraction of zero or an exponent (draft-07 section 4.2.1), and a name that
/// is twice in an object is an error rather than a lost value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from JSON",
    label = "what this type is on the wire is not known",
    note = "derive `Message` for it; a type that only serde knows is wrapped in a struct of one field"
)]
pub trait ReadJson<'de>: Sized {
    /// Reads exactly one value.
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError>;

    /// Reads the value of a property. It differs for an option of an option, whose outer one says
    /// whether the property is there at all.
    #[inline]
    fn read_present(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        Self::read_json(json)
    }

    /// The value that stands for a property which is not there, for types that have one.
    #[inline]
    fn absent() -> Option<Self> {
        None
    }
}

impl<'de> ReadJson<'de> for String {
    #[inline]
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        json.peek_token();
        json.string().map(Cow::into_owned)
    }
}

impl<'de> ReadJson<'de> for Cow<'de, str> {
    #[inline]
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        json.peek_token();
        json.string()
    }
}

impl<'de> ReadJson<'de> for bool {
    #[inline]
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match json.peek_token() {
            Some(b't' | b'f') => json.boolean(),
            _ => match json.plain_scalar()?.as_deref() {
                Some("true" | "1") => Ok(true),
                Some("false" | "0") => Ok(false),
                Some(_) => Err(json.error("expected `true` or `false`")),
                None => Err(json.unexpected("a boolean")),
            },
        }
    }
}

impl<'de> ReadJson<'de> for () {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match json.peek_token() {
            Some(b'n') => json.null(),
            _ => match json.plain_scalar()?.as_deref() {
                Some("" | "null") => Ok(()),
                Some(_) => Err(json.error("expected nothing")),
                None => Err(json.unexpected("null")),
            },
        }
    }
}

impl<'de> ReadJson<'de> for f64 {
    #[inline]
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match json.peek_token() {
            Some(b'-' | b'0'..=b'9') => json.number().map(Number::as_f64),
            _ => match json.plain_scalar()?.map(|text| text.parse()) {
                Some(Ok(number)) if f64::is_finite(number) => Ok(number),
                Some(_) => Err(json.error("expected a number")),
                None => Err(json.unexpected("a number")),
            },
        }
    }
}

/// The integer that comes next, as whatever type it fits.
fn integer<'de, T: TryFrom<i128>>(
    json: &mut Reader<'de>,
    expected: &'static str,
) -> Result<T, ReadError> {
    match json.peek_token() {
        Some(b'-' | b'0'..=b'9') => {
            let start = json.at;
            let number = json.number()?;
            let value = match number {
                Number::Unsigned(value) => Some(value.into()),
                Number::Negative(value) => Some(value.into()),
                Number::Float(_) => whole(json.text.get(start..json.at).unwrap_or_default()),
            };
            value
                .and_then(|value| T::try_from(value).ok())
                .ok_or_else(|| {
                    let found = number.described();
                    json.error(format!("invalid value: {found}, expected {expected}"))
                })
        }
        _ => match json.plain_scalar()? {
            Some(text) => {
                let number = text.parse::<i128>().ok();
                number
                    .and_then(|number| T::try_from(number).ok())
                    .ok_or_else(|| json.error(format!("expected {expected}")))
            }
            None => Err(json.unexpected(expected)),
        },
    }
}

macro_rules! integers {
    ($($ty:ident $expected:literal;)*) => {$(
        impl<'de> ReadJson<'de> for $ty {
            #[inline]
            #[allow(irrefutable_let_patterns)]
            fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
                json.peek_token();
                let start = json.at;
                if let Some(value) = json.small_unsigned() {
                    if let Ok(value) = $ty::try_from(value) {
                        return Ok(value);
                    }
                    json.at = start;
                }
                integer(json, $expected)
            }
        }
    )*};
}

integers! {
    usize "an integer that is not negative";
    isize "an integer";
    i8 "an integer from -128 to 127";
    i16 "an integer from -32768 to 32767";
    i32 "an integer of 32 bits";
    i64 "an integer";
    u8 "an integer from 0 to 255";
    u16 "an integer from 0 to 65535";
    u32 "an integer of 32 bits that is not negative";
    u64 "an integer that is not negative";
}

impl<'de, T: ReadJson<'de>> ReadJson<'de> for Box<T> {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        T::read_json(json).map(Box::new)
    }

    fn read_present(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        T::read_present(json).map(Box::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Box::new)
    }
}

impl<'de, T: ReadJson<'de>> ReadJson<'de> for Option<T> {
    #[inline]
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match json.take_null() {
            true => Ok(None),
            false => T::read_json(json).map(Some),
        }
    }

    #[inline]
    fn read_present(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match T::absent() {
            Some(_) => T::read_present(json).map(Some),
            None => Self::read_json(json),
        }
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<'de, T: ReadJson<'de>> ReadJson<'de> for Vec<T> {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        json.items("an array")?.rest()
    }
}

impl<'de, K: Name<'de> + Ord, T: ReadJson<'de>> ReadJson<'de> for BTreeMap<K, T> {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let mut map = BTreeMap::new();
        json.own_properties(|json, name| insert_by(json, &mut map, name, T::read_json))?;
        Ok(map)
    }
}

impl<'de> Items<'_, 'de> {
    /// Reads the next item; `None` at the end.
    #[inline]
    pub fn item<T: ReadJson<'de>>(&mut self) -> Result<Option<T>, ReadError> {
        self.next_by(T::read_json)
    }

    /// Reads the next item, which must be there.
    pub fn required_item<T: ReadJson<'de>>(&mut self) -> Result<T, ReadError> {
        let item = self.item()?;
        self.must_be(item)
    }

    /// Reads all items that are left.
    pub fn rest<T: ReadJson<'de>>(&mut self) -> Result<Vec<T>, ReadError> {
        self.rest_by(T::read_json)
    }

    /// Reads the next item by a function; `None` at the end.
    pub fn item_by<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        self.next_by(read)
    }

    /// The same for an item that must be there.
    pub fn required_item_by<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'de>) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let item = self.next_by(read)?;
        self.must_be(item)
    }

    /// The same for all items that are left.
    #[inline]
    pub fn rest_by<T>(
        &mut self,
        read: impl Fn(&mut Reader<'de>) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let mut rest = Vec::new();
        while let Some(item) = self.next_by(&read)? {
            rest.push(item);
        }
        Ok(rest)
    }

    /// Refuses further items.
    pub fn no_more(&mut self) -> Result<(), ReadError> {
        let count = self.count();
        match self.skip_rest()? {
            0 => Ok(()),
            _ => Err(self.reader.error(format!("more than {count} items"))),
        }
    }

    /// Passes over all items that are left, and gives how many these are.
    pub(super) fn skip_rest(&mut self) -> Result<usize, ReadError> {
        let mut count = 0;
        while self.next_by(Reader::skip)?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// The value of an item, if there is one.
    fn must_be<T>(&self, item: Option<T>) -> Result<T, ReadError> {
        item.ok_or_else(|| self.reader.error(format!("missing item {}", self.count())))
    }

    #[cold]
    pub(super) fn wrong_length(&self, count: usize, expected: &str) -> ReadError {
        self.reader
            .error(format!("invalid length {count}, expected {expected}"))
    }
}
