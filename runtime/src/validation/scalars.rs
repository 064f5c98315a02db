//! The keywords for texts and numbers, and those that count items and properties (JSON Schema
//! Validation, draft 7, sections 6.2 to 6.5). A value of another JSON type passes.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::formats::decode_base64;
use super::json::{Json, broken};
use super::{Checked, Number, Pattern};

/// `minimum`: at least the limit.
#[inline]
pub fn minimum<J: Json + ?Sized>(value: &J, limit: Number) -> Checked {
    bound(value, "minimum", limit, Ordering::is_ge)
}

/// `maximum`: at most the limit.
#[inline]
pub fn maximum<J: Json + ?Sized>(value: &J, limit: Number) -> Checked {
    bound(value, "maximum", limit, Ordering::is_le)
}

/// `exclusiveMinimum`: more than the limit.
#[inline]
pub fn exclusive_minimum<J: Json + ?Sized>(value: &J, limit: Number) -> Checked {
    bound(value, "exclusiveMinimum", limit, Ordering::is_gt)
}

/// `exclusiveMaximum`: less than the limit.
#[inline]
pub fn exclusive_maximum<J: Json + ?Sized>(value: &J, limit: Number) -> Checked {
    bound(value, "exclusiveMaximum", limit, Ordering::is_lt)
}

#[inline]
fn bound<J: Json + ?Sized>(
    value: &J,
    keyword: &'static str,
    limit: Number,
    is_allowed: impl Fn(Ordering) -> bool,
) -> Checked {
    match value.number() {
        Some(number) if !number.partial_cmp(&limit).is_some_and(is_allowed) => {
            broken(keyword, limit, value)
        }
        _ => Ok(()),
    }
}

/// `multipleOf`: by the decimal digits of both numbers.
#[inline]
pub fn multiple_of<J: Json + ?Sized>(value: &J, divisor: Number) -> Checked {
    match value.number() {
        Some(number) if !number.is_multiple_of(divisor) => broken("multipleOf", divisor, value),
        _ => Ok(()),
    }
}

/// `format` of a whole number, such as `int32`: whole, and within its range.
#[inline]
pub fn integer<J: Json + ?Sized>(
    value: &J,
    name: &'static str,
    minimum: i128,
    maximum: i128,
) -> Checked {
    match value.number() {
        Some(number)
            if !(number.is_whole()
                && number >= Number::Int(minimum)
                && number <= Number::Int(maximum)) =>
        {
            broken("format", Value::from(name), value)
        }
        _ => Ok(()),
    }
}

/// `minLength`, in Unicode characters.
#[inline]
pub fn min_length<J: Json + ?Sized>(value: &J, limit: u64) -> Checked {
    match value.text() {
        Some(text) if !has_length_from(text, limit) => broken("minLength", limit, value),
        _ => Ok(()),
    }
}

/// `maxLength`, in Unicode characters.
#[inline]
pub fn max_length<J: Json + ?Sized>(value: &J, limit: u64) -> Checked {
    match value.text() {
        Some(text) if limit < u64::MAX && has_length_from(text, limit + 1) => {
            broken("maxLength", limit, value)
        }
        _ => Ok(()),
    }
}

/// Whether a text has at least so many characters. A character is one to four bytes, so that they
/// are counted only when the bytes leave it open.
#[inline]
fn has_length_from(text: &str, limit: u64) -> bool {
    let bytes = text.len() as u64;
    bytes >= limit && (bytes.div_ceil(4) >= limit || text.chars().count() as u64 >= limit)
}

/// `pattern`: found anywhere in the text.
#[inline]
pub fn pattern<J: Json + ?Sized>(value: &J, pattern: &Pattern) -> Checked {
    match value.text() {
        Some(text) => match pattern.is_match(text) {
            Ok(true) => Ok(()),
            Ok(false) => broken("pattern", Value::from(pattern.source()), value),
            Err(reason) => broken(
                "pattern",
                format_args!("{} ({reason})", Value::from(pattern.source())),
                value,
            ),
        },
        None => Ok(()),
    }
}

/// `format` of a text.
#[inline]
pub fn format<J: Json + ?Sized>(value: &J, name: &'static str, check: fn(&str) -> bool) -> Checked {
    match value.text() {
        Some(text) if !check(text) => broken("format", Value::from(name), value),
        _ => Ok(()),
    }
}

/// `contentEncoding` base64 and `contentMediaType` application/json (section 8): the text is what
/// it says to be.
#[inline]
pub fn content<J: Json + ?Sized>(value: &J, base64: bool, json: bool) -> Checked {
    let is_json = |bytes: &[u8]| serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    let Some(text) = value.text() else {
        return Ok(());
    };
    let bytes = match base64.then(|| decode_base64(text)) {
        Some(None) => return broken("contentEncoding", "\"base64\"", value),
        Some(Some(bytes)) => Cow::Owned(bytes),
        None => Cow::Borrowed(text.as_bytes()),
    };
    if json && !is_json(&bytes) {
        return broken("contentMediaType", "\"application/json\"", value);
    }
    Ok(())
}

/// `minItems`.
#[inline]
pub fn min_items<J: Json + ?Sized>(value: &J, limit: u64) -> Checked {
    at_least(value, "minItems", value.item_count(), limit)
}

/// `maxItems`.
#[inline]
pub fn max_items<J: Json + ?Sized>(value: &J, limit: u64) -> Checked {
    at_most(value, "maxItems", value.item_count(), limit)
}

/// `minProperties`.
#[inline]
pub fn min_properties<J: Json + ?Sized>(value: &J, limit: u64) -> Checked {
    at_least(value, "minProperties", value.property_count(), limit)
}

/// `maxProperties`.
#[inline]
pub fn max_properties<J: Json + ?Sized>(value: &J, limit: u64) -> Checked {
    at_most(value, "maxProperties", value.property_count(), limit)
}

#[inline]
fn at_least<J: Json + ?Sized>(
    value: &J,
    keyword: &'static str,
    count: Option<usize>,
    limit: u64,
) -> Checked {
    match count {
        Some(count) if (count as u64) < limit => broken(keyword, limit, value),
        _ => Ok(()),
    }
}

#[inline]
fn at_most<J: Json + ?Sized>(
    value: &J,
    keyword: &'static str,
    count: Option<usize>,
    limit: u64,
) -> Checked {
    match count {
        Some(count) if count as u64 > limit => broken(keyword, limit, value),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
