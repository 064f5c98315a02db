//! The instances that are asked: fixed seeds, and for every message some that fit and some that
//! provoke.

use crate::generate::{Fill, Generator};
use crate::oracle::Oracle;
use crate::report::Report;
use crate::{Case, KEYWORDS, Set};
use serde_json::Value;
use std::collections::HashSet;

/// How many instances each message gets at least.
const FEWEST: usize = 16;

/// Longer instances are left out.
const LONGEST: usize = 40_000;

/// Instances for every set: the set's index and text.
pub(crate) fn instances(
    cases: &[Case],
    sets: &[Set],
    oracles: &[Oracle],
    report: &mut Report,
) -> Vec<(usize, String)> {
    let per_document = setting("DIFFERENTIAL_INSTANCES").unwrap_or(2000);
    let first_seed = setting("DIFFERENTIAL_SEED").unwrap_or(0) as u64;
    let mut places = vec![0_usize; cases.len()];
    for set in sets {
        places[set.case] += set.candidates.len();
    }
    let mut all = Vec::new();
    for (index, set) in sets.iter().enumerate() {
        let wanted = match cases[set.case].file.as_str() {
            KEYWORDS => per_document,
            _ => (per_document / places[set.case]).max(FEWEST),
        };
        let mut known = HashSet::new();
        for (number, candidate) in set.candidates.iter().enumerate() {
            let oracle = &oracles[candidate.schema];
            let seed = first_seed << 52 ^ (index as u64) << 36 ^ (number as u64) << 20;
            let made = of_schema(oracle, wanted, seed, candidate.is_text, &mut known);
            report.reached(
                candidate.schema,
                &candidate.name,
                made.iter().any(|(_, valid)| *valid),
            );
            all.extend(made.into_iter().map(|(text, _)| (index, text)));
        }
    }
    all
}

/// A number from the environment.
pub(crate) fn setting(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

/// About as many different instances as are wanted, and whether the schema accepts each.
fn of_schema(
    oracle: &Oracle,
    wanted: usize,
    seed: u64,
    is_text: bool,
    known: &mut HashSet<String>,
) -> Vec<(String, bool)> {
    let mut made = Vec::new();
    let mut keep = |made: &mut Vec<_>, value: &Value| {
        let text = match value {
            Value::String(text) if is_text => text.replace(['\n', '\r'], " "),
            _ => written(value, known.len().is_multiple_of(2)),
        };
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
    ("1.8446744073709552e+19", "18446744073709551616"),
    ("-9.223372036854778e+18", "-9223372036854777856"),
];
/// The least integer as a float, and as what it is: read to the last digit, the float's text is a
/// smaller number.
const LEAST: (&str, &str) = ("-9.223372036854776e+18", "-9223372036854775808");

fn written(value: &Value, all_digits: bool) -> String {
    let mut text = value.to_string().replace(LEAST.0, LEAST.1);
    if all_digits {
        for (short, long) in DIGITS {
            text = text.replace(short, long);
        }
    }
    text
}
