//! Numbers and booleans where only text is allowed: YAML makes them of text without quotes.
//!
//! They are read as the text that was meant, with a warning. Where schemas are taken to the letter
//! they stay what they are, and no value matches.

use super::bounds::types;
use super::evaluate::Verdict;
use super::{JsonType, Rule, RuleBook, RuleSetId};
use crate::document::{Node, Value};
use crate::model::Constant;
use crate::schema::{article, unquoted_text};
use crate::session::Session;

/// Whether these types allow text, and nothing else but `null`.
pub(super) fn is_text_only(types: &[JsonType]) -> bool {
    let mut others = types.iter().filter(|ty| **ty != JsonType::String);
    types.contains(&JsonType::String) && others.all(|ty| *ty == JsonType::Null)
}

impl RuleBook {
    /// Warns of each `enum` and `const` that is read as text because its schema allows nothing else:
    /// at the first value without quotes.
    pub(crate) fn check_quotes(&self, session: &mut Session) {
        for id in (0..self.sets.len()).map(RuleSetId) {
            let facts = self.facts(&[id]);
            let types = types(&facts).ok().flatten();
            let reads_text = self.reads_text(types.as_deref());
            for fact in facts.iter().filter(|_| reads_text) {
                let Some(value) = self.first_unquoted(fact.set, fact.rule) else {
                    continue;
                };
                let what = match fact.rule {
                    Rule::Const(_) => "`const`",
                    _ => "a value of `enum`",
                };
                warn(session, &value, what);
            }
        }
    }

    /// Whether values without quotes are text where only these types are allowed.
    pub(super) fn reads_text(&self, types: Option<&[JsonType]>) -> bool {
        !self.strict && types.is_some_and(is_text_only)
    }

    fn first_unquoted(&self, id: RuleSetId, rule: &Rule) -> Option<Node> {
        let keyword = match rule {
            Rule::Enum(_) | Rule::Const(_) => rule.keyword(),
            _ => return None,
        };
        let stated = self.schemas.get(id.0)?.as_ref()?.get(keyword)?;
        let values = match (rule, stated.value()) {
            (Rule::Enum(_), Value::Array(values)) => values.as_slice(),
            _ => std::slice::from_ref(stated),
        };
        let mut unquoted = values.iter().filter(|value| unquoted_text(value).is_some());
        unquoted.next().cloned()
    }

    /// Whether a schema asks for text, by its types or by the values that it lists.
    fn means_text(&self, id: RuleSetId) -> bool {
        let facts = self.facts(&[id]);
        let is_text = |constant: &Constant| matches!(constant, Constant::Str(_));
        let lists_text = facts.iter().any(|fact| match fact.rule {
            Rule::Enum(constants) => constants.iter().all(is_text),
            Rule::Const(constant) => is_text(constant),
            _ => false,
        });
        let types = types(&facts).ok().flatten();
        self.reads_text(types.as_deref()) || (lists_text && !self.strict)
    }

    /// Warns of a default that matches its schema only with quotes around it. `false` if it does
    /// not match even so.
    pub(super) fn is_read_as_text(
        &self,
        session: &mut Session,
        id: RuleSetId,
        default: &Node,
    ) -> bool {
        let text = unquoted_text(default).filter(|_| self.means_text(id));
        let matches = text.is_some_and(|text| self.check(id, &text) == Verdict::Valid);
        if matches {
            warn(session, default, "`default`");
        }
        matches
    }
}

fn warn(session: &mut Session, value: &Node, what: &str) {
    let kind = article(value.kind_name());
    let text = value.scalar_text().unwrap_or_default();
    session
        .diagnostics
        .warning(
            value.span(),
            format!("{what} is read as text, not as {kind}"),
        )
        .help(format!("write quotes around it: \"{text}\""));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, said_strictly};

    #[test]
    fn forgotten_quotes() {
        for (schema, expected, strictly) in [
            (
                "{type: string, enum: [1, 2]}",
                "a value of `enum` is read as text, not as an integer at 1",
                "!no value of `enum` satisfies `type` string at [1, 2]",
            ),
            (
                "{type: [string, 'null'], enum: [a, true]}",
                "a value of `enum` is read as text, not as a boolean at true",
                "",
            ),
            (
                "{type: string, const: 5.10}",
                "`const` is read as text, not as a number at 5.10",
                "!`const` 5.10 does not satisfy `type` string at 5.10",
            ),
            (
                "allOf: [{type: string}, {enum: [1, 2]}]",
                "a value of `enum` is read as text, not as an integer at 1",
                "!no value of `enum` satisfies `type` string at [1, 2]",
            ),
            (
                "{enum: ['5', '6'], default: 5}",
                "`default` is read as text, not as an integer at 5",
                "`default` does not match its schema at 5; expected `enum` \"5\", \"6\", found 5",
            ),
            (
                "{type: string, default: true}",
                "`default` is read as text, not as a boolean at true",
                "`default` does not match its schema at true; expected `type` string, found true",
            ),
        ] {
            said(schema, &[expected]);
            let strictly = Vec::from_iter((!strictly.is_empty()).then_some(strictly));
            said_strictly(schema, &strictly);
        }
    }

    #[test]
    fn text_must_obey_too() {
        for (schema, expected) in [
            (
                "{type: string, enum: [1], minLength: 2}",
                &[
                    "!no value of `enum` satisfies `minLength` 2 at [1]",
                    "a value of `enum` is read as text, not as an integer at 1",
                ][..],
            ),
            (
                "{type: string, maxLength: 1, default: 55}",
                &["`default` does not match its schema at 55; expected `type` string, found 55"],
            ),
        ] {
            said(schema, expected);
        }
    }
}
