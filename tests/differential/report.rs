//! What the run came to.

use crate::compare::{Difference, Journey, Outcome, Reason};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The messages of whose schemas no instance was valid, by schema.
    unreached: BTreeMap<usize, String>,
    reached: BTreeSet<usize>,
    valid: usize,
    invalid: usize,
    keywords: BTreeMap<String, usize>,
    explained: BTreeMap<Reason, usize>,
    /// Verdicts that differ.
    differing: usize,
    same: usize,
    added: usize,
    rounded: usize,
    /// Accepted JSON that came back as another.
    changed: usize,
    /// By kind and document.
    pub(crate) findings: BTreeMap<(String, usize), Finding>,
}

/// Differences of one kind in one document: how many, and the shortest instance.
pub(crate) struct Finding {
    count: usize,
    /// The index of the message set.
    pub(crate) set: usize,
    pub(crate) instance: String,
    pub(crate) difference: Difference,
}

impl Report {
    pub(crate) fn unmapped(&mut self, file: &str, what: &str) {
        self.unmapped.push(format!("{file}: {what}"));
    }

    /// Whether a valid instance of a message's schema was made.
    pub(crate) fn reached(&mut self, schema: usize, message: &str, valid: bool) {
        if valid {
            self.reached.insert(schema);
            self.unreached.remove(&schema);
        } else if !self.reached.contains(&schema) {
            self.unreached.insert(schema, message.to_owned());
        }
    }

    /// Counts an instance of a set of a document.
    pub(crate) fn add(&mut self, document: usize, set: usize, instance: &str, outcome: &Outcome) {
        match outcome {
            Outcome::Accepted(journey) => {
                self.valid += 1;
                match journey {
                    Journey::Same => self.same += 1,
                    Journey::Added => self.added += 1,
                    Journey::Rounded => self.rounded += 1,
                    Journey::Changed(_) => self.changed += 1,
                }
            }
            Outcome::Refused(keyword) => {
                self.invalid += 1;
                if let Some(keyword) = keyword {
                    *self.keywords.entry(keyword.clone()).or_default() += 1;
                }
            }
            Outcome::Explained(reason) => *self.explained.entry(*reason).or_default() += 1,
            Outcome::Differs(_) => self.differing += 1,
        }
        let Some(difference) = outcome.difference() else {
            return;
        };
        let found = Finding {
            count: 1,
            set,
            instance: instance.to_owned(),
            difference: difference.clone(),
        };
        let key = (difference.kind.clone(), document);
        match self.findings.get_mut(&key) {
            Some(known) if known.instance.len() <= instance.len() => known.count += 1,
            Some(known) => {
                *known = Finding {
                    count: known.count + 1,
                    ..found
                };
            }
            None => {
                self.findings.insert(key, found);
            }
        }
    }

    /// Prints the findings, each with the name of its set, and the totals.
    pub(crate) fn print(&self, name: impl Fn(usize) -> String) {
        for finding in self.findings.values() {
            println!(
                "- {} ({} times)\n    instance: {}\n    {}",
                name(finding.set),
                finding.count,
                finding.instance,
                finding.difference.text
            );
        }
        if !self.unmapped.is_empty() {
            println!("\nmessages whose schema was not found:");
            for message in &self.unmapped {
                println!("- {message}");
            }
        }
        if !self.unreached.is_empty() {
            println!(
                "\nmessages without a valid instance: {:?}",
                self.unreached.values()
            );
        }
        let explained: usize = self.explained.values().sum();
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
            self.valid + self.invalid + explained + self.differing
        );
        println!("agreed: {} valid, {} invalid", self.valid, self.invalid);
        println!("refused for, in sets of one message: {:?}", self.keywords);
        for (reason, count) in &self.explained {
            println!("explained: {count} by {}", reason.text());
        }
        println!("differing: {}", self.differing);
        println!(
            "round trips: {} same, {} with defaults or constants added, {} rounded to f64, {} changed",
            self.same, self.added, self.rounded, self.changed
        );
    }
}
