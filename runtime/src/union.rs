//! Enums told apart by structure (`oneOf`, `anyOf`): what the generated `Deserialize` rests on.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::guard::{self, Guard};
use crate::raw::raw_value_name;
use crate::select::{Select, choose};
use crate::validation::{Checked, Violation, to_value};

/// How many characters of an alternative's error are shown when several are listed.
const SHOWN: usize = 300;

/// A generated enum, one variant for each alternative.
pub trait Union: Sized {
    /// The schema's name, for errors.
    const NAME: &'static str;
    /// The names of the variants.
    const VARIANTS: &'static [&'static str];
    /// How the variants are told apart.
    const SELECT: &'static Select;
    /// Whether no two may match: `oneOf` (draft-07 section 6.7.3).
    const EXCLUSIVE: bool = false;

    /// Reads one variant; the text must be wholly consumed.
    fn read(variant: usize, json: &str) -> Result<Self, serde_json::Error>;

    /// The variant's index in [`VARIANTS`](Self::VARIANTS).
    fn variant(&self) -> usize;

    /// Checks what the variant holds.
    fn check(&self) -> Checked {
        Ok(())
    }
}

/// The keyword that lists the alternatives.
fn keyword_of<T: Union>() -> &'static str {
    match T::EXCLUSIVE {
        true => "oneOf",
        false => "anyOf",
    }
}

/// `Deserialize` of a generated enum.
pub fn read_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let name = raw_value_name();
    let text = deserializer.deserialize_newtype_struct(name, TextVisitor { name })?;
    let read = match text {
        Text::Json(json) => read_alternatives::<T>(&json),
        Text::Plain(text) => read_alternatives::<T>(&Value::from(text.as_str()).to_string())
            .or_else(|error| read_alternatives::<T>(&text).map_err(|_| error)),
    };
    read.map_err(D::Error::custom)
}

fn read_alternatives<T: Union>(json: &str) -> Result<T, String> {
    let guard = guard::enter(json)?;
    let candidates = choose(T::SELECT, json).map_err(|error| error.to_string())?;
    let mut failures = Failures::new(T::VARIANTS);
    let mut invalid = None;
    for (position, &variant) in candidates.as_slice().iter().enumerate() {
        if !guard.may_try() {
            return Err("too many alternatives inside each other".to_owned());
        }
        match T::read(usize::from(variant), json) {
            Ok(value) if candidates.is_decided() => return Ok(value),
            Ok(value) if value.check().is_ok() => {
                let others = &candidates.as_slice()[position + 1..];
                if T::EXCLUSIVE && guard::is_checking() {
                    no_other(&value, others, json, &guard)
                        .map_err(|violation| violation.to_string())?;
                }
                return Ok(value);
            }
            // Valid as none, it is the first that it looks like; what is wrong is for its check.
            Ok(value) => invalid = invalid.or(Some(value)),
            Err(error) => failures.add(variant, without_position(&error)),
        }
        guard.failed(json);
    }
    if let Some(value) = invalid {
        return Ok(value);
    }
    let keyword = keyword_of::<T>();
    let none = format!(
        "none of the alternatives of `{}` (`{keyword}`) fits",
        T::NAME
    );
    Err(failures.into_reason(&none))
}

/// Checks that a value is none of the other alternatives. One that was read from a frame is known
/// to be none.
pub fn exclusive<T: Union + Serialize>(value: &T) -> Checked {
    if guard::is_checking() {
        return Ok(());
    }
    let json = to_value(value)?.to_string();
    let Ok(candidates) = choose(T::SELECT, &json) else {
        return Ok(());
    };
    match guard::enter(&json) {
        Ok(guard) => no_other(value, candidates.as_slice(), &json, &guard),
        Err(reason) => Err(not_exclusive(value, reason)),
    }
}

/// Checks that a value, whose text is given, is none of the other candidates.
fn no_other<T: Union>(value: &T, candidates: &[u16], json: &str, guard: &Guard) -> Checked {
    for &variant in candidates {
        let variant = usize::from(variant);
        if variant == value.variant() {
            continue;
        }
        if !guard.may_try() {
            return Err(not_exclusive(value, "too many, inside each other"));
        }
        if T::read(variant, json).is_ok_and(|other| other.check().is_ok()) {
            let other = T::VARIANTS.get(variant).unwrap_or(&"?");
            return Err(not_exclusive(value, other));
        }
        guard.failed(json);
    }
    Ok(())
}

fn not_exclusive<T: Union>(value: &T, other: &str) -> Box<Violation> {
    let own = T::VARIANTS.get(value.variant()).unwrap_or(&"?");
    Box::new(Violation::new(
        "oneOf",
        format!("exactly one alternative of {}", T::NAME),
        format!("{own} and {other}"),
    ))
}

/// The errors of the alternatives that were tried.
pub(crate) struct Failures {
    names: &'static [&'static str],
    errors: Vec<(u16, String)>,
}

impl Failures {
    pub(crate) fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            errors: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, variant: u16, error: String) {
        self.errors.push((variant, error));
    }

    /// The only alternative that was tried.
    pub(crate) fn only(&self) -> Option<&'static str> {
        match self.errors.as_slice() {
            [(variant, _)] => self.names.get(usize::from(*variant)).copied(),
            _ => None,
        }
    }

    /// The error of the only alternative, or a list of all of them.
    pub(crate) fn into_reason(mut self, none: &str) -> String {
        if self.errors.len() == 1 {
            return self.errors.remove(0).1;
        }
        let mut reason = none.to_owned();
        for (index, (variant, error)) in self.errors.iter().enumerate() {
            let variant = self.names.get(usize::from(*variant)).unwrap_or(&"?");
            reason += if index == 0 { ": " } else { "; " };
            reason += variant;
            reason += ": ";
            match error.char_indices().nth(SHOWN) {
                Some((end, _)) => reason.extend([&error[..end], "…"]),
                None => reason += error,
            }
        }
        reason
    }
}

/// An error without its position, which counts from the start of the union's own text: the outer
/// deserializer adds the position in the whole text.
fn without_position(error: &serde_json::Error) -> String {
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
struct RawText<'de>(Cow<'de, str>);

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

#[cfg(test)]
mod tests;
