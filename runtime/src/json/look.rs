//! Looks for a tag or for the names in an object, and passes over the rest.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;

use super::plain::Plain;
use super::reader::is_same;
use super::scan::{Scalar, scalar_at};
use super::{ReadError, ReadJson, Reader};
use crate::constant::Constant;
use crate::select::{Select, Step};

/// What is at the end of a path: nothing, a constant (its index), or another value.
type Found = Option<Result<usize, Value>>;

/// Finds which of the constants is at a path, by a look at the bytes; `None` when that cannot tell.
#[inline]
pub(crate) fn find_written(
    json: &Reader<'_>,
    path: &[Step],
    values: &[(Constant, Select)],
) -> Option<usize> {
    // The characters of a plain value are no JSON.
    if json.plain != Plain::No {
        return None;
    }
    let scalar = scalar_at(json.rest(), path, json.is_outermost())?;
    values
        .iter()
        .position(|(constant, _)| match (constant, scalar) {
            (Constant::Str(text), Scalar::Text(found)) => is_same(text.as_bytes(), found),
            (Constant::Json(json), Scalar::Json(found)) => json.as_bytes() == found,
            _ => false,
        })
}

/// Finds which of the constants is at a path.
pub(crate) fn find_constant(
    json: &Reader<'_>,
    path: &[Step],
    values: &[(Constant, Select)],
) -> Result<Found, ReadError> {
    let value = find(&mut json.clone(), path)?;
    Ok(value.map(|value| {
        let index = values.iter().position(|(it, _)| it.matches(&value));
        index.ok_or(value)
    }))
}

/// The value at a path; the whole text is read.
fn find(json: &mut Reader<'_>, path: &[Step]) -> Result<Option<Value>, ReadError> {
    let Some((step, path)) = path.split_first() else {
        return Value::read_json(json).map(Some);
    };
    let mut found = None;
    match (step, json.peek_token()) {
        (Step::Key(wanted) | Step::EscapedKey(wanted), Some(b'{')) => {
            json.properties(|json, name| match found.is_none() && name == *wanted {
                true => find(json, path).map(|value| found = value),
                false => json.skip(),
            })?;
        }
        (Step::Index(wanted), Some(b'[')) => {
            let mut items = json.items("")?;
            let mut index = 0;
            while items.advance()? {
                match index == *wanted {
                    true => found = find(items.reader, path)?,
                    false => items.reader.skip()?,
                }
                index += 1;
            }
        }
        _ => json.skip()?,
    }
    Ok(found)
}

/// The value at a path of a text that is JSON; of several, the first.
pub(crate) fn find_value(text: &str, path: &[Step]) -> Option<Value> {
    match scalar_at(text, path, false) {
        Some(Scalar::Text(found)) => std::str::from_utf8(found).ok().map(Value::from),
        Some(Scalar::Json(found)) => serde_json::from_slice(found).ok(),
        None => find(&mut Reader::new(text), path).ok()?,
    }
}

/// The names of the properties of an object; `None` when the value is no object.
pub(crate) fn keys<'de>(json: &Reader<'de>) -> Result<Option<BTreeSet<Cow<'de, str>>>, ReadError> {
    let mut json = json.clone();
    if json.peek_token() != Some(b'{') {
        json.skip()?;
        return Ok(None);
    }
    let mut keys = BTreeSet::new();
    json.properties(|json, name| {
        keys.insert(name);
        json.skip()
    })?;
    Ok(Some(keys))
}
