//! What the run came to.

use crate::compare::{Journey, Outcome, Reason};
use std::collections::{BTreeMap, BTreeSet};

/// How many kinds of differences are shown.
const SHOWN: usize = 400;

/// A document, and one of its message sets.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) set: &'a str,
}

#[derive(Default)]
pub(crate) struct Report {
    pub(crate) documents: usize,
    /// Messages that are JSON.
    pub(crate) messages: usize,
    /// Messages that are text.
    pub(crate) texts: usize,
    /// Messages that are bytes, which no instance is.
    pub(crate) binaries: usize,
    pub(crate) inferred: usize,
    unmapped: Vec<String>,
    asked: BTreeSet<usize>,
    reached: BTreeSet<usize>,
    valid: usize,
    invalid: usize,
    keywords: BTreeMap<String, usize>,
    explained: BTreeMap<Reason, usize>,
    differences: BTreeMap<(String, String), Difference>,
    same: usize,
    added: usize,
    rounded: usize,
    changes: BTreeMap<(String, String), Difference>,
}

/// Differences of one kind in one document: how many, and the shortest instance.
#[derive(Default)]
struct Difference {
    count: usize,
    set: String,
    instance: String,
    text: String,
}

impl Report {
    pub(crate) fn unmapped(&mut self, file: &str, what: &str) {
        self.unmapped.push(format!("{file}: {what}"));
    }

    /// Whether instances of a schema were made, and a valid one among them.
    pub(crate) fn reached(&mut self, schema: usize, valid: bool) {
        self.asked.insert(schema);
        if valid {
            self.reached.insert(schema);
        }
    }

    pub(crate) fn verdict(&mut self, place: Place<'_>, instance: &str, outcome: Outcome) {
        match outcome {
            Outcome::Agreed { valid: true } => self.valid += 1,
            Outcome::Agreed { valid: false } => self.invalid += 1,
            Outcome::Explained(reason) => *self.explained.entry(reason).or_default() += 1,
            Outcome::Differs { kind, text } => {
                note(&mut self.differences, place, kind, instance, text);
            }
        }
    }

    /// Counts the keyword at the end of a place in a schema.
    pub(crate) fn refused_for(&mut self, place: Option<String>) {
        if let Some(keyword) = place.as_deref().and_then(|place| place.rsplit('/').next()) {
            *self.keywords.entry(keyword.to_owned()).or_default() += 1;
        }
    }

    pub(crate) fn journey(
        &mut self,
        place: Place<'_>,
        instance: &str,
        back: &str,
        journey: Journey,
    ) {
        match journey {
            Journey::Same => self.same += 1,
            Journey::Added => self.added += 1,
            Journey::Rounded => self.rounded += 1,
            Journey::Changed(what, pointer) => {
                let text = format!("{what} at {pointer}: came back as {back}");
                note(&mut self.changes, place, what.to_owned(), instance, text);
            }
        }
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.differences.is_empty() && self.changes.is_empty()
    }

    pub(crate) fn print(&self) {
        let count = |list: &BTreeMap<_, Difference>| -> usize {
            list.values().map(|difference| difference.count).sum()
        };
        list("verdicts that differ", &self.differences);
        list("JSON that changes", &self.changes);
        if !self.unmapped.is_empty() {
            println!("\nmessages whose schema was not found:");
            for message in &self.unmapped {
                println!("- {message}");
            }
        }
        let explained: usize = self.explained.values().sum();
        let differing = count(&self.differences);
        println!("\ndocuments: {}", self.documents);
        println!(
            "messages: {} JSON and {} text ({} mapped to their schema, {} with valid instances), {} binary",
            self.messages,
            self.texts,
            self.messages + self.texts - self.unmapped.len(),
            self.reached.len(),
            self.binaries
        );
        println!("types inferred: {}", self.inferred);
        println!(
            "instances: {}",
            self.valid + self.invalid + explained + differing
        );
        println!("agreed: {} valid, {} invalid", self.valid, self.invalid);
        println!("refused for, in sets of one message: {:?}", self.keywords);
        for (reason, count) in &self.explained {
            println!("explained: {count} by {}", reason.text());
        }
        println!("differing: {differing} of {} kinds", self.differences.len());
        println!(
            "round trips: {} same, {} with defaults or constants added, {} rounded to f64, {} changed",
            self.same,
            self.added,
            self.rounded,
            count(&self.changes)
        );
    }
}

fn note(
    differences: &mut BTreeMap<(String, String), Difference>,
    place: Place<'_>,
    kind: String,
    instance: &str,
    text: String,
) {
    let key = (kind, place.file.to_owned());
    let known = differences.entry(key).or_default();
    known.count += 1;
    if known.count == 1 || instance.len() < known.instance.len() {
        instance.clone_into(&mut known.instance);
        place.set.clone_into(&mut known.set);
        known.text = text;
    }
}

fn list(title: &str, differences: &BTreeMap<(String, String), Difference>) {
    if differences.is_empty() {
        return;
    }
    println!("\n{title}:");
    for ((_, file), difference) in differences.iter().take(SHOWN) {
        println!(
            "- {file}, {} ({} times)\n    instance: {}\n    {}",
            difference.set, difference.count, difference.instance, difference.text
        );
    }
    if differences.len() > SHOWN {
        println!("- and {} more", differences.len() - SHOWN);
    }
}
