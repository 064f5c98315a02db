//! Constants of a document: the values that `const` and `enum` allow.

use std::fmt;

use serde_json::Value;

use crate::json::{ReadError, ReadJson, Reader, WriteJson, Writer};

/// A constant of the document: text, or any other JSON value as its JSON text.
///
/// Two numbers are the same constant when they have the same value, as JSON Schema has it
/// (`1` and `1.0`).
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A text.
    Str(&'static str),
    /// Any other value, as JSON text.
    Json(&'static str),
}

impl Constant {
    /// The text itself, or the JSON text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        match *self {
            Self::Str(text) | Self::Json(text) => text,
        }
    }

    /// Whether a value is this constant.
    #[must_use]
    pub fn matches(&self, value: &Value) -> bool {
        match (*self, value) {
            (Self::Str(expected), Value::String(found)) => expected == found,
            (Self::Str(_), _) => false,
            (Self::Json(json), value) => match (json, value) {
                ("true", Value::Bool(found)) => *found,
                ("false", Value::Bool(found)) => !*found,
                ("null", Value::Null) => true,
                (json, value) => {
                    serde_json::from_str(json).is_ok_and(|expected| same(&expected, value))
                }
            },
        }
    }

    /// Whether a text is this constant: the text itself, or the JSON text of a number, a boolean
    /// or null.
    #[must_use]
    pub fn matches_text(&self, text: &str) -> bool {
        match *self {
            Self::Str(expected) => expected == text,
            Self::Json(expected) if expected == text => true,
            Self::Json(_) => serde_json::from_str(text).is_ok_and(|value| self.matches(&value)),
        }
    }

    /// Reads a value: `None` when it is this constant, else what it is, shortly.
    pub(crate) fn read(&self, json: &mut Reader<'_>) -> Result<Option<String>, ReadError> {
        let found = read_constant(json, std::slice::from_ref(self))?;
        Ok(found.err())
    }
}

/// Reads a value: the index of the constant that it is, else what it is, shortly.
pub(crate) fn read_constant(
    json: &mut Reader<'_>,
    constants: &[Constant],
) -> Result<Result<usize, String>, ReadError> {
    if let Some(b'"') = json.peek_token() {
        let text = json.string()?;
        let same = |constant: &Constant| matches!(constant, Constant::Str(it) if *it == text);
        let index = constants.iter().position(same);
        return Ok(index.ok_or_else(|| shown(&Value::from(&*text))));
    }
    if let Some(text) = json.plain_scalar()? {
        return Ok(find_text(constants, &text).ok_or_else(|| shown(&Value::from(&*text))));
    }
    let value = Value::read_json(json)?;
    let index = constants.iter().position(|it| it.matches(&value));
    Ok(index.ok_or_else(|| shown(&value)))
}

/// The index of the constant with a text: one that is a text goes before any other.
pub(crate) fn find_text(constants: &[Constant], text: &str) -> Option<usize> {
    let exact = |constant: &Constant| matches!(constant, Constant::Str(it) if *it == text);
    constants
        .iter()
        .position(exact)
        .or_else(|| constants.iter().position(|it| it.matches_text(text)))
}

/// Writes `"a"`, or `one of "a", "b"`.
pub(crate) fn write_alternatives<'a>(
    f: &mut fmt::Formatter<'_>,
    constants: impl Iterator<Item = &'a Constant> + Clone,
) -> fmt::Result {
    if constants.clone().nth(1).is_some() {
        f.write_str("one of ")?;
    }
    for (index, constant) in constants.enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{constant}")?;
    }
    Ok(())
}

/// What a value is, shortly, for an error.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".into(),
        Value::Object(_) => "an object".into(),
        Value::String(text) if text.len() > 100 => {
            let start: String = text.chars().take(100).collect();
            format!("{}…", Value::from(start))
        }
        scalar => scalar.to_string(),
    }
}

/// Whether two values are the same, with numbers compared by value.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right
                || match (integer(left), integer(right)) {
                    (Some(left), Some(right)) => left == right,
                    (None, None) => left.as_f64() == right.as_f64(),
                    _ => false,
                }
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, l)| right.get(key).is_some_and(|r| same(l, r)))
        }
        (left, right) => left == right,
    }
}

/// The exact value of a whole number, also of one that is written with a fraction or an exponent.
fn integer(number: &serde_json::Number) -> Option<i128> {
    if let Some(value) = number.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = number.as_u64() {
        return Some(value.into());
    }
    let value = number.as_f64()?;
    // Every whole `f64` below 2^127 is an `i128` exactly.
    (value.fract() == 0.0 && value.abs() < 1e38).then_some(value as i128)
}

/// The value as JSON: a text in quotes.
impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Str(text) => Value::from(text).fmt(f),
            Self::Json(json) => f.write_str(json),
        }
    }
}

impl WriteJson for Constant {
    fn write_json(&self, out: &mut Writer) {
        match *self {
            Self::Str(text) => out.string(text),
            Self::Json(json) => out.raw(json),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_are_not_other_values() {
        assert!(Constant::Str("a").matches(&json!("a")));
        assert!(!Constant::Str("1").matches(&json!(1)));
        assert!(!Constant::Json("1").matches(&json!("1")));
        assert!(!Constant::Json("null").matches(&json!("null")));
    }

    #[test]
    fn numbers_compare_by_value() {
        for value in [json!(1), json!(1.0), json!(1e0)] {
            assert!(Constant::Json("1").matches(&value));
            assert!(Constant::Json("1.0").matches(&value));
        }
        assert!(!Constant::Json("1").matches(&json!(1.5)));
        assert!(Constant::Json("1.5").matches(&json!(1.5)));
        assert!(Constant::Json("18446744073709551615").matches(&json!(u64::MAX)));
        assert!(!Constant::Json("9007199254740993").matches(&json!(9_007_199_254_740_992_u64)));
        assert!(!Constant::Json("9007199254740993").matches(&json!(9_007_199_254_740_992.0)));
    }

    #[test]
    fn structures_compare_by_value() {
        let constant = Constant::Json(r#"{"a":[1,null],"b":true}"#);
        assert!(constant.matches(&json!({"b": true, "a": [1.0, null]})));
        assert!(!constant.matches(&json!({"b": true, "a": [1.0]})));
        assert!(!constant.matches(&json!({"b": true, "a": [1, null], "c": 0})));
        assert!(Constant::Json("null").matches(&Value::Null));
        assert!(Constant::Json("true").matches(&json!(true)));
        assert!(!Constant::Json("true").matches(&json!(false)));
        assert!(Constant::Json("false").matches(&json!(false)));
    }

    #[test]
    fn a_constant_is_written_as_its_value() {
        let text = |constant: Constant| {
            let written = Writer::text(|out| constant.write_json(out)).unwrap();
            assert_eq!(written, constant.to_string());
            written
        };
        assert_eq!(text(Constant::Str("a\"b")), r#""a\"b""#);
        assert_eq!(text(Constant::Json("[1,2.5,null]")), "[1,2.5,null]");
    }

    #[test]
    fn texts_of_other_values_are_read_as_json() {
        assert!(Constant::Json("1").matches_text("1.0"));
        assert!(Constant::Json("true").matches_text("true"));
        assert!(!Constant::Json("1").matches_text("x"));
        assert!(Constant::Str("x").matches_text("x"));
    }
}
