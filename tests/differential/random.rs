//! Schemas that nobody wrote, taken to the letter (`schemas = strict`), and instances of the same
//! few names and values. Here no reason explains a difference; what is written must be valid too;
//! and a schema that the macro refuses must have a part with no valid instance, where it says so.
//!
//! `RANDOM_SCHEMAS` sets how many schemas there are, `RANDOM_SEED` the number of the first, and
//! `RANDOM_SHRINK` how often schemas that show a difference are made smaller.

use crate::adapt::Adapted;
use crate::compare::{self, Candidate, Difference, Instance, Outcome};
use crate::generate::{Fill, Generator};
use crate::oracle::Oracle;
use crate::program::{self, Answer, Place};
use crate::{refused, sample, schemas, smaller};
use asyncapi_channels_codegen::model::Payload;
use asyncapi_channels_codegen::{Document, Options, expand};
use fastrand::Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use tests::generated_crate::GeneratedCrate;

/// How many instances each schema gets.
const INSTANCES: usize = 150;

/// How many schemas are tried for one that the macro does not refuse.
const ATTEMPTS: u64 = 8;

/// How many smaller schemas are tried at once for each.
const CANDIDATES: usize = 60;

/// A schema, and what the macro makes of it.
struct Case {
    seed: u64,
    schema: Value,
    path: PathBuf,
    oracle: Vec<Oracle>,
    /// The message, unless the macro refuses the schema.
    candidate: Option<Candidate>,
    /// Why the macro refuses it.
    errors: Vec<String>,
}

/// A difference, with the shortest instance.
#[derive(Clone)]
struct Finding {
    seed: u64,
    schema: Value,
    instance: String,
    difference: Difference,
}

#[derive(Default)]
struct Totals {
    refused_schemas: usize,
    valid: usize,
    invalid: usize,
}

#[test]
fn random_schemas_mean_what_they_say() {
    let first = sample::setting("RANDOM_SEED").unwrap_or(0) as u64;
    let count = sample::setting("RANDOM_SCHEMAS").unwrap_or(150) as u64;
    let rounds = sample::setting("RANDOM_SHRINK").unwrap_or(0);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("random-documents");
    std::fs::create_dir_all(&folder).expect("a folder");

    let mut totals = Totals::default();
    let mut wrongly_refused = Vec::new();
    let cases: Vec<Case> = (first..first + count)
        .filter_map(|seed| {
            acceptable(
                &folder,
                seed,
                seed - first,
                &mut totals,
                &mut wrongly_refused,
            )
        })
        .collect();
    let mut findings =
        examine(&cases, &mut totals, &BTreeMap::new()).unwrap_or_else(|e| panic!("{e}"));
    for _ in 0..rounds {
        if !shrink(&folder, &mut findings) {
            break;
        }
    }
    findings.append(&mut wrongly_refused);
    for finding in &findings {
        println!(
            "- seed {}\n    schema: {}\n    instance: {}\n    {}",
            finding.seed, finding.schema, finding.instance, finding.difference.text
        );
    }
    println!(
        "\nschemas: {}, of which the macro refuses {}\nagreed: {} valid, {} invalid\nschemas with differences: {}",
        cases.len(),
        totals.refused_schemas,
        totals.valid,
        totals.invalid,
        findings.len()
    );
    assert!(
        findings.is_empty(),
        "verdicts differ or JSON changes, see above"
    );
}

/// The case of a seed. Where the macro refuses its schema, another takes its place, a few times.
fn acceptable(
    folder: &Path,
    seed: u64,
    number: u64,
    totals: &mut Totals,
    wrongly_refused: &mut Vec<Finding>,
) -> Option<Case> {
    for attempt in 0..ATTEMPTS {
        let seed = seed + (attempt << 32);
        let found = case(folder, seed, number, schemas::random(seed))?;
        if found.candidate.is_some() {
            return Some(found);
        }
        totals.refused_schemas += 1;
        for error in &found.errors {
            if let Some(value) = refused::allowed(&found.schema, error, seed) {
                wrongly_refused.push(Finding {
                    seed,
                    schema: found.schema.clone(),
                    instance: value.to_string(),
                    difference: Difference {
                        kind: "refused schema".to_owned(),
                        text: format!("the macro refuses a part that allows this: {error}"),
                    },
                });
            }
        }
    }
    None
}

/// Writes the document of a schema and expands it. `None` where it is no schema of draft 7.
fn case(folder: &Path, seed: u64, number: u64, schema: Value) -> Option<Case> {
    if schemas::is_endless(&schema) {
        return None;
    }
    let oracle = Oracle::new(Adapted {
        fitting: schema.clone(),
        schema: schema.clone(),
        inferred: 0,
    })
    .ok()?;
    let path = folder.join(format!("{number}.json"));
    let document = document(&schema).to_string();
    if std::fs::read_to_string(&path).is_ok_and(|known| known != document) || !path.exists() {
        std::fs::write(&path, document).expect("a document");
    }
    let options = Options {
        strict_schemas: true,
        ..Options::default()
    };
    let expansion = expand(Document::File(&path), folder, &options);
    let message = expansion.api.messages.first();
    let candidate = message
        .filter(|_| expansion.errors.is_empty())
        .map(|message| Candidate {
            name: message.name.clone(),
            is_text: matches!(message.payload, Payload::Text(_)),
            schema: 0,
        });
    Some(Case {
        seed,
        schema,
        path,
        oracle: vec![oracle],
        candidate,
        errors: expansion.errors,
    })
}

/// The document with one message of this schema.
fn document(schema: &Value) -> Value {
    let mut payload = schema.clone();
    let mut components = serde_json::Map::new();
    if let Some(Value::Object(definitions)) = payload
        .as_object_mut()
        .and_then(|keywords| keywords.remove("definitions"))
    {
        for (key, definition) in definitions {
            components.insert(format!("D{key}"), definition);
        }
    }
    let document = json!({
        "asyncapi": "3.0.0",
        "info": {"title": "Random", "version": "1"},
        "channels": {"c": {"address": "/c", "messages": {"m": {
            "contentType": "application/json", "payload": payload,
        }}}},
        "components": {"schemas": components},
    });
    let text = document.to_string();
    let text = text.replace("#/definitions/", "#/components/schemas/D");
    serde_json::from_str(&text).expect("JSON")
}

/// Builds all cases and asks them; one finding for each case at most. `hints` are further
/// instances, by the seed of their case.
fn examine(
    cases: &[Case],
    totals: &mut Totals,
    hints: &BTreeMap<u64, String>,
) -> Result<Vec<Finding>, String> {
    let built: Vec<&Case> = cases
        .iter()
        .filter(|case| case.candidate.is_some())
        .collect();
    let program = build(&built)?;
    let mut findings = Vec::new();
    let mut questions = Vec::new();
    let mut place = 0;
    for case in cases {
        let own = instances(case, hints);
        if case.candidate.is_some() {
            questions.extend(own.into_iter().map(|text| (place, text)));
            place += 1;
            continue;
        }
    }
    let answers = program::ask(&program, &questions)?;
    let mut shortest: BTreeMap<usize, Finding> = BTreeMap::new();
    for ((place, text), answer) in questions.iter().zip(&answers) {
        let case = built[*place];
        match judge(case, text, answer) {
            Ok(true) => totals.valid += 1,
            Ok(false) => totals.invalid += 1,
            Err(difference) => {
                let known = shortest.get(place);
                if known.is_none_or(|known| known.instance.len() > text.len()) {
                    let finding = Finding {
                        seed: case.seed,
                        schema: case.schema.clone(),
                        instance: text.clone(),
                        difference,
                    };
                    shortest.insert(*place, finding);
                }
            }
        }
    }
    findings.extend(shortest.into_values());
    Ok(findings)
}

fn build(cases: &[&Case]) -> Result<GeneratedCrate, String> {
    let documents: Vec<(usize, &Path)> = cases
        .iter()
        .enumerate()
        .map(|(index, case)| (index, case.path.as_path()))
        .collect();
    let places: Vec<Place<'_>> = (0..cases.len())
        .map(|document| Place {
            document,
            module: "c",
            message: "ClientMessage",
        })
        .collect();
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    program::build(parent, "random", "schemas = strict", &documents, &places)
}

/// Whether the instance is valid, if both agree.
fn judge(case: &Case, text: &str, answer: &Answer) -> Result<bool, Difference> {
    let candidates = case.candidate.as_slice();
    let outcome = compare::judge(candidates, &case.oracle, &Instance::new(text), answer);
    if let Some(difference) = outcome.difference() {
        return Err(difference.clone());
    }
    let unlike = |kind: &str, text: String| {
        Err(Difference {
            kind: kind.to_owned(),
            text,
        })
    };
    match (outcome, answer) {
        (Outcome::Explained(reason), _) => {
            unlike("explained", format!("{}: {answer:?}", reason.text()))
        }
        (Outcome::Accepted(_), Answer::Decoded(_, back)) => match serde_json::from_str(back) {
            Ok(value) if case.oracle[0].accepts(&value) => Ok(true),
            _ => unlike(
                "written",
                format!("valid, but what is written is not: {back}"),
            ),
        },
        _ => Ok(false),
    }
}

/// Instances of a schema: of the alphabet, and such as the schema suggests.
fn instances(case: &Case, hints: &BTreeMap<u64, String>) -> Vec<String> {
    let mut rng = Rng::with_seed(case.seed);
    let mut known = HashSet::new();
    let mut made: Vec<String> = hints.get(&case.seed).cloned().into_iter().collect();
    for round in 0..INSTANCES as u64 {
        let fill = [Fill::All, Fill::Required, Fill::Some][rng.usize(0..3)];
        let seed = case.seed << 20 | round;
        let value = match rng.u8(0..4) {
            0 => schemas::value(&mut rng, 3),
            1 | 2 => {
                let (value, _) = Generator::fitting(&case.schema, fill, seed);
                schemas::changed(&value, &mut rng)
            }
            _ => {
                let (_, places) = Generator::fitting(&case.schema, fill, seed);
                let place = rng.usize(0..places.max(1));
                Generator::provoking(&case.schema, fill, seed, place)
            }
        };
        let text = value.to_string();
        if text.len() < 2000 && is_plain(&value) && known.insert(text.clone()) {
            made.push(text);
        }
    }
    made
}

/// Whether all numbers are such as every Rust type of a number holds.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() < 1e9),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(object) => object.values().all(is_plain),
        _ => true,
    }
}

/// Tries all smaller schemas of all findings at once; whether one shows a difference still.
fn shrink(folder: &Path, findings: &mut [Finding]) -> bool {
    let mut cases = Vec::new();
    let mut owners = Vec::new();
    for (owner, finding) in findings.iter().enumerate() {
        for schema in smaller::smaller(&finding.schema)
            .into_iter()
            .take(CANDIDATES)
        {
            let number = cases.len() as u64;
            if let Some(case) = case(folder, finding.seed, number, schema) {
                cases.push(case);
                owners.push(owner);
            }
        }
    }
    let hints = findings
        .iter()
        .map(|finding| (finding.seed, finding.instance.clone()))
        .collect();
    let found = match examine(&cases, &mut Totals::default(), &hints) {
        Ok(found) => found,
        Err(error) => {
            println!("{error}");
            return false;
        }
    };
    let mut any = false;
    for finding in findings.iter_mut() {
        let size = |finding: &Finding| finding.schema.to_string().len();
        let best = found
            .iter()
            .filter(|other| {
                other.seed == finding.seed && other.difference.kind == finding.difference.kind
            })
            .min_by_key(|other| size(other));
        if let Some(best) = best.filter(|best| size(best) < size(finding)) {
            *finding = best.clone();
            any = true;
        }
    }
    any
}
