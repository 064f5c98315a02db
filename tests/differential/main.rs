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
//! many instances a document gets.

mod adapt;
mod apart;
mod compare;
mod flat;
mod generate;
mod messages;
mod oracle;
mod program;
mod report;
mod strings;

use asyncapi_channels_codegen::model::{Direction, Payload};
use asyncapi_channels_codegen::{Document, Expansion, Options, expand};
use compare::{Candidate, Kind, Outcome};
use generate::{Fill, Generator};
use messages::Reader;
use oracle::Oracle;
use program::{Answer, Place};
use report::Report;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tests::manifest;

/// The document that has every keyword; its messages get as many instances as a document.
const KEYWORDS: &str = "differential/keywords.yaml";

/// Longer instances are left out.
const LONGEST: usize = 40_000;

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
    let instances = instances(&cases, &sets, &oracles, &mut report);
    lap(&mut clock, "instances");

    let documents: Vec<(usize, &Path)> = cases
        .iter()
        .enumerate()
        .map(|(index, case)| (index, case.path.as_path()))
        .collect();
    let places: Vec<Place<'_>> = sets.iter().map(place).collect();
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let generated = program::build(parent, &documents, &places).unwrap_or_else(|e| panic!("{e}"));
    lap(&mut clock, "build");
    let answers = program::ask(&generated, &instances).unwrap_or_else(|e| panic!("{e}"));
    lap(&mut clock, "macro's verdicts");

    for ((index, text), answer) in instances.iter().zip(&answers) {
        let set = &sets[*index];
        let value: Value = serde_json::from_str(text).unwrap_or_default();
        let label = label(set);
        let place = report::Place {
            file: &cases[set.case].file,
            set: &label,
        };
        let outcome = compare::verdicts(&set.candidates, &oracles, &value, answer);
        let agreed = matches!(outcome, Outcome::Agreed { valid: true });
        report.verdict(place, text, outcome);
        match answer {
            Answer::Decoded(name, back) if agreed => {
                let journey =
                    compare::journey(&accepting(set, name, &oracles, &value), &value, back);
                report.journey(place, text, back, journey);
            }
            Answer::Refused(_) => report.refused_for(keyword(set, &oracles, &value)),
            _ => {}
        }
    }
    lap(&mut clock, "comparison");
    report.print();
    assert!(report.is_clean(), "see the lists above");
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
            if !matches!(message.payload, Payload::Json(_)) {
                report.other_messages += 1;
                continue;
            }
            report.messages += 1;
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
                let candidates: Option<Vec<Candidate>> = channel
                    .messages(direction)
                    .variants
                    .iter()
                    .map(|variant| {
                        let message = &api.messages[variant.message];
                        let kind = match message.payload {
                            Payload::Json(_) => Kind::Json(*case.schemas.get(&variant.message)?),
                            Payload::Text(_) => Kind::Text,
                            Payload::Binary => Kind::Binary,
                        };
                        Some(Candidate {
                            name: message.name.clone(),
                            kind,
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

/// The schemas of the message that was decoded: names need not be unique.
fn accepting<'o>(set: &Set, name: &str, oracles: &'o [Oracle], value: &Value) -> Vec<&'o Oracle> {
    set.candidates
        .iter()
        .filter(|candidate| candidate.name == name)
        .filter_map(|candidate| match candidate.kind {
            Kind::Json(index) => oracles.get(index).filter(|oracle| oracle.accepts(value)),
            _ => None,
        })
        .collect()
}

/// The keyword that refuses an instance, where the set has one message.
fn keyword(set: &Set, oracles: &[Oracle], value: &Value) -> Option<String> {
    match set.candidates.as_slice() {
        [
            Candidate {
                kind: Kind::Json(index),
                ..
            },
        ] => oracles[*index]
            .refusal(value)
            .map(|refusal| refusal.keyword),
        _ => None,
    }
}

/// Instances for every set: the set's index and JSON.
fn instances(
    cases: &[Case],
    sets: &[Set],
    oracles: &[Oracle],
    report: &mut Report,
) -> Vec<(usize, String)> {
    let per_document = std::env::var("DIFFERENTIAL_INSTANCES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2000);
    let mut places = vec![0_usize; cases.len()];
    for set in sets {
        places[set.case] += set.candidates.len();
    }
    let mut all = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let wanted = match cases[set.case].file.as_str() {
            KEYWORDS => per_document,
            _ => (per_document / places[set.case]).max(16),
        };
        let mut known = HashSet::new();
        for (number, candidate) in set.candidates.iter().enumerate() {
            let Kind::Json(schema) = candidate.kind else {
                continue;
            };
            let seed = (index as u64) << 32 | (number as u64) << 20;
            let made = of_schema(&oracles[schema], wanted, seed, &mut known);
            report.reached(schema, made.iter().any(|(_, valid)| *valid));
            all.extend(made.into_iter().map(|(text, _)| (index, text)));
        }
    }
    all
}

/// About as many different instances as are wanted, and whether the schema accepts each.
fn of_schema(
    oracle: &Oracle,
    wanted: usize,
    seed: u64,
    known: &mut HashSet<String>,
) -> Vec<(String, bool)> {
    let mut made = Vec::new();
    let mut keep = |made: &mut Vec<_>, value: &Value| {
        let text = written(value, known.len().is_multiple_of(2));
        if text.len() <= LONGEST && known.insert(text.clone()) {
            made.push((text, oracle.accepts(value)));
        }
    };
    for round in 0..wanted as u64 {
        if made.len() >= wanted {
            break;
        }
        let fill = match round % 4 {
            0 => Fill::All,
            1 => Fill::Required,
            _ => Fill::Some,
        };
        let seed = seed + round;
        let (value, places) = Generator::fitting(&oracle.schema, fill, seed);
        keep(&mut made, &value);
        let mut rng = fastrand::Rng::with_seed(seed);
        for _ in 0..3 {
            let place = rng.usize(0..places.max(1));
            keep(
                &mut made,
                &Generator::provoking(&oracle.schema, fill, seed, place),
            );
        }
    }
    made
}

/// Whole numbers beyond 64 bits, as they are usually written and with all their digits.
const DIGITS: [(&str, &str); 2] = [
    ("1.8446744073709552e19", "18446744073709551616"),
    ("-9.223372036854778e18", "-9223372036854777856"),
];

fn written(value: &Value, all_digits: bool) -> String {
    let mut text = value.to_string();
    if all_digits {
        for (short, long) in DIGITS {
            text = text.replace(short, long);
        }
    }
    text
}
