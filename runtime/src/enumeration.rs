//! Enums of constants: what the generated `Serialize`, `Deserialize`, `Display` and `FromStr` rest
//! on.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserializer, Error as _};
use serde::ser::Serializer;

use crate::constant::Constant;
use crate::constant_reader::{ConstantsVisitor, Hint, shown, write_alternatives};

/// A generated enum, one variant for each value of a schema's `enum`.
pub trait Enumeration: Copy + 'static {
    /// The schema's name, for errors.
    const NAME: &'static str;
    /// The values, in the order of the document.
    const VALUES: &'static [(Constant, Self)];

    /// The variant's index in [`VALUES`](Self::VALUES).
    fn index(self) -> usize;
}

fn constants<T: Enumeration>() -> impl Iterator<Item = &'static Constant> + Clone {
    T::VALUES.iter().map(|(constant, _)| constant)
}

/// `Deserialize` of a generated enum.
pub fn read_enumeration<'de, T: Enumeration, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let hint = constants::<T>().map(Hint::of).reduce(Hint::or);
    let visitor = ConstantsVisitor(constants::<T>());
    let found = match hint.unwrap_or(Hint::Any).read(deserializer, visitor)? {
        Ok(index) => match T::VALUES.get(index) {
            Some((_, value)) => return Ok(*value),
            None => String::new(),
        },
        Err(found) => shown(&found),
    };
    Err(D::Error::custom(UnknownValue::new::<T>(found)))
}

/// `Serialize` of a generated enum.
pub fn write_enumeration<T: Enumeration, S: Serializer>(
    value: T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match T::VALUES.get(value.index()) {
        Some((constant, _)) => constant.serialize(serializer),
        None => serializer.serialize_unit(),
    }
}

/// The text of a variant: the value itself if it is a text, else its JSON text.
#[must_use]
pub fn enumeration_text<T: Enumeration>(value: T) -> &'static str {
    match T::VALUES.get(value.index()) {
        Some((constant, _)) => constant.text(),
        None => "",
    }
}

/// The variant with a text, as [`enumeration_text`] gives it.
pub fn parse_enumeration<T: Enumeration>(text: &str) -> Result<T, UnknownValue> {
    let exact = |constant: &Constant| matches!(constant, Constant::Str(it) if *it == text);
    constants::<T>()
        .position(exact)
        .or_else(|| constants::<T>().position(|it| it.matches_text(text)))
        .and_then(|index| T::VALUES.get(index))
        .map(|(_, value)| *value)
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
        Self {
            name: T::NAME,
            found,
            expected: Alternatives(constants::<T>()).to_string(),
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

struct Alternatives<I>(I);

impl<I: Iterator<Item = &'static Constant> + Clone> fmt::Display for Alternatives<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_alternatives(f, self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::{Value, json};

    macro_rules! enumeration {
        ($name:ident: $($variant:ident = $constant:expr),+) => {
            #[derive(Clone, Copy, Debug, PartialEq)]
            enum $name { $($variant),+ }

            impl Enumeration for $name {
                const NAME: &'static str = stringify!($name);
                const VALUES: &'static [(Constant, Self)] = &[$(($constant, Self::$variant)),+];
                fn index(self) -> usize { self as usize }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                    read_enumeration(d)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                    write_enumeration(*self, s)
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
            "invalid type: string \"1\", expected one of 1, 2"
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
