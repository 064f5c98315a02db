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
    /// Both accept, and what became of the JSON.
    Accepted(Journey),
    /// Both refuse; by which keyword, where that is certain.
    Refused(Option<String>),
    /// They differ for a known reason.
    Explained(Reason),
    /// They differ.
    Differs(Difference),
}

/// Something that must not be.
#[derive(Clone)]
pub(crate) struct Difference {
    /// Groups what seems to have one cause.
    pub(crate) kind: String,
    /// What both sides say.
    pub(crate) text: String,
}

impl Outcome {
    pub(crate) fn difference(&self) -> Option<&Difference> {
        match self {
            Self::Differs(difference) | Self::Accepted(Journey::Changed(difference)) => {
                Some(difference)
            }
            _ => None,
        }
    }
}

/// Compares the answer of the macro's type with the oracles of the set's messages.
pub(crate) fn judge(
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
        (Answer::Refused(_), None) => Outcome::Refused(keyword(candidates, oracles, instance)),
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
        (Answer::Decoded(name, back), _) => {
            let (mut messages, mut refusal) = (Vec::new(), None);
            for candidate in candidates.iter().filter(|known| known.name == *name) {
                let value = instance.read_as(candidate);
                match value.map(|value| oracles[candidate.schema].refusal(value)) {
                    Some(None) => messages.push(candidate),
                    Some(found) => refusal = found,
                    None => {}
                }
            }
            if !messages.is_empty() {
                return Outcome::Accepted(journey(&messages, oracles, instance, back));
            }
            // A number that one alternative's Rust type does not hold may leave another as the
            // only one.
            let fits = |candidate: &Candidate, value: &Value| {
                candidate.name == *name && oracles[candidate.schema].fits(value)
            };
            if find(&fits).is_some() {
                return Outcome::Explained(Reason::RustRange);
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

/// The keyword that refuses an instance, where the set has one message.
fn keyword(candidates: &[Candidate], oracles: &[Oracle], instance: &Instance) -> Option<String> {
    let [candidate] = candidates else {
        return None;
    };
    let refusal = oracles[candidate.schema].refusal(instance.read_as(candidate)?)?;
    refusal.keyword.rsplit('/').next().map(str::to_owned)
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
    Outcome::Differs(Difference {
        kind: kind.to_owned(),
        text,
    })
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
    Changed(Difference),
}

/// Compares an instance with what came back. `messages` are those that it may be.
fn journey(
    messages: &[&Candidate],
    oracles: &[Oracle],
    instance: &Instance,
    back: &str,
) -> Journey {
    if messages.iter().any(|message| message.is_text) && instance.text == back {
        return Journey::Same;
    }
    let changed = |what: &str, pointer: &str| {
        Journey::Changed(Difference {
            kind: what.to_owned(),
            text: format!("{what} {pointer}: came back as {back}"),
        })
    };
    let (Some(given), Ok(value)) = (&instance.json, serde_json::from_str::<Value>(back)) else {
        return changed("changed", "");
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
    differences.look(given, &value, "");
    match differences.first {
        Some((what, pointer)) => changed(what, &pointer),
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
