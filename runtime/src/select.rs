//! Tells alternatives apart by a look at the JSON text: its kind, a tag in it, or its keys.
//!
//! A look only picks the candidates; the full read of a candidate checks everything.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use crate::constant::{Constant, shown, write_alternatives};
use crate::describe::Definition;
use crate::json::{PointerStep, ReadError, Reader, find_constant, find_written, keys};

mod structure;

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A text.
    String,
    /// A number, whole or not.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Null => "null",
        })
    }
}

/// One step to a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The property of an object, whose name has nothing that must be escaped in JSON.
    Key(&'static str),
    /// The property of an object, whatever its name.
    EscapedKey(&'static str),
    /// The item of an array, counted from 0.
    Index(usize),
}

/// How alternatives are told apart. Alternatives are named by their index.
#[derive(Debug)]
pub enum Select {
    /// These, in this order; a single one is decided.
    Variants(&'static [u16]),
    /// By what the value is; any other kind is an error.
    Kind(&'static [(Kind, Select)]),
    /// By the constant at a path.
    Tag {
        /// Where the constant is.
        path: &'static [Step],
        /// The constants.
        values: &'static [(Constant, Select)],
        /// None or one: when nothing is at the path.
        absent: &'static [Select],
        /// None or one: when the value at the path is no constant of the list.
        other: &'static [Select],
    },
    /// By the keys of an object.
    Keys(&'static [KeySet<'static>]),
    /// By the keys of an object, as far as the types of the alternatives say which they have.
    Structure(&'static Definition),
}

/// The keys of one alternative.
#[derive(Clone, Copy, Debug)]
pub struct KeySet<'a> {
    /// The alternative.
    pub variant: u16,
    /// The keys that it must have.
    pub required: &'a [&'static str],
    /// All keys that it knows, the required ones among them.
    pub known: &'a [&'static str],
    /// Whether it refuses keys that it does not know.
    pub closed: bool,
}

/// The alternatives that a value can be, best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidates {
    variants: Cow<'static, [u16]>,
    /// Whether the value has what only these have: the constant at a tag, or all the keys that one
    /// of them must have.
    is_known: bool,
}

impl Candidates {
    /// The alternatives, best first.
    #[must_use]
    pub(crate) fn as_slice(&self) -> &[u16] {
        &self.variants
    }

    /// Whether the value was to be one of these, rather than that it can be no other.
    pub(crate) fn is_known(&self) -> bool {
        self.is_known
    }

    fn known(mut self) -> Self {
        self.is_known = true;
        self
    }

    fn of(variants: impl Into<Cow<'static, [u16]>>) -> Self {
        Self {
            variants: variants.into(),
            is_known: false,
        }
    }
}

/// The alternatives that the next value of a JSON text can be; nothing of it is taken.
///
/// With [`Select::Keys`], those come that have all their required keys and, if closed, no unknown
/// one: fewest unknown keys first, then most known keys, then in order. If there is none, all come
/// in order, so that the errors of reading them explain what is missing.
pub(crate) fn choose(select: &'static Select, json: &Reader<'_>) -> Result<Candidates, ReadError> {
    if let Select::Tag { path, values, .. } = select
        && let Some((_, select)) =
            find_written(json, path, values).and_then(|index| values.get(index))
    {
        return match select {
            Select::Variants(variants) => Ok(Candidates::of(*variants).known()),
            select => choose(select, json).map(Candidates::known),
        };
    }
    match select {
        Select::Variants(variants) => Ok(Candidates::of(*variants)),
        Select::Kind(kinds) => {
            let found = kind(json)?;
            match kinds.iter().find(|(kind, _)| *kind == found) {
                Some((_, select)) => choose(select, json),
                None => Err(wrong(
                    json,
                    format!(
                        "expected {}, found {found}",
                        any_of(kinds.iter().map(|(kind, _)| kind))
                    ),
                )),
            }
        }
        Select::Tag {
            path,
            values,
            absent,
            other,
        } => match find_constant(json, path, values)? {
            Some(Ok(index)) => match values.get(index) {
                Some((_, select)) => choose(select, json).map(Candidates::known),
                None => Err(wrong(json, "unknown value".to_owned())),
            },
            Some(Err(found)) => match other.first() {
                Some(select) => choose(select, json),
                None => Err(wrong(
                    json,
                    format!(
                        "{}: must be {}, found {}",
                        Pointer(path),
                        ConstantList(values),
                        shown(&found)
                    ),
                )),
            },
            None => match absent.first() {
                Some(select) => choose(select, json),
                None => Err(absent_tag(path, values, json)),
            },
        },
        Select::Keys(sets) => Ok(match keys(json)? {
            Some(keys) => by_keys(sets, &keys),
            None => in_order(sets),
        }),
        Select::Structure(definition) => Ok(structure::candidates(definition, keys(json)?)),
    }
}

/// The error of a value that is none of the alternatives. What is no JSON at all is that before.
fn wrong(json: &Reader<'_>, reason: String) -> ReadError {
    let mut json = json.clone();
    match json.skip() {
        Ok(()) => ReadError::new(reason),
        Err(error) => error,
    }
}

/// What the next value is, from its first character.
fn kind(json: &Reader<'_>) -> Result<Kind, ReadError> {
    let mut json = json.clone();
    Ok(match json.peek_token() {
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::Array,
        Some(b'"') => Kind::String,
        Some(b'-' | b'0'..=b'9') => Kind::Number,
        Some(b't' | b'f') => Kind::Boolean,
        Some(b'n') => Kind::Null,
        _ if json.plain_scalar()?.is_some() || json.string().is_ok() => Kind::String,
        _ => {
            return Err(json
                .skip()
                .err()
                .unwrap_or_else(|| json.error("expected a value")));
        }
    })
}

fn by_keys(sets: &[KeySet<'_>], keys: &BTreeSet<Cow<'_, str>>) -> Candidates {
    let mut fitting: Vec<(usize, usize, u16)> = sets
        .iter()
        .filter(|set| set.required.iter().all(|key| keys.contains(*key)))
        .map(|set| {
            let known = set.known.iter().filter(|key| keys.contains(**key)).count();
            (keys.len().saturating_sub(known), known, set)
        })
        .filter(|(unknown, _, set)| *unknown == 0 || !set.closed)
        .map(|(unknown, known, set)| (unknown, known, set.variant))
        .collect();
    if fitting.is_empty() {
        return in_order(sets);
    }
    fitting.sort_by_key(|&(unknown, known, _)| (unknown, std::cmp::Reverse(known)));
    let variants: Vec<u16> = fitting.into_iter().map(|(_, _, variant)| variant).collect();
    let has_all = |set: &KeySet<'_>| !set.required.is_empty() && variants.contains(&set.variant);
    Candidates {
        is_known: sets.iter().any(has_all),
        variants: variants.into(),
    }
}

fn in_order(sets: &[KeySet<'_>]) -> Candidates {
    let variants: Vec<u16> = sets.iter().map(|set| set.variant).collect();
    Candidates::of(variants)
}

fn absent_tag(
    path: &'static [Step],
    values: &'static [(Constant, Select)],
    json: &Reader<'_>,
) -> ReadError {
    let found = match (path.first(), kind(json)) {
        (_, Err(error)) => return error,
        (Some(Step::Key(_) | Step::EscapedKey(_)), Ok(Kind::Object))
        | (Some(Step::Index(_)), Ok(Kind::Array)) => {
            return wrong(json, missing_tag(path, values));
        }
        (_, Ok(found)) => found,
    };
    let expected = match path.first() {
        Some(Step::Index(_)) => Kind::Array,
        _ => Kind::Object,
    };
    wrong(json, format!("expected {expected}, found {found}"))
}

/// `a`, `a or b`, `a, b or c`.
fn any_of<'a>(kinds: impl Iterator<Item = &'a Kind>) -> String {
    let texts: Vec<String> = kinds.map(Kind::to_string).collect();
    match texts.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// What is not there, at the place where it should be.
fn missing_tag(path: &'static [Step], values: &'static [(Constant, Select)]) -> String {
    let (holder, missing) = match path.split_last() {
        Some((Step::Key(key) | Step::EscapedKey(key), holder)) => {
            (holder, format!("property `{key}`"))
        }
        Some((Step::Index(index), holder)) => (holder, format!("item {index}")),
        None => (path, "value".to_owned()),
    };
    let colon = if holder.is_empty() { "" } else { ": " };
    let expected = ConstantList(values);
    format!(
        "{}{colon}missing {missing}, expected {expected}",
        Pointer(holder)
    )
}

/// A path as a JSON pointer (RFC 6901).
struct Pointer(&'static [Step]);

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|step| match step {
            Step::Key(key) | Step::EscapedKey(key) => write!(f, "{}", PointerStep(key)),
            Step::Index(index) => write!(f, "/{index}"),
        })
    }
}

struct ConstantList(&'static [(Constant, Select)]);

impl fmt::Display for ConstantList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_alternatives(f, self.0.iter().map(|(constant, _)| constant))
    }
}

#[cfg(test)]
mod tests;
