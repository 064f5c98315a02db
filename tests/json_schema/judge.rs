//! What the macro said against what the suite says.

use crate::explicit::explicit;
use crate::generated::{MODES, Mode, Outcome, Verdict};
use crate::oracle::Oracle;
use crate::round_trip::{RoundTrip, round_trip};
use crate::suite::Group;
use serde_json::Value;

/// What the macro knows of the network.
const SCHEMA_OF_SCHEMAS: &str = include_str!("../../codegen/src/document/draft-07.json");

/// One test in one mode.
pub(crate) enum Judgement {
    Agrees,
    /// Only the types that the default mode infers make the difference.
    Inferred,
    /// The schema needs a document from the network, which is a compile error.
    Remote,
    /// What was said instead.
    Disagrees(String),
}

/// A group, with one judgement and perhaps a round trip for each of its tests in each mode.
pub(crate) struct Judged<'a> {
    pub(crate) group: &'a Group,
    judgements: [Vec<Judgement>; 2],
    round_trips: [Vec<Option<RoundTrip>>; 2],
    /// The tests of which the independent validator does not say what the suite says.
    pub(crate) oracle_disagrees: Vec<usize>,
}

impl Judged<'_> {
    pub(crate) fn judgements(&self, mode: Mode) -> &[Judgement] {
        &self.judgements[mode as usize]
    }

    pub(crate) fn round_trips(&self, mode: Mode) -> &[Option<RoundTrip>] {
        &self.round_trips[mode as usize]
    }
}

pub(crate) fn judge<'a>(group: &'a Group, outcomes: &[Outcome; 2]) -> Judged<'a> {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("JSON of the suite");
    let schema = read(&group.schema);
    let is_of_schemas = group
        .schema
        .contains("http://json-schema.org/draft-07/schema");
    let mut schemas = vec![schema.clone()];
    schemas.extend(is_of_schemas.then(|| read(SCHEMA_OF_SCHEMAS)));
    let instances: Vec<Value> = group.cases.iter().map(|case| read(&case.data)).collect();
    let letter = Oracle::new(&schema);
    let inferring = Oracle::new(&explicit(&schema));
    let oracle_disagrees = (0..instances.len())
        .filter(|&case| letter.verdict(&instances[case]) != Some(group.cases[case].valid))
        .collect();
    let judgements = MODES.map(|mode| {
        let one = |case: usize| {
            let (accepted, text) = match said(&outcomes[mode as usize], case) {
                Said::Remote => return Judgement::Remote,
                Said::Nothing(text) => return Judgement::Disagrees(text),
                Said::Accepted => (true, "accepted".to_owned()),
                Said::Rejected(text) => (false, text),
            };
            if accepted == group.cases[case].valid {
                Judgement::Agrees
            } else if mode == Mode::Default
                && inferring.verdict(&instances[case]) == Some(accepted)
                && letter.verdict(&instances[case]) == Some(!accepted)
            {
                Judgement::Inferred
            } else {
                Judgement::Disagrees(text)
            }
        };
        (0..instances.len()).map(one).collect()
    });
    let round_trips = MODES.map(|mode| {
        let one = |(case, instance): (usize, &Value)| match &outcomes[mode as usize] {
            Outcome::Verdicts(verdicts) => match &verdicts[case] {
                Verdict::Accepted(encoded) => Some(round_trip(&schemas, instance, encoded)),
                _ => None,
            },
            Outcome::Refused(_) => None,
        };
        instances.iter().enumerate().map(one).collect()
    });
    Judged {
        group,
        judgements,
        round_trips,
        oracle_disagrees,
    }
}

/// What an outcome says of one instance.
enum Said {
    Accepted,
    Rejected(String),
    Remote,
    /// No verdict, and why there is none.
    Nothing(String),
}

fn said(outcome: &Outcome, case: usize) -> Said {
    match outcome {
        Outcome::Verdicts(verdicts) => match &verdicts[case] {
            Verdict::Accepted(_) => Said::Accepted,
            Verdict::Rejected(text) => Said::Rejected(text.clone()),
            Verdict::Broken(text) => Said::Nothing(text.clone()),
        },
        Outcome::Refused(errors) => {
            let says = |text: &str| errors.iter().any(|error| error.contains(text));
            let text = errors.first().map_or("", |error| without_place(error));
            if says("is on the network") {
                Said::Remote
            } else if errors.iter().all(|error| is_unsatisfiable(error)) {
                Said::Rejected(format!("compile error: {text}"))
            } else {
                Said::Nothing(format!("compile error: {text}"))
            }
        }
    }
}

/// Whether a compile error says that no value can match the schema: every instance is then wrong.
fn is_unsatisfiable(error: &str) -> bool {
    const CONTRADICTIONS: [&str; 10] = [
        " does not satisfy ",
        "no value of `enum` satisfies ",
        " satisfies both ",
        " exclude each other",
        " is required, but ",
        " are required, but ",
        " asks for more items than ",
        " have no value in common",
        " is none of `enum` ",
        "no alternative of ",
    ];
    CONTRADICTIONS.iter().any(|text| error.contains(text))
}

/// The first line of a rendered mistake, without `file:line:column: ` and the folder that a file was
/// looked for in.
fn without_place(error: &str) -> &str {
    let line = error.lines().next().unwrap_or_default();
    let text = line.split_once(": ").map_or(line, |(_, text)| text);
    text.split_once(" (looked at")
        .map_or(text, |(text, _)| text)
}

#[test]
fn contradictions_are_known_by_their_texts() {
    let table = [
        "{type: string, minLength: 2, maxLength: 1}",
        "{const: 1, minimum: 2}",
        "{enum: [1, 2], minimum: 3}",
        "{const: 1, enum: [2, 3]}",
        "{allOf: [{enum: [1]}, {enum: [2]}]}",
        "{allOf: [{type: string}, {type: integer}]}",
        "{type: object, required: [a, b], maxProperties: 1}",
        "{type: object, required: [a], properties: {a: false}}",
        "{type: array, minItems: 1, items: false}",
        "{type: object, required: [a], properties: {a: {type: string}}, oneOf: [{type: array}, {type: string}]}",
    ];
    for schema in table {
        let document = format!(
            "asyncapi: 3.0.0\ninfo: {{title: T, version: 1.0.0}}\nchannels:\n  c:\n    address: /c\n    \
             messages: {{M: {{payload: {schema}}}}}\noperations:\n  o: {{action: receive, channel: {{$ref: '#/channels/c'}}}}\n"
        );
        let document = asyncapi_channels_codegen::Document::Inline(&document);
        let options = Mode::Strict.options();
        let errors =
            asyncapi_channels_codegen::expand(document, std::path::Path::new("."), &options).errors;
        assert!(
            !errors.is_empty() && errors.iter().all(|error| is_unsatisfiable(error)),
            "{schema}: {errors:?}"
        );
    }
}
