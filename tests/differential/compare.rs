//! Both verdicts side by side, and what decoding and encoding changed.

use crate::apart::present;
use crate::oracle::Oracle;
use crate::program::Answer;
use serde_json::Value;

/// A message of a set that a text frame can be.
pub(crate) struct Candidate {
    pub(crate) name: String,
    /// Whether its payload is the text itself rather than JSON.
    pub(crate) is_text: bool,
    /// The oracle of its schema.
    pub(crate) schema: usize,
}

/// What a text frame carries.
pub(crate) struct Instance {
    json: Option<Value>,
    text: Value,
}

impl Instance {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            json: serde_json::from_str(text).ok(),
            text: text.into(),
        }
    }

    /// The value that a message makes of it.
    pub(crate) fn read_as(&self, candidate: &Candidate) -> Option<&Value> {
        match candidate.is_text {
            true => Some(&self.text),
            false => self.json.as_ref(),
        }
    }
}

/// Why verdicts may differ.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Reason {
    /// A whole number without a bound that is beyond what its Rust type holds.
    RustRange,
    /// An open object with a property that it does not list but another alternative does: the
    /// macro tells alternatives apart by the properties that are there, and takes it for the other.
    ForeignProperty,
}

impl Reason {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::RustRange => "a whole number beyond its Rust type",
            Self::ForeignProperty => "an unlisted property that another alternative lists",
        }
    }
}

/// How an instance fared.
pub(crate) enum Outcome {
    /// Both accept, or both refuse.
    Agreed { valid: bool },
    /// They differ for a known reason.
    Explained(Reason),
    /// They differ. The kind groups what has one cause; the text says what both say.
    Differs { kind: String, text: String },
}

/// Compares the answer of the macro's type with the oracles of the set's messages.
pub(crate) fn verdicts(
    candidates: &[Candidate],
    oracles: &[Oracle],
    instance: &Instance,
    answer: &Answer,
) -> Outcome {
    let find = |accepts: &dyn Fn(&Candidate, &Value) -> bool| {
        candidates.iter().find(|candidate| {
            let value = instance.read_as(candidate);
            value.is_some_and(|value| accepts(candidate, value))
        })
    };
    let accepting = find(&|candidate, value| oracles[candidate.schema].accepts(value));
    match (answer, accepting) {
        (Answer::Panicked, _) => differs("panic", "the macro's type panics".to_owned()),
        (Answer::Refused(_), None) => Outcome::Agreed { valid: false },
        (Answer::Refused(error), Some(message)) => {
            if find(&|candidate, value| oracles[candidate.schema].fits(value)).is_none() {
                return Outcome::Explained(Reason::RustRange);
            }
            let is_told_apart = |candidate: &Candidate, value: &Value| {
                oracles[candidate.schema].is_told_apart(value)
                    && !has_foreign_property(candidate, candidates, oracles, value)
            };
            if find(&is_told_apart).is_none() {
                return Outcome::Explained(Reason::ForeignProperty);
            }
            let text = format!(
                "valid for `{}`; the macro refuses it: {error}",
                message.name
            );
            differs(&format!("refused: {}", without_values(error)), text)
        }
        (Answer::Decoded(name, _), _) => {
            let mut refusal = None;
            for candidate in candidates.iter().filter(|known| known.name == *name) {
                let Some(value) = instance.read_as(candidate) else {
                    continue;
                };
                let oracle = &oracles[candidate.schema];
                match oracle.refusal(value) {
                    None => return Outcome::Agreed { valid: true },
                    // One of two alternatives is out of reach for it.
                    Some(_) if oracle.fits(value) => {
                        return Outcome::Explained(Reason::RustRange);
                    }
                    found => refusal = found,
                }
            }
            let (keyword, why) = match refusal {
                Some(refusal) => (refusal.keyword, refusal.text),
                None => (String::new(), "no message has this name".to_owned()),
            };
            let text = match accepting {
                Some(other) => format!(
                    "taken for `{name}`, but valid for `{}` only: {why}",
                    other.name
                ),
                None => format!("taken for `{name}`, but invalid: {why}"),
            };
            let keyword = keyword.rsplit('/').next().unwrap_or_default();
            differs(&format!("taken: {keyword}"), text)
        }
    }
}

/// Whether there is a property that only other messages of the set list.
fn has_foreign_property(
    own: &Candidate,
    candidates: &[Candidate],
    oracles: &[Oracle],
    value: &Value,
) -> bool {
    let present = present(value);
    let mut foreign = present.difference(&oracles[own.schema].listed);
    foreign.any(|path| {
        candidates
            .iter()
            .any(|other| !other.is_text && oracles[other.schema].listed.contains(path))
    })
}

fn differs(kind: &str, text: String) -> Outcome {
    Outcome::Differs {
        kind: kind.to_owned(),
        text,
    }
}

/// An error without what changes from instance to instance.
fn without_values(error: &str) -> String {
    let error = error.split(", found").next().unwrap_or(error);
    let error = error.split(" at line").next().unwrap_or(error);
    let letters: String = error
        .chars()
        .filter(|character| !character.is_ascii_digit())
        .collect();
    letters.chars().take(160).collect()
}

/// What the journey from JSON to a message and back did.
pub(crate) enum Journey {
    Same,
    /// Only defaults and constants were added.
    Added,
    /// A number came back as the closest that `f64` holds.
    Rounded,
    /// What was done, and where.
    Changed(&'static str, String),
}

/// Compares an instance with what came back. `messages` are those that it may be.
pub(crate) fn journey(
    messages: &[&Candidate],
    oracles: &[Oracle],
    instance: &Instance,
    back: &str,
) -> Journey {
    if messages.iter().any(|message| message.is_text) && instance.text == back {
        return Journey::Same;
    }
    let back = serde_json::from_str::<Value>(back).ok();
    let (Some(given), Some(back)) = (&instance.json, back) else {
        return Journey::Changed("changed", String::new());
    };
    let oracles: Vec<&Oracle> = messages
        .iter()
        .map(|message| &oracles[message.schema])
        .collect();
    let mut differences = Differences {
        oracles: &oracles,
        added: false,
        rounded: false,
        first: None,
    };
    differences.look(given, &back, "");
    match differences.first {
        Some((what, place)) => Journey::Changed(what, place),
        None if differences.rounded => Journey::Rounded,
        None if differences.added => Journey::Added,
        None => Journey::Same,
    }
}

struct Differences<'a> {
    oracles: &'a [&'a Oracle],
    added: bool,
    rounded: bool,
    first: Option<(&'static str, String)>,
}

impl Differences<'_> {
    fn look(&mut self, given: &Value, back: &Value, pointer: &str) {
        match (given, back) {
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
                for (index, (left, right)) in left.iter().zip(right).enumerate() {
                    self.look(left, right, &format!("{pointer}/{index}"));
                }
            }
            (Value::Object(left), Value::Object(right)) => {
                for (name, value) in left {
                    match right.get(name) {
                        Some(other) => self.look(value, other, &format!("{pointer}/{name}")),
                        None => self.note("lost", pointer, name),
                    }
                }
                for (name, value) in right {
                    if left.contains_key(name) {
                        continue;
                    }
                    if self
                        .oracles
                        .iter()
                        .any(|oracle| oracle.may_add(name, value))
                    {
                        self.added = true;
                    } else {
                        self.note("added", pointer, name);
                    }
                }
            }
            (Value::Number(left), Value::Number(right)) => {
                if !is_same_number(left, right) {
                    if left.as_f64() == right.as_f64() {
                        self.rounded = true;
                    } else {
                        self.note("changed", pointer, "");
                    }
                }
            }
            _ if given == back => {}
            _ => self.note("changed", pointer, ""),
        }
    }

    fn note(&mut self, what: &'static str, pointer: &str, name: &str) {
        if self.first.is_none() {
            self.first = Some((what, format!("{pointer}/{name}")));
        }
    }
}

/// Whether both are the same JSON: numbers by value, objects whatever the order of their keys.
pub(crate) fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => is_same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| is_same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, value)| right.get(name).is_some_and(|other| is_same(value, other)))
        }
        _ => left == right,
    }
}

/// By value, exactly: `1` is `1.0`, but 2^53 + 1 is not the `f64` next to it.
fn is_same_number(left: &serde_json::Number, right: &serde_json::Number) -> bool {
    let whole = |number: &serde_json::Number| {
        number.as_i128().or_else(|| {
            number
                .as_f64()
                .filter(|n| n.fract() == 0.0)
                .map(|n| n as i128)
        })
    };
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => left == right,
        (None, None) => left.as_f64() == right.as_f64(),
        _ => false,
    }
}
