//! Enums of constants: what reading and writing them, as JSON and as text, rests on.

use std::fmt;

use crate::constant::{Constant, find_text, read_constant, shown, write_alternatives};
use crate::json::{ReadError, Reader, WriteJson, Writer};

/// A generated enum, one variant for each value of a schema's `enum`.
pub trait Enumeration: Copy + 'static {
    /// The schema's name, for errors.
    const NAME: &'static str;
    /// The values, in the order of the document.
    const VALUES: &'static [Constant];
    /// The variants, in the same order.
    const VARIANTS: &'static [Self];

    /// The variant's index in [`VARIANTS`](Self::VARIANTS).
    fn index(self) -> usize;
}

/// Reads a generated enum.
pub fn read_enumeration<T: Enumeration>(json: &mut Reader<'_>) -> Result<T, ReadError> {
    let found = match read_constant(json, T::VALUES)? {
        Ok(index) => match T::VARIANTS.get(index) {
            Some(value) => return Ok(*value),
            None => String::new(),
        },
        Err(found) => found,
    };
    Err(json.error(UnknownValue::new::<T>(found).to_string()))
}

/// Writes a generated enum.
pub fn write_enumeration<T: Enumeration>(value: T, out: &mut Writer) {
    if let Some(constant) = T::VALUES.get(value.index()) {
        constant.write_json(out);
    }
}

/// The text of a variant: the value itself if it is a text, else its JSON text.
#[must_use]
pub fn enumeration_text<T: Enumeration>(value: T) -> &'static str {
    T::VALUES.get(value.index()).map_or("", Constant::text)
}

/// The variant with a text, as [`enumeration_text`] gives it.
pub fn parse_enumeration<T: Enumeration>(text: &str) -> Result<T, UnknownValue> {
    find_text(T::VALUES, text)
        .and_then(|index| T::VARIANTS.get(index))
        .copied()
        .ok_or_else(|| UnknownValue::new::<T>(shown(&text.into())))
}

/// A value that is none of an enum's values.
///
/// The `FromStr` of a generated enum gives it; its text lists the values that are allowed.
///
/// ```text
/// unknown value "red", expected one of "green", "blue"
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownValue {
    name: &'static str,
    found: String,
    expected: String,
}

impl UnknownValue {
    fn new<T: Enumeration>(found: String) -> Self {
        Self::among(T::NAME, found, T::VALUES)
    }

    /// The error of an enum with these values.
    pub(crate) fn among(name: &'static str, found: String, values: &'static [Constant]) -> Self {
        Self {
            name,
            found,
            expected: Alternatives(values).to_string(),
        }
    }

    /// The name of the enum.
    #[must_use]
    pub fn enum_name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnknownValue({}: {self})", self.name)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            found, expected, ..
        } = self;
        write!(f, "unknown value {found}, expected {expected}")
    }
}

impl std::error::Error for UnknownValue {}

struct Alternatives(&'static [Constant]);

impl fmt::Display for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_alternatives(f, self.0.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::{Value, json};

    use crate::json::{self, ReadJson};

    macro_rules! enumeration {
        ($name:ident: $($variant:ident = $constant:expr),+) => {
            #[derive(Clone, Copy, Debug, PartialEq)]
            enum $name { $($variant),+ }

            impl Enumeration for $name {
                const NAME: &'static str = stringify!($name);
                const VALUES: &'static [Constant] = &[$($constant),+];
                const VARIANTS: &'static [Self] = &[$(Self::$variant),+];
                fn index(self) -> usize { self as usize }
            }

            impl<'de> ReadJson<'de> for $name {
                fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
                    read_enumeration(json)
                }
            }

            impl WriteJson for $name {
                fn write_json(&self, out: &mut Writer) {
                    write_enumeration(*self, out);
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                    json::deserialize(d)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                    json::serialize(self, s)
                }
            }
        };
    }

    enumeration!(Colour: Green = Constant::Str("green"), Blue = Constant::Str("blue"));
    enumeration!(Level: One = Constant::Json("1"), Two = Constant::Json("2"));
    enumeration!(Mixed: Text = Constant::Str("1"), Number = Constant::Json("1"),
        Null = Constant::Json("null"), No = Constant::Json("false"), Half = Constant::Json("0.5"),
        List = Constant::Json("[1]"));
    enumeration!(Only: Yes = Constant::Json("true"));

    fn fails<T: for<'de> Deserialize<'de>>(value: Value) -> String {
        match serde_json::from_value::<T>(value) {
            Ok(_) => "no error".into(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn values_are_read_and_written() {
        for (json, value) in [
            (r#""1""#, Mixed::Text),
            ("1", Mixed::Number),
            ("null", Mixed::Null),
            ("false", Mixed::No),
            ("0.5", Mixed::Half),
            ("[1]", Mixed::List),
        ] {
            assert_eq!(serde_json::from_str::<Mixed>(json).unwrap(), value);
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        assert_eq!(serde_json::from_str::<Level>("2.0").unwrap(), Level::Two);
        assert_eq!(
            serde_json::from_str::<Colour>(r#""bl\u0075e""#).unwrap(),
            Colour::Blue
        );
    }

    #[test]
    fn an_unknown_value_is_named_with_the_allowed_ones() {
        assert_eq!(
            fails::<Colour>(json!("red")),
            r#"unknown value "red", expected one of "green", "blue""#
        );
        assert_eq!(
            fails::<Colour>(json!(1)),
            r#"unknown value 1, expected one of "green", "blue""#
        );
        assert_eq!(
            fails::<Level>(json!(3)),
            "unknown value 3, expected one of 1, 2"
        );
        assert_eq!(
            fails::<Level>(json!("1")),
            "unknown value \"1\", expected one of 1, 2"
        );
        assert_eq!(
            fails::<Only>(json!(false)),
            "unknown value false, expected true"
        );
    }

    #[test]
    fn texts_are_read_and_given() {
        assert_eq!(enumeration_text(Colour::Green), "green");
        assert_eq!(enumeration_text(Level::Two), "2");
        assert_eq!(parse_enumeration("blue"), Ok(Colour::Blue));
        assert_eq!(parse_enumeration("2"), Ok(Level::Two));
        assert_eq!(parse_enumeration("1"), Ok(Mixed::Text));
        assert_eq!(parse_enumeration("[1]"), Ok(Mixed::List));
        let error = parse_enumeration::<Colour>("a\"").unwrap_err();
        assert_eq!(error.enum_name(), "Colour");
        assert_eq!(
            error.to_string(),
            r#"unknown value "a\"", expected one of "green", "blue""#
        );
    }

    #[test]
    fn numbers_are_asked_for_as_numbers() {
        use serde::de::value::{Error, I64Deserializer};
        let one = I64Deserializer::<Error>::new(1);
        assert_eq!(Level::deserialize(one), Ok(Level::One));
    }
}
