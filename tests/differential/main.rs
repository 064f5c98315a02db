//! The macro against another implementation: random instances of every message of the corpus'
//! WebSocket documents, judged by the generated types and by the `jsonschema` crate.
//!
//! Each document's messages get instances that are meant to be valid and instances that provoke a
//! check at one place, all from fixed seeds. Both verdicts must agree, but for the reasons that
//! [`compare::Reason`] lists; and what is accepted must come back as the same JSON.
//!
//! A document of the test's own has every keyword.
//!
//! `ASYNCAPI_CORPUS` names the corpus, see [`tests::manifest`]; `DIFFERENTIAL_INSTANCES` sets how
//! many instances a document gets, and `DIFFERENTIAL_SEED`, a small number, which ones.

mod adapt;
mod apart;
mod compare;
mod flat;
mod generate;
mod messages;
mod oracle;
mod program;
mod random;
mod refused;
mod report;
mod sample;
mod schemas;
mod shrink;
mod smaller;
mod strings;

use asyncapi_channels_codegen::model::{Direction, Payload};
use asyncapi_channels_codegen::{Document, Expansion, Options, expand};
use compare::{Candidate, Instance};
use messages::Reader;
use oracle::Oracle;
use program::{Answer, Place};
use report::Report;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tests::manifest;

/// The document that has every keyword; its messages get as many instances as a document.
const KEYWORDS: &str = "differential/keywords.yaml";

/// A document, and its messages' schemas.
struct Case {
    file: String,
    path: PathBuf,
    expansion: Expansion,
    /// The oracle of each message that could be found in the document.
    schemas: BTreeMap<usize, usize>,
}

/// The messages of one direction of a channel.
struct Set {
    case: usize,
    module: String,
    direction: Direction,
    candidates: Vec<Candidate>,
}

#[test]
fn verdicts_agree_with_another_implementation() {
    let Some(folder) = manifest::folder() else {
        return;
    };
    let mut report = Report::default();
    let mut clock = Instant::now();
    let mut oracles = Vec::new();
    let cases = cases(&folder, &mut oracles, &mut report);
    lap(&mut clock, "schemas");
    let sets = sets(&cases);
    let instances = sample::instances(&cases, &sets, &oracles, &mut report);
    lap(&mut clock, "instances");

    let documents: Vec<(usize, &Path)> = cases
        .iter()
        .enumerate()
        .map(|(index, case)| (index, case.path.as_path()))
        .collect();
    let places: Vec<Place<'_>> = sets.iter().map(place).collect();
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let generated = program::build(parent, "differential", "", &documents, &places)
        .unwrap_or_else(|e| panic!("{e}"));
    lap(&mut clock, "build");
    let answers = program::ask(&generated, &instances).unwrap_or_else(|e| panic!("{e}"));
    lap(&mut clock, "macro's verdicts");

    let judge = |index: usize, text: &str, answer: &Answer| {
        compare::judge(
            &sets[index].candidates,
            &oracles,
            &Instance::new(text),
            answer,
        )
    };
    for ((index, text), answer) in instances.iter().zip(&answers) {
        report.add(
            sets[*index].case,
            *index,
            text,
            &judge(*index, text, answer),
        );
    }
    lap(&mut clock, "comparison");
    for finding in report.findings.values_mut() {
        shrink::shrink(
            finding,
            |instances| program::ask(&generated, instances),
            judge,
        );
    }
    report.print(|index| format!("{}, {}", cases[sets[index].case].file, label(&sets[index])));
    assert!(
        report.findings.is_empty(),
        "verdicts differ or JSON changes, see above"
    );
}

fn lap(clock: &mut Instant, what: &str) {
    println!("{what}: {:.1} s", clock.elapsed().as_secs_f64());
    *clock = Instant::now();
}

/// The WebSocket documents that expand, with their messages' schemas.
fn cases(folder: &Path, oracles: &mut Vec<Oracle>, report: &mut Report) -> Vec<Case> {
    let entries = manifest::entries(folder).expect("manifest.tsv");
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(KEYWORDS);
    let documents = entries
        .into_iter()
        .filter(|entry| entry.set == "ws")
        .map(|entry| (folder.join(&entry.file), entry.file))
        .chain([(own, KEYWORDS.to_owned())]);
    let mut cases = Vec::new();
    for (path, file) in documents {
        let base = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let expansion = expand(Document::File(&path), &base, &Options::default());
        if !expansion.errors.is_empty() {
            continue;
        }
        let Some(mut reader) = Reader::open(&path) else {
            continue;
        };
        report.documents += 1;
        let messages = reader.messages(&expansion.api);
        let mut schemas = BTreeMap::new();
        let used: HashSet<usize> = expansion
            .api
            .channels
            .iter()
            .flat_map(|channel| [&channel.to_server, &channel.to_client])
            .flat_map(|set| set.variants.iter().map(|variant| variant.message))
            .collect();
        for (index, message) in expansion.api.messages.iter().enumerate() {
            // A message that no operation sends is of no set.
            if !used.contains(&index) {
                continue;
            }
            match message.payload {
                Payload::Json(_) => report.messages += 1,
                Payload::Text(_) => report.texts += 1,
                Payload::Binary => {
                    report.binaries += 1;
                    continue;
                }
                // Only an envelope has such.
                Payload::Nothing => continue,
            }
            let Some(node) = messages.get(&index) else {
                report.unmapped(&file, &message.key);
                continue;
            };
            let payload = reader.payload(node);
            let adapted = adapt::adapt(&mut reader, payload.as_ref());
            report.inferred += adapted.inferred;
            match Oracle::new(adapted) {
                Ok(oracle) => {
                    schemas.insert(index, oracles.len());
                    oracles.push(oracle);
                }
                Err(error) => report.unmapped(&file, &format!("{}: {error}", message.key)),
            }
        }
        cases.push(Case {
            file,
            path,
            expansion,
            schemas,
        });
    }
    cases
}

/// The message sets whose every message has a schema.
fn sets(cases: &[Case]) -> Vec<Set> {
    let mut sets = Vec::new();
    for (case_index, case) in cases.iter().enumerate() {
        let api = &case.expansion.api;
        for channel in &api.channels {
            for direction in [Direction::ToServer, Direction::ToClient] {
                let variants = &channel.messages(direction).variants;
                let candidates: Option<Vec<Candidate>> = variants
                    .iter()
                    .map(|variant| (variant.message, &api.messages[variant.message]))
                    .filter(|(_, message)| message.payload != Payload::Binary)
                    .map(|(index, message)| {
                        Some(Candidate {
                            name: message.name.clone(),
                            is_text: matches!(message.payload, Payload::Text(_)),
                            schema: *case.schemas.get(&index)?,
                        })
                    })
                    .collect();
                let Some(candidates) = candidates.filter(|candidates| !candidates.is_empty())
                else {
                    continue;
                };
                sets.push(Set {
                    case: case_index,
                    module: channel.module.clone(),
                    direction,
                    candidates,
                });
            }
        }
    }
    sets
}

fn place(set: &Set) -> Place<'_> {
    Place {
        document: set.case,
        module: &set.module,
        message: match set.direction {
            Direction::ToServer => "ClientMessage",
            Direction::ToClient => "ServerMessage",
        },
    }
}

fn label(set: &Set) -> String {
    format!("{}::{}", set.module, place(set).message)
}
