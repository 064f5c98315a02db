//! What the keywords ask of a value, and the answers of the types that generated code is made of.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::number::Number;
use super::violation::Violation;

/// A value whose keywords can be checked without knowing its Rust type.
///
/// Each question is about one JSON type, and `None` says that the value is of another one: a
/// keyword does not apply to it then (JSON Schema Validation, draft 7, section 6).
pub trait Json {
    /// The text that the value is.
    #[inline]
    fn text(&self) -> Option<&str> {
        None
    }

    /// The number that the value is.
    #[inline]
    fn number(&self) -> Option<Number> {
        None
    }

    /// How many items the array has that the value is.
    #[inline]
    fn item_count(&self) -> Option<usize> {
        None
    }

    /// How many properties the object has that the value is.
    #[inline]
    fn property_count(&self) -> Option<usize> {
        None
    }

    /// The start of the value's JSON text, for errors.
    fn shown(&self) -> String;
}

/// How many bytes of a JSON text are written for an error, which then shows fewer characters.
const WRITTEN: usize = 1000;

/// The start of a value's JSON text. However large the value is, no more of it is written.
pub fn shown_json<T: Serialize + ?Sized>(value: &T) -> String {
    let mut start = Start(Vec::new());
    // The one error to expect is that the text is longer than what is kept.
    let _ = serde_json::to_writer(&mut start, value);
    let mut text = start.0;
    if let Err(error) = std::str::from_utf8(&text) {
        // A character that was cut in two.
        text.truncate(error.valid_up_to());
    }
    String::from_utf8(text).unwrap_or_default()
}

/// Keeps the first bytes and refuses the rest.
struct Start(Vec<u8>);

impl io::Write for Start {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (start, _) = bytes.split_at(bytes.len().min(WRITTEN - self.0.len()));
        self.0.extend_from_slice(start);
        // None taken of some is what `write_all` takes for a failure.
        Ok(start.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The value as JSON, for the keywords that need it whole.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, Box<Violation>> {
    serde_json::to_value(value).map_err(|error| {
        let reason = Value::from(error.to_string()).to_string();
        Box::new(Violation::new("type", "a JSON value", reason))
    })
}

impl Json for str {
    #[inline]
    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn shown(&self) -> String {
        shown_json(self)
    }
}

impl Json for String {
    #[inline]
    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn shown(&self) -> String {
        shown_json(self)
    }
}

impl Json for Cow<'_, str> {
    #[inline]
    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn shown(&self) -> String {
        shown_json(self)
    }
}

impl Json for bool {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Json for () {
    fn shown(&self) -> String {
        "null".to_owned()
    }
}

impl Json for f64 {
    #[inline]
    fn number(&self) -> Option<Number> {
        Some(Number::Float(*self))
    }

    fn shown(&self) -> String {
        Number::Float(*self).to_string()
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Json for $integer {
            #[inline]
            fn number(&self) -> Option<Number> {
                Some(Number::Int((*self).into()))
            }

            fn shown(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 u8 u16 u32 u64 }

macro_rules! sizes {
    ($($integer:ty)*) => {$(
        impl Json for $integer {
            #[inline]
            fn number(&self) -> Option<Number> {
                // No target has sizes of more than 64 bits.
                Some(Number::Int(*self as i128))
            }

            fn shown(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

sizes! { isize usize }

impl Json for Number {
    #[inline]
    fn number(&self) -> Option<Number> {
        Some(*self)
    }

    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Json for Value {
    #[inline]
    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    #[inline]
    fn number(&self) -> Option<Number> {
        Number::of(self)
    }

    #[inline]
    fn item_count(&self) -> Option<usize> {
        self.as_array().map(Vec::len)
    }

    #[inline]
    fn property_count(&self) -> Option<usize> {
        self.as_object().map(serde_json::Map::len)
    }

    fn shown(&self) -> String {
        shown_json(self)
    }
}

impl<T: Serialize> Json for Vec<T> {
    #[inline]
    fn item_count(&self) -> Option<usize> {
        Some(self.len())
    }

    fn shown(&self) -> String {
        shown_json(self)
    }
}

impl<K: Serialize, T: Serialize> Json for BTreeMap<K, T> {
    #[inline]
    fn property_count(&self) -> Option<usize> {
        Some(self.len())
    }

    fn shown(&self) -> String {
        shown_json(self)
    }
}

/// Bytes are no JSON: a schema's keywords say nothing of them.
impl Json for Bytes {
    fn shown(&self) -> String {
        format!("{} bytes", self.len())
    }
}

/// `None` is null.
impl<T: Json> Json for Option<T> {
    #[inline]
    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }

    #[inline]
    fn number(&self) -> Option<Number> {
        self.as_ref()?.number()
    }

    #[inline]
    fn item_count(&self) -> Option<usize> {
        self.as_ref()?.item_count()
    }

    #[inline]
    fn property_count(&self) -> Option<usize> {
        self.as_ref()?.property_count()
    }

    fn shown(&self) -> String {
        self.as_ref().map_or_else(|| ().shown(), Json::shown)
    }
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<T: Json + ?Sized> Json for $pointer {
            #[inline]
            fn text(&self) -> Option<&str> {
                (**self).text()
            }

            #[inline]
            fn number(&self) -> Option<Number> {
                (**self).number()
            }

            #[inline]
            fn item_count(&self) -> Option<usize> {
                (**self).item_count()
            }

            #[inline]
            fn property_count(&self) -> Option<usize> {
                (**self).property_count()
            }

            fn shown(&self) -> String {
                (**self).shown()
            }
        }
    )*};
}

pointers! { Box<T> Rc<T> Arc<T> &T }

/// The failure of a check.
#[cold]
pub(super) fn broken<J: Json + ?Sized>(
    keyword: &'static str,
    limit: impl Display,
    value: &J,
) -> super::Checked {
    Err(Box::new(Violation::new(
        keyword,
        limit.to_string(),
        value.shown(),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_type_answers_for_its_own_json_type() {
        fn answers<J: Json + ?Sized>(value: &J) -> (bool, bool, bool, bool) {
            (
                value.text().is_some(),
                value.number().is_some(),
                value.item_count().is_some(),
                value.property_count().is_some(),
            )
        }
        let (text, number) = ((true, false, false, false), (false, true, false, false));
        let (array, object) = ((false, false, true, false), (false, false, false, true));
        let none = (false, false, false, false);
        assert_eq!(answers("a"), text);
        assert_eq!(answers(&Some(Box::new("a".to_owned()))), text);
        assert_eq!(answers(&json!("a")), text);
        assert_eq!(answers(&1_u8), number);
        assert_eq!(answers(&1.5), number);
        assert_eq!(answers(&json!(1)), number);
        assert_eq!(answers(&vec![1]), array);
        assert_eq!(answers(&json!([])), array);
        assert_eq!(answers(&BTreeMap::from([("a".to_owned(), 1)])), object);
        assert_eq!(answers(&json!({})), object);
        assert_eq!(answers(&None::<String>), none);
        assert_eq!(answers(&()), none);
        assert_eq!(answers(&true), none);
        assert_eq!(answers(&Value::Null), none);
        assert_eq!(answers(&Bytes::new()), none);
    }

    #[test]
    fn values_are_shown_as_json() {
        assert_eq!("a\"b".shown(), r#""a\"b""#);
        assert_eq!(vec![1, 2].shown(), "[1,2]");
        assert_eq!(json!({"a": null}).shown(), r#"{"a":null}"#);
        assert_eq!(None::<u8>.shown(), "null");
        assert_eq!(f64::NAN.shown(), "NaN");
        assert_eq!(Bytes::from_static(b"ab").shown(), "2 bytes");
    }

    #[test]
    fn the_start_of_a_large_value_is_enough() {
        for value in [
            "é".repeat(1_000_000),
            "a".to_owned() + &"é".repeat(1_000_000),
        ] {
            let shown = value.shown();
            assert!((WRITTEN - 2..=WRITTEN).contains(&shown.len()));
            assert!(shown.ends_with('é'));
        }
        assert_eq!(vec![0_u8; 1_000_000].shown().len(), WRITTEN);
    }

    #[test]
    fn what_serde_cannot_write_is_a_violation() {
        let map = BTreeMap::from([(vec![1], 2)]);
        let violation = to_value(&map).unwrap_err();
        assert_eq!(
            violation.to_string(),
            "`type` a JSON value, found \"key must be a string\""
        );
        assert_eq!(to_value(&[1]).unwrap(), json!([1]));
    }
}
