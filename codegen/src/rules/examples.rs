//! Values that a document states beside a schema: each should match it.

use super::bounds::types;
use super::evaluate::{Mismatch, Verdict};
use super::satisfiable::ADD_QUOTES;
use super::{JsonType, RuleBook, RuleSetId};
use crate::document::Node;
use crate::session::Session;

/// The keywords that state a value.
pub(super) const ANNOTATIONS: [&str; 3] = ["default", "example", "examples"];

impl RuleBook {
    /// Warns of each `default` and example, of every schema that was read, that does not match its
    /// schema.
    pub(crate) fn check_annotations(&self, session: &mut Session) {
        for (schema, id) in &self.annotated {
            for key in ANNOTATIONS {
                let Some(value) = schema.get(key) else {
                    continue;
                };
                match key {
                    // Often written for "none", which the property being optional says already.
                    "default" if value.is_null() => {}
                    "default" if self.is_read_as_text(session, *id, value) => {}
                    "examples" => self.check_list(session, *id, value),
                    _ => self.check_value(session, *id, value, &format!("`{key}`")),
                }
            }
        }
    }

    /// Warns of the examples of a message whose payload or headers do not match.
    pub(crate) fn check_message_examples(
        &self,
        session: &mut Session,
        payload: Option<RuleSetId>,
        headers: Option<RuleSetId>,
        examples: &Node,
    ) {
        for example in examples
            .as_array()
            .unwrap_or(std::slice::from_ref(examples))
        {
            let Some(example) = session.resolve(example) else {
                continue;
            };
            for (key, id) in [("payload", payload), ("headers", headers)] {
                let (Some(id), Some(value)) = (id, example.node.get(key)) else {
                    continue;
                };
                if let Some(value) = session.resolve(value) {
                    let what = format!("`{key}` of an example");
                    self.check_value(session, id, &value.node, &what);
                }
            }
        }
    }

    /// `examples` is a list of values (validation 10.4); a single value is understood too, and so
    /// are objects that give each value a name, as OpenAPI has them.
    fn check_list(&self, session: &mut Session, id: RuleSetId, examples: &Node) {
        let fits = |value: &Node| !matches!(self.check(id, value), Verdict::Invalid(_));
        let is_list = matches!(
            types(&self.facts(&[id])),
            Ok(Some(types)) if types.contains(&JsonType::Array)
        );
        if is_list && fits(examples) {
            return;
        }
        let values = examples
            .as_array()
            .unwrap_or(std::slice::from_ref(examples));
        for value in values.iter().filter(|value| !fits(value)) {
            for value in named_values(value).unwrap_or_else(|| vec![value]) {
                self.check_value(session, id, value, "a value of `examples`");
            }
        }
    }

    fn check_value(&self, session: &mut Session, id: RuleSetId, value: &Node, what: &str) {
        let Verdict::Invalid(mismatch) = self.check(id, value) else {
            return;
        };
        let diagnostic = session
            .diagnostics
            .warning(mismatch.span, format!("{what} does not match its schema"))
            .expected(mismatch.to_string());
        if mismatch.lacks_quotes() {
            diagnostic.help(ADD_QUOTES);
        } else if what == "`default`" {
            diagnostic.help("a default that does not match is not used: correct it or its schema");
        }
    }
}

/// The values of an object such as `{first: {value: 1}, second: {value: 2}}`.
fn named_values(value: &Node) -> Option<Vec<&Node>> {
    let entries = value.as_object()?.iter();
    entries.map(|entry| entry.value.get("value")).collect()
}

impl Mismatch {
    /// Whether a string is asked for and something stands there that quotes would make one.
    pub(super) fn lacks_quotes(&self) -> bool {
        self.keyword == "type" && self.limit == "string" && self.is_unquoted
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.keyword {
            "false" => write!(formatter, "no value, found {}", self.found),
            keyword => write!(
                formatter,
                "`{keyword}` {}, found {}",
                self.limit, self.found
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleBook;
    use crate::rules::tests::{Given, said};

    #[test]
    fn annotations_that_do_not_match() {
        for (schema, expected) in [
            (
                "{minimum: 3, default: 2}",
                &["`default` does not match its schema at 2; expected `minimum` 3, found 2"][..],
            ),
            (
                "{type: string, example: 5}",
                &["`example` does not match its schema at 5; expected `type` string, found 5"],
            ),
            (
                "{type: string, examples: [a, 5, b]}",
                &[
                    "a value of `examples` does not match its schema at 5; expected `type` string, found 5",
                ],
            ),
            ("{type: array, examples: [1, 2]}", &[]),
            (
                "{type: string, examples: {one: {value: 5}}}",
                &[
                    "a value of `examples` does not match its schema at 5; expected `type` string, found 5",
                ],
            ),
            ("{type: string, default: null}", &[]),
            ("{pattern: '(?=a)', default: b}", &[]),
            (
                "{definitions: {a: {type: string}}, properties: {b: {$ref: '#/definitions/a', default: 5}}}",
                &["`default` is read as text, not as an integer at 5"],
            ),
            (
                "{properties: {a: {type: string}}, examples: [{a: x}, {a: 1}]}",
                &[
                    "a value of `examples` does not match its schema at 1; expected `type` string, found 1",
                ],
            ),
        ] {
            said(schema, expected);
        }
    }

    #[test]
    fn examples_of_messages() {
        let mut given = Given::new("{type: object, properties: {n: {type: integer}}}");
        let mut book = RuleBook::default();
        let id = given.read(&mut book);
        let examples =
            given.node("[{payload: {n: 1}}, {name: x, payload: {n: a}, headers: []}, {n: b}]");
        book.check_message_examples(&mut given.session, Some(id), Some(id), &examples);
        assert_eq!(
            given.said(),
            [
                "`payload` of an example does not match its schema at a; expected `type` integer, found \"a\"",
                "`headers` of an example does not match its schema at []; expected `type` object, found []"
            ]
        );
    }
}
