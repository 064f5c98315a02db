//! Enums told apart by structure (`oneOf`, `anyOf`): what reading and checking them rests on.

use crate::guard;
use crate::json::{ReadError, Reader, TOO_MANY_TRIALS, WriteJson, Writer};
use crate::select::{Select, choose};
use crate::validation::{Checked, Violation};

/// How many characters of an alternative's error are shown when several are listed.
const SHOWN: usize = 300;

/// A generated enum, one variant for each alternative.
pub trait Union<'de>: Sized {
    /// The schema's name, for errors.
    const NAME: &'static str;
    /// The names of the variants.
    const VARIANTS: &'static [&'static str];
    /// How the variants are told apart.
    const SELECT: &'static Select;
    /// Whether no two may match: `oneOf` (draft-07 section 6.7.3).
    const EXCLUSIVE: bool = false;

    /// Reads one variant.
    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError>;

    /// The variant's index in [`VARIANTS`](Self::VARIANTS).
    fn variant(&self) -> usize;

    /// Checks what the variant holds.
    fn check(&self) -> Checked {
        Ok(())
    }
}

/// The keyword that lists the alternatives.
fn keyword_of<'de, T: Union<'de>>() -> &'static str {
    match T::EXCLUSIVE {
        true => "oneOf",
        false => "anyOf",
    }
}

/// Reads a generated enum.
pub fn read_union<'de, T: Union<'de>>(json: &mut Reader<'de>) -> Result<T, ReadError> {
    match json.plain_alternatives()? {
        Some((as_json, mut as_text)) => as_json
            .and_then(|mut json| read_alternatives(&mut json).ok())
            .map_or_else(|| read_alternatives(&mut as_text), Ok),
        None => json.union(read_alternatives),
    }
}

fn read_alternatives<'de, T: Union<'de>>(json: &mut Reader<'de>) -> Result<T, ReadError> {
    json.peek_token();
    let candidates = choose(T::SELECT, json)?;
    if let [variant] = candidates.as_slice() {
        return T::read(usize::from(*variant), json);
    }
    let start = json.clone();
    let mut failures = Failures::new(T::VARIANTS);
    let mut invalid = None;
    for (position, &variant) in candidates.as_slice().iter().enumerate() {
        if !json.may_try() {
            return Err(json.error(TOO_MANY_TRIALS));
        }
        match T::read(usize::from(variant), json) {
            // Whether values inside are none of their other alternatives was decided as they were
            // read, where it matters.
            Ok(value) if guard::reading(true, || value.check()).is_ok() => {
                if T::EXCLUSIVE && guard::is_checking() {
                    let others = &candidates.as_slice()[position + 1..];
                    let end = json.clone();
                    json.go_to(&start);
                    let checked = no_other::<T>(value.variant(), others, json);
                    json.go_to(&end);
                    checked.map_err(|violation| json.error(violation.to_string()))?;
                }
                return Ok(value);
            }
            // Valid as none, it is the first that it looks like; what is wrong is for its check.
            Ok(value) => invalid = invalid.or(Some(value)),
            Err(error) if error.is_final() => return Err(error),
            Err(error) => failures.add(variant, error.to_string()),
        }
        json.go_back(&start);
    }
    if let Some(value) = invalid {
        json.skip()?;
        return Ok(value);
    }
    let keyword = keyword_of::<T>();
    let none = format!(
        "none of the alternatives of `{}` (`{keyword}`) fits",
        T::NAME
    );
    // What is no JSON at all is that before.
    json.skip()?;
    Err(json.error(failures.into_reason(&none)))
}

/// Checks that a value of variant `own` is none of the other alternatives of `T`. One that is being
/// read is known to be none.
pub fn exclusive<T: for<'a> Union<'a>>(own: usize, value: &impl WriteJson) -> Checked {
    if guard::is_checking() {
        return Ok(());
    }
    let text = Writer::text(|out| value.write_json(out))
        .map_err(|error| not_exclusive::<T>(own, &error.to_string()))?;
    let mut json = Reader::new(&text);
    // Of the values inside, too, this is decided as they are read: were each of them written and
    // read again, the work would double with each level.
    guard::reading(true, || match choose(T::SELECT, &json) {
        Ok(candidates) => no_other::<T>(own, candidates.as_slice(), &mut json),
        Err(_) => Ok(()),
    })
}

/// Checks that a value, which comes next in a text, is none of the other candidates.
fn no_other<'de, T: Union<'de>>(own: usize, candidates: &[u16], json: &mut Reader<'de>) -> Checked {
    let start = json.clone();
    for &variant in candidates {
        let variant = usize::from(variant);
        if variant == own {
            continue;
        }
        if !json.may_try() {
            return Err(not_exclusive::<T>(own, "too many, inside each other"));
        }
        match T::read(variant, json) {
            Ok(other) if other.check().is_ok() => {
                let other = T::VARIANTS.get(variant).unwrap_or(&"?");
                return Err(not_exclusive::<T>(own, other));
            }
            Err(error) if error.is_final() => {
                return Err(not_exclusive::<T>(own, error.reason()));
            }
            _ => {}
        }
        json.go_back(&start);
    }
    Ok(())
}

fn not_exclusive<'de, T: Union<'de>>(own: usize, other: &str) -> Box<Violation> {
    let own = T::VARIANTS.get(own).unwrap_or(&"?");
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

#[cfg(test)]
mod tests;
