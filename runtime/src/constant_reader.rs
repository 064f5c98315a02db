//! Reads a value and tells whether it is a constant, mostly without building the value.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::constant::Constant;

/// How a deserializer is told what to expect. JSON has its own types; the text of a path or a query
/// is read by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    Str,
    Integer,
    Float,
    Boolean,
    Any,
}

impl Hint {
    /// The hint for one constant.
    pub(crate) fn of(constant: &Constant) -> Self {
        match constant {
            Constant::Str(_) => Self::Str,
            Constant::Json("true" | "false") => Self::Boolean,
            Constant::Json(_) if constant.is_integer() => Self::Integer,
            Constant::Json(json) if json.parse::<f64>().is_ok() => Self::Float,
            Constant::Json(_) => Self::Any,
        }
    }

    /// The hint for either of two.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (left, right) if left == right => left,
            (Self::Integer, Self::Float) | (Self::Float, Self::Integer) => Self::Float,
            _ => Self::Any,
        }
    }

    /// Starts a deserializer with the hint. A text is asked for as any value, so that one of
    /// another type is named in the error.
    pub(crate) fn read<'de, D: Deserializer<'de>, V: Visitor<'de>>(
        self,
        deserializer: D,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        match self {
            Self::Integer => deserializer.deserialize_i64(visitor),
            Self::Float => deserializer.deserialize_f64(visitor),
            Self::Boolean => deserializer.deserialize_bool(visitor),
            Self::Str | Self::Any => deserializer.deserialize_any(visitor),
        }
    }
}

/// Reads a value: `None` when it is the constant, else what it is.
pub(crate) struct ConstantSeed<'a>(pub(crate) &'a Constant);

impl<'de> DeserializeSeed<'de> for ConstantSeed<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let visitor = ConstantsVisitor(std::iter::once(self.0));
        Ok(Hint::of(self.0).read(deserializer, visitor)?.err())
    }
}

/// Reads a value: the index of the constant that it is, else what it is.
pub(crate) struct ConstantsVisitor<I>(pub(crate) I);

impl<'a, I: Iterator<Item = &'a Constant> + Clone> ConstantsVisitor<I> {
    fn find(mut self, value: Value) -> Result<usize, Value> {
        self.0
            .position(|constant| constant.matches(&value))
            .ok_or(value)
    }
}

impl<'a, 'de, I: Iterator<Item = &'a Constant> + Clone> Visitor<'de> for ConstantsVisitor<I> {
    type Value = Result<usize, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_alternatives(f, self.0.clone())
    }

    fn visit_str<E>(mut self, text: &str) -> Result<Self::Value, E> {
        let same = |constant: &Constant| matches!(constant, Constant::Str(it) if *it == text);
        Ok(self.0.position(same).ok_or_else(|| Value::from(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.find(Value::from(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.find(Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.find(Value::from(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.find(Value::from(value)))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.find(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(self.find(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        Ok(self.find(Value::deserialize(SeqAccessDeserializer::new(seq))?))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(self.find(Value::deserialize(MapAccessDeserializer::new(map))?))
    }
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
