//! What the tests of this module share: a schema in its own document, and what is said of it.

use super::evaluate::Verdict;
use super::{JsonType, Limit, Rule, RuleBook, RuleSet, RuleSetId};
use crate::diagnostics::{Diagnostics, Severity};
use crate::document::{Documents, Node};
use crate::session::Session;
use crate::source::Sources;
use std::path::Path;

/// A schema and the session that it is read in.
pub(super) struct Given {
    pub(super) session: Session,
    pub(super) schema: Node,
}

impl Given {
    pub(super) fn new(schema: &str) -> Self {
        let mut session = session();
        let schema = node(&mut session, schema);
        Self { session, schema }
    }

    /// A whole document.
    pub(super) fn file(path: &Path) -> Self {
        let mut session = session();
        let schema = session
            .documents
            .load_root(&mut session.sources, path, &mut session.diagnostics)
            .unwrap();
        Self { session, schema }
    }

    pub(super) fn node(&mut self, text: &str) -> Node {
        node(&mut self.session, text)
    }

    pub(super) fn read(&mut self, book: &mut RuleBook) -> RuleSetId {
        book.read(&mut self.session, &self.schema)
    }

    /// Everything that was said: a line each, errors with `!` before them, with the text of the
    /// place.
    pub(super) fn said(&self) -> Vec<String> {
        let lines = self.session.diagnostics.iter().map(|diagnostic| {
            let mark = match diagnostic.severity {
                Severity::Error => "!",
                Severity::Warning => "",
            };
            let expected = diagnostic.expected.iter();
            let expected: String = expected.map(|text| format!("; expected {text}")).collect();
            let place = self.session.sources.slice(diagnostic.span).trim();
            format!("{mark}{} at {place}{expected}", diagnostic.message)
        });
        lines.collect()
    }
}

fn session() -> Session {
    Session {
        sources: Sources::new("/nowhere".into()),
        documents: Documents::new(),
        diagnostics: Diagnostics::new(),
    }
}

fn node(session: &mut Session, text: &str) -> Node {
    let file = session.sources.inline("inline", text);
    session
        .documents
        .load(file, &session.sources, &mut session.diagnostics)
        .unwrap_or_else(|| panic!("cannot be parsed: {text:?}: {:?}", session.diagnostics))
}

/// What is said of a schema when it is read and held against itself.
#[track_caller]
pub(super) fn said(schema: &str, expected: &[&str]) {
    said_by(RuleBook::default(), schema, expected);
}

/// The same, where schemas are taken to the letter.
#[track_caller]
pub(super) fn said_strictly(schema: &str, expected: &[&str]) {
    said_by(RuleBook::new(true), schema, expected);
}

#[track_caller]
fn said_by(mut book: RuleBook, schema: &str, expected: &[&str]) {
    let mut given = Given::new(schema);
    given.read(&mut book);
    // A second reading says nothing new.
    given.read(&mut book);
    RuleBook::default().read(&mut given.session, &given.schema);
    book.check_satisfiable(&mut given.session);
    book.check_quotes(&mut given.session);
    book.check_annotations(&mut given.session);
    assert_eq!(given.said(), expected, "of {schema}");
}

/// The rules of a schema, of which nothing is said.
#[track_caller]
fn rules(schema: &str) -> Vec<Rule> {
    let mut given = Given::new(schema);
    let mut book = RuleBook::default();
    let id = given.read(&mut book);
    assert_eq!(given.said(), [""; 0], "of {schema}");
    book.get(id).rules.clone()
}

#[track_caller]
fn verdict(schema: &str, value: &str) -> Verdict {
    let mut given = Given::new(schema);
    let mut book = RuleBook::default();
    let id = given.read(&mut book);
    let value = given.node(value);
    book.check(id, &value)
}

#[test]
fn numbers_are_kept_exactly() {
    let cases = [
        ("5", Limit::Int(5)),
        ("5.0", Limit::Int(5)),
        ("5e0", Limit::Int(5)),
        (
            "-9223372036854775809",
            Limit::Int(-9_223_372_036_854_775_809),
        ),
        ("0.1", Limit::Float(0.1)),
        ("1e400", Limit::Float(f64::MAX)),
    ];
    for (text, limit) in cases {
        let schema = format!("minimum: {text}");
        assert_eq!(rules(&schema), [Rule::Minimum(limit)], "{text}");
    }
    assert_eq!(rules("maxLength: 3.0"), [Rule::MaxLength(3)]);
    assert_eq!(rules("maxLength: 1e30"), [Rule::MaxLength(u64::MAX)]);
    assert_eq!(rules("minItems: -0"), [Rule::MinItems(0)]);
}

#[test]
fn keywords_that_need_their_neighbours() {
    let id = RuleSetId;
    assert_eq!(rules("{then: {}, else: {}}"), []);
    assert_eq!(rules("if: {}"), []);
    assert_eq!(
        rules("{if: {}, else: {}}"),
        [Rule::If {
            condition: id(1),
            then: None,
            otherwise: Some(id(2))
        }]
    );
    assert_eq!(rules("additionalItems: false"), []);
    assert_eq!(rules("{items: {}, additionalItems: false}").len(), 1);
    let tuple = [
        Rule::Tuple(vec![id(1), id(2)]),
        Rule::AdditionalItems {
            from: 2,
            rules: id(3),
        },
    ];
    assert_eq!(
        rules("{items: [{}, {}], additionalItems: false}"),
        tuple.clone()
    );
    assert_eq!(rules("{prefixItems: [{}, {}], items: {}}"), tuple);
    assert_eq!(
        rules("{patternProperties: {'^x': {}}, properties: {a: {}}, additionalProperties: {}}"),
        [
            Rule::PatternProperties(vec![("^x".to_owned(), id(1))]),
            Rule::Properties(vec![("a".to_owned(), id(2))]),
            Rule::AdditionalProperties {
                known: vec!["a".to_owned()],
                patterns: vec!["^x".to_owned()],
                rules: id(3)
            }
        ]
    );
    assert_eq!(rules("additionalProperties: true"), []);
    assert_eq!(
        rules("properties: {a: {required: true}}"),
        [
            Rule::Required(vec!["a".to_owned()]),
            Rule::Properties(vec![("a".to_owned(), id(1))])
        ]
    );
    assert_eq!(
        rules("{contentEncoding: base64, contentMediaType: application/json}"),
        [Rule::Content {
            base64: true,
            json: true
        }]
    );
    assert_eq!(
        rules("{contentEncoding: gzip, contentMediaType: application/json}"),
        []
    );
    assert_eq!(
        rules("dependencies: {a: [b], c: {}}"),
        [
            Rule::DependentRequired(vec![("a".to_owned(), vec!["b".to_owned()])]),
            Rule::DependentSchemas(vec![("c".to_owned(), id(1))])
        ]
    );
    assert_eq!(rules("{format: pronto, description: x, minLength: }"), []);
    assert_eq!(
        rules("{minimum: 1, type: integer}"),
        [
            Rule::Types(vec![JsonType::Integer]),
            Rule::Minimum(Limit::Int(1))
        ]
    );
}

#[test]
fn mistakes_are_reported_once() {
    let whole = "a whole number that is not negative";
    said(
        "minLength: '3'",
        &[&format!(
            "!`minLength` cannot be a string at '3'; expected {whole}"
        )],
    );
    said(
        "{minItems: -1, maxItems: 2.5}",
        &[
            &format!("!`minItems` cannot be -1 at -1; expected {whole}"),
            &format!("!`maxItems` cannot be 2.5 at 2.5; expected {whole}"),
        ],
    );
    said(
        "{minimum: true, multipleOf: 0}",
        &[
            "!`minimum` cannot be a boolean at true; expected a number",
            "!`multipleOf` cannot be 0 at 0; expected a number greater than zero",
        ],
    );
    said(
        "{uniqueItems: 1, not: 5, required: {}}",
        &[
            "!`uniqueItems` cannot be an integer at 1; expected `true` or `false`",
            "!`required` cannot be an object at {}; expected a list of property names",
            "!a schema cannot be an integer at 5; expected an object, `true` or `false`",
        ],
    );
    said(
        "{properties: [], type: strin}",
        &[
            "!`properties` cannot be an array at []; expected an object",
            "!unknown type `strin` at strin; expected one of: object, array, string, integer, number, boolean, null",
        ],
    );
    said(
        "{pattern: 'a(b', patternProperties: {'[z-a]': {}}}",
        &[
            "!`a(b` is no regular expression: a `(` that nothing closes at character 2 at 'a(b'; expected a regular expression of ECMA-262",
            "!`[z-a]` is no regular expression: the range `z-a` is out of order at character 2 at '[z-a]'; expected a regular expression of ECMA-262",
        ],
    );
}

#[test]
fn draft_4_bounds_are_understood() {
    let mut given =
        Given::new("{minimum: 3, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false}");
    let mut book = RuleBook::default();
    let id = given.read(&mut book);
    assert_eq!(
        book.get(id).rules,
        [
            Rule::ExclusiveMinimum(Limit::Int(3)),
            Rule::Maximum(Limit::Int(5))
        ]
    );
    assert_eq!(
        given.said(),
        [
            "`exclusiveMinimum` is a boolean, as in draft-04 at true",
            "`exclusiveMaximum` is a boolean, as in draft-04 at false"
        ]
    );
}

#[test]
fn references_and_null() {
    let mut given = Given::new(
        "
definitions:
  text: {type: string}
  open: {type: string, nullable: true}
properties:
  plain: {$ref: '#/definitions/text', minLength: 3}
  null: {$ref: '#/definitions/text', nullable: true}
  open: {$ref: '#/definitions/open'}
  self: {$ref: '#'}
",
    );
    let mut book = RuleBook::default();
    let id = given.read(&mut book);
    let Some(Rule::Properties(properties)) = book.get(id).rules.first().cloned() else {
        panic!("properties");
    };
    let text = properties[0].1;
    let type_string = RuleSet {
        nullable: false,
        rules: vec![Rule::Types(vec![JsonType::String])],
    };
    assert_eq!(book.get(text), &type_string);
    assert_eq!(
        book.get(properties[1].1),
        &RuleSet {
            nullable: true,
            rules: vec![Rule::Schema(text)]
        }
    );
    assert!(book.get(properties[2].1).nullable);
    assert_eq!(properties[3].1, id);
    for (value, valid) in [
        ("{plain: a}", true),
        ("{plain: null}", false),
        ("{null: null, open: null, self: {plain: a}}", true),
        ("{self: {self: {plain: 1}}}", false),
    ] {
        let value = given.node(value);
        assert_eq!(book.check(id, &value) == Verdict::Valid, valid);
    }
}

#[test]
fn own_rules_leave_out_what_is_asked_elsewhere() {
    let mut given = Given::new("{allOf: [{minimum: 1}], maximum: 3, properties: {a: {$ref: '#'}}}");
    let mut book = RuleBook::default();
    let own = book.own_rules(&mut given.session, &given.schema);
    assert_eq!(own.len(), 2);
    let property = given.schema.get("properties").unwrap().get("a").unwrap();
    assert_eq!(book.own_rules(&mut given.session, property), []);
    let defined = book.define(own, true);
    assert!(book.get(defined).nullable);
    assert_eq!(book.get(RuleSetId(999)), &RuleSet::default());
}

#[test]
fn endless_schemas_and_long_chains() {
    assert_eq!(verdict("allOf: [{$ref: '#'}]", "1"), Verdict::Unknown);
    assert_eq!(
        verdict("anyOf: [{$ref: '#'}, {$ref: '#'}]", "1"),
        Verdict::Unknown
    );
    let mut chain = String::from("definitions:\n");
    for index in 0..3_000 {
        let next = index + 1;
        chain += &format!("  s{index}: {{properties: {{a: {{$ref: '#/definitions/s{next}'}}}}}}\n");
    }
    chain += "  s3000: {type: string}\n$ref: '#/definitions/s0'\n";
    assert_eq!(verdict(&chain, "{a: {a: {}}}"), Verdict::Valid);
    let mut parts = String::from("definitions:\n");
    for index in 0..3_000 {
        let next = index + 1;
        parts += &format!("  s{index}: {{allOf: [{{$ref: '#/definitions/s{next}'}}]}}\n");
    }
    parts += "  s3000: {type: string}\nallOf: [{$ref: '#/definitions/s0'}]\n";
    said(&parts, &[]);
    assert_eq!(verdict(&parts, "1"), Verdict::Unknown);
}

#[test]
fn a_mismatch_tells_the_place() {
    let schema = "{properties: {a: {items: {minimum: 3}}}, additionalProperties: false}";
    let Verdict::Invalid(mismatch) = verdict(schema, "{a: [5, 2]}") else {
        panic!("2 is too small");
    };
    assert_eq!(mismatch.pointer, "#/a/1");
    assert_eq!(mismatch.to_string(), "`minimum` 3, found 2");
    for (schema, value, text) in [
        (schema, "{b: 1}", "`additionalProperties` false, found `b`"),
        ("false", "1", "no value, found 1"),
        (
            "required: [a, b]",
            "{a: 1}",
            "`required` property `b`, found none",
        ),
        ("enum: [1, x]", "2", "`enum` 1, \"x\", found 2"),
        (
            "type: [string, 'null']",
            "[]",
            "`type` string or null, found []",
        ),
        ("format: uuid", "x", "`format` uuid, found \"x\""),
        ("format: int8", "128", "`format` int8, found 128"),
        (
            "{items: [{}], additionalItems: false}",
            "[1, 2]",
            "`additionalItems` false, found 2",
        ),
    ] {
        match verdict(schema, value) {
            Verdict::Invalid(mismatch) => assert_eq!(mismatch.to_string(), text),
            other => panic!("{schema} of {value}: {other:?}"),
        }
    }
}

#[test]
fn multiples_are_exact() {
    for (divisor, value, valid) in [
        ("0.01", "19.99", true),
        ("0.01", "19.999", false),
        ("0.1", "0.3", true),
        ("1e-8", "12391239123", true),
        ("7", "1e400", false),
        ("2", "1e400", true),
        ("3", "0", true),
        ("100", "50", false),
        ("1.5", "-4.5", true),
    ] {
        let expected = verdict(&format!("multipleOf: {divisor}"), value) == Verdict::Valid;
        assert_eq!(expected, valid, "{value} by {divisor}");
    }
}

#[test]
fn what_is_unknown_stays_unknown() {
    let unknown = "{pattern: '(?=a)'}";
    for (schema, expected) in [
        (unknown.to_owned(), None),
        (format!("not: {unknown}"), None),
        (format!("anyOf: [{unknown}, true]"), Some(true)),
        (format!("anyOf: [{unknown}, false]"), None),
        (format!("allOf: [{unknown}, false]"), Some(false)),
        (format!("oneOf: [{unknown}, true]"), None),
        (format!("oneOf: [{unknown}, true, true]"), Some(false)),
        (
            format!("{{if: {unknown}, then: true, else: true}}"),
            Some(true),
        ),
        (
            format!("{{if: {unknown}, then: false, else: false}}"),
            Some(false),
        ),
        (format!("{{if: {unknown}, then: true, else: false}}"), None),
    ] {
        let found = match verdict(&schema, "b") {
            Verdict::Valid => Some(true),
            Verdict::Invalid(_) => Some(false),
            Verdict::Unknown => None,
        };
        assert_eq!(found, expected, "{schema}");
    }
}
