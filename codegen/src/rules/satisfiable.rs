//! Schemas that no value can match.
//!
//! Only what is certain is reported, and only at the schema that contradicts itself: not at those
//! that contain or refer to it. The schema `false` is a way to forbid and no mistake.

use super::bounds::{Types, numbers, only, sizes, types};
use super::evaluate::{Evaluation, Verdict, demand};
use super::{JsonType, Rule, RuleBook, RuleSetId};
use crate::diagnostics::{Severity, did_you_mean};
use crate::document::{Node, Value};
use crate::session::Session;
use std::collections::{HashSet, VecDeque};

/// Schemas that are looked at together. Leaving out some can only miss a contradiction.
const MOST_PARTS: usize = 64;

/// Alternatives that are tried beside their neighbours.
const MOST_ALTERNATIVES: usize = 64;

/// Values of an `enum` that are tried.
const MOST_VALUES: usize = 1_000;

/// Schemas that the values of an `enum` are held against.
const MOST_STEPS: u32 = 5_000;

/// A rule that must hold, of the schema itself or of one that it refers to.
#[derive(Clone, Copy)]
pub(super) struct Fact<'b> {
    set: RuleSetId,
    pub(super) rule: &'b Rule,
    /// Whether `null` need not satisfy it.
    pub(super) nullable: bool,
}

/// Why no value matches.
pub(super) struct Contradiction {
    set: RuleSetId,
    keyword: &'static str,
    message: String,
    help: Option<String>,
    /// Whether the schemas that contradict each other may be meant for different values: that is a
    /// mistake only where there must be a value.
    tolerable: bool,
    /// The other keyword that has to do with it.
    other: Option<(RuleSetId, &'static str)>,
}

impl RuleBook {
    /// Reports the schemas that no value can match.
    pub(crate) fn check_satisfiable(&self, session: &mut Session) {
        let ids = || (0..self.sets.len()).map(RuleSetId);
        let found: Vec<Option<Contradiction>> = ids()
            .map(|id| self.contradiction(&self.facts(&[id]), true))
            .collect();
        let dispensable = self.dispensable();
        let is_contradictory = |id: &RuleSetId| found.get(id.0).is_some_and(Option::is_some);
        for (id, contradiction) in ids().zip(&found) {
            let Some(contradiction) = contradiction else {
                continue;
            };
            let inherited = self.get(id).rules.iter().any(|rule| match rule {
                Rule::AllOf(ids) => ids.iter().any(is_contradictory),
                Rule::Schema(id) => is_contradictory(id),
                _ => false,
            });
            if !inherited {
                let mut parts = self.get(id).rules.iter().filter_map(|rule| match rule {
                    Rule::AllOf(ids) => Some(ids),
                    _ => None,
                });
                let may_be_left_out = dispensable.contains(&id)
                    || parts.any(|ids| ids.iter().all(|id| dispensable.contains(id)));
                let severity = if contradiction.tolerable && may_be_left_out {
                    Severity::Warning
                } else {
                    Severity::Error
                };
                self.report(session, contradiction, severity);
            }
        }
    }

    /// The schemas of properties that may be left out wherever they stand. So may what unites
    /// several of them.
    fn dispensable(&self) -> HashSet<RuleSetId> {
        let mut optional = HashSet::new();
        let mut required = HashSet::new();
        for set in &self.sets {
            let is_required = |name: &String| {
                set.rules
                    .iter()
                    .any(|rule| matches!(rule, Rule::Required(names) if names.contains(name)))
            };
            let properties = set.rules.iter().filter_map(|rule| match rule {
                Rule::Properties(properties) => Some(properties),
                _ => None,
            });
            for (name, id) in properties.flatten() {
                if is_required(name) {
                    required.insert(*id);
                } else {
                    optional.insert(*id);
                }
            }
        }
        &optional - &required
    }

    fn report(&self, session: &mut Session, contradiction: &Contradiction, severity: Severity) {
        let Some(span) = self.place(contradiction.set, contradiction.keyword) else {
            return;
        };
        let other = contradiction.other.and_then(|(set, keyword)| {
            let label = format!("`{keyword}` stands here");
            Some((self.place(set, keyword)?, label))
        });
        let message = contradiction.message.clone();
        let diagnostic = match severity {
            Severity::Error => session.diagnostics.error(span, message),
            Severity::Warning => session.diagnostics.warning(span, message),
        };
        if let Some(help) = &contradiction.help {
            diagnostic.help(help.clone());
        }
        if let Some((other, label)) = other.filter(|(other, _)| *other != span) {
            diagnostic.related(other, label);
        }
    }

    /// All that the schemas and those they refer to demand together.
    pub(super) fn facts(&self, ids: &[RuleSetId]) -> Vec<Fact<'_>> {
        let mut facts = Vec::new();
        let mut seen = HashSet::new();
        let mut waiting: VecDeque<(RuleSetId, bool)> = ids.iter().map(|id| (*id, false)).collect();
        while let Some((id, nullable)) = waiting.pop_front() {
            if seen.len() >= MOST_PARTS || !seen.insert(id) {
                continue;
            }
            let set = self.get(id);
            let nullable = nullable || set.nullable;
            for rule in &set.rules {
                match rule {
                    Rule::AllOf(ids) => waiting.extend(ids.iter().map(|id| (*id, nullable))),
                    Rule::Schema(id) => waiting.push_back((*id, nullable)),
                    _ => facts.push(Fact {
                        set: id,
                        rule,
                        nullable,
                    }),
                }
            }
        }
        facts
    }

    /// Whether the schema forbids everything by an explicit `false`.
    fn is_never(&self, id: RuleSetId) -> bool {
        let facts = self.facts(&[id]);
        facts.iter().any(|fact| *fact.rule == Rule::Never)
    }

    /// Why nothing satisfies all facts, if that is certain. `thoroughly` looks into parts too.
    fn contradiction(&self, facts: &[Fact<'_>], thoroughly: bool) -> Option<Contradiction> {
        let types = match types(facts) {
            Ok(types) => types,
            Err(contradiction) => return Some(contradiction),
        };
        numbers(facts, &types)
            .or_else(|| sizes(facts, &types))
            .or_else(|| self.impossible_values(facts))
            .or_else(|| self.impossible_properties(facts, &types, thoroughly))
            .or_else(|| self.impossible_items(facts, &types))
            .or_else(|| self.impossible_alternatives(facts, thoroughly))
    }

    /// An `enum` or a `const` whose every value breaks another rule.
    fn impossible_values(&self, facts: &[Fact<'_>]) -> Option<Contradiction> {
        let mut evaluation = Evaluation::of(self, MOST_STEPS);
        facts.iter().find_map(|fact| {
            let constants = match fact.rule {
                Rule::Enum(constants) => constants.as_slice(),
                Rule::Const(constant) => std::slice::from_ref(constant),
                _ => return None,
            };
            if constants.len() > MOST_VALUES {
                return None;
            }
            let null = Node::new(Value::Null, self.place(fact.set, fact.rule.keyword())?);
            let stated = constants
                .iter()
                .map(|constant| self.constants.get(constant));
            let mut values = stated.collect::<Option<Vec<&Node>>>()?;
            if fact.nullable {
                values.push(&null);
            }
            let mut broken = None;
            for value in values {
                let others = facts.iter().filter(|other| {
                    let is_itself = std::ptr::eq(other.rule, fact.rule);
                    let is_excused = other.nullable && value.is_null();
                    !(is_itself || is_excused)
                });
                let mismatch = others.into_iter().find_map(|other| {
                    match evaluation.rule(other.rule, value) {
                        Verdict::Invalid(mismatch) => Some((other, mismatch)),
                        _ => None,
                    }
                })?;
                broken.get_or_insert(mismatch);
            }
            let (other, mismatch) = broken?;
            let asked = format!("`{}` {}", other.rule.keyword(), demand(other.rule));
            let asked = asked.trim_end();
            let message = match fact.rule {
                Rule::Const(constant) => {
                    format!("`const` {} does not satisfy {asked}", constant.display())
                }
                _ => format!("no value of `enum` satisfies {asked}"),
            };
            let help = mismatch
                .is_unquoted()
                .then(|| "write quotes around what is meant as a string".to_owned());
            Some(Contradiction {
                help,
                ..fact.against(message, Some(other))
            })
        })
    }

    /// Properties that must be there and cannot.
    fn impossible_properties(
        &self,
        facts: &[Fact<'_>],
        types: &Types,
        thoroughly: bool,
    ) -> Option<Contradiction> {
        if !only(types, &[JsonType::Object, JsonType::Null]) {
            return None;
        }
        let required: Vec<(&Fact<'_>, &String)> = facts
            .iter()
            .filter_map(|fact| match fact.rule {
                Rule::Required(names) => Some(names.iter().map(move |name| (fact, name))),
                _ => None,
            })
            .flatten()
            .collect();
        for (fact, name) in &required {
            let mut ids = Vec::new();
            for other in facts {
                let about = self.about(other.rule, name);
                if about.iter().any(|id| self.is_never(*id)) || self.refuses_name(other, name) {
                    return Some(forbidden(fact, name, other));
                }
                ids.extend(about);
            }
            if thoroughly && ids.len() > 1 {
                let together = self.contradiction(&self.facts(&ids), false);
                let alone = |id: &RuleSetId| self.contradiction(&self.facts(&[*id]), false);
                if together.is_some() && ids.iter().all(|id| alone(id).is_none()) {
                    return together;
                }
            }
        }
        let names: HashSet<&String> = required.iter().map(|(_, name)| *name).collect();
        facts.iter().find_map(|fact| {
            let limit = match fact.rule {
                Rule::MaxProperties(limit) => usize::try_from(*limit).ok()?,
                _ => return None,
            };
            let (first, _) = required.first()?;
            (names.len() > limit).then(|| {
                let count = names.len();
                let message =
                    format!("{count} properties are required, but `maxProperties` is {limit}");
                fact.against(message, Some(first))
            })
        })
    }

    /// The schemas that a rule has for a property.
    fn about(&self, rule: &Rule, name: &String) -> Vec<RuleSetId> {
        let finds = |text: &String| self.finds(text, name);
        match rule {
            Rule::Properties(schemas) => {
                let own = schemas.iter().filter(|(known, _)| known == name);
                own.map(|(_, id)| *id).collect()
            }
            Rule::PatternProperties(schemas) => {
                let matching = schemas.iter().filter(|(text, _)| finds(text) == Some(true));
                matching.map(|(_, id)| *id).collect()
            }
            Rule::AdditionalProperties {
                known,
                patterns,
                rules,
            } if !known.contains(name)
                && patterns.iter().all(|text| finds(text) == Some(false)) =>
            {
                vec![*rules]
            }
            _ => Vec::new(),
        }
    }

    /// Whether `propertyNames` does not allow the name.
    fn refuses_name(&self, fact: &Fact<'_>, name: &str) -> bool {
        let Rule::PropertyNames(id) = fact.rule else {
            return false;
        };
        let Some(span) = self.place(fact.set, "propertyNames") else {
            return false;
        };
        let name = Node::new(Value::String(name.to_owned()), span);
        matches!(self.check(*id, &name), Verdict::Invalid(_))
    }

    /// Items that must be there and cannot.
    fn impossible_items(&self, facts: &[Fact<'_>], types: &Types) -> Option<Contradiction> {
        if !only(types, &[JsonType::Array, JsonType::Null]) {
            return None;
        }
        let least = |fact: &&Fact<'_>| match fact.rule {
            Rule::MinItems(limit) => *limit,
            Rule::Contains(_) => 1,
            _ => 0,
        };
        let longest = facts.iter().max_by_key(least)?;
        let least = least(&longest);
        facts.iter().find_map(|fact| {
            let never = |id: &RuleSetId| self.is_never(*id);
            let allowed = match fact.rule {
                Rule::Items(id) if never(id) => 0,
                Rule::Tuple(ids) => ids.iter().position(never)?,
                Rule::AdditionalItems { from, rules } if never(rules) => *from,
                Rule::MaxItems(0) => 0,
                _ => return None,
            };
            let keyword = fact.rule.keyword();
            (least > u64::try_from(allowed).ok()?).then(|| {
                let message = format!(
                    "`{}` asks for more than the {allowed} items that `{keyword}` allows",
                    longest.rule.keyword()
                );
                longest.against(message, Some(fact))
            })
        })
    }

    /// Alternatives none of which can hold beside the other rules, though each can alone.
    fn impossible_alternatives(
        &self,
        facts: &[Fact<'_>],
        thoroughly: bool,
    ) -> Option<Contradiction> {
        if !thoroughly || facts.iter().all(|fact| fact.nullable) {
            return None;
        }
        facts.iter().find_map(|fact| {
            let (Rule::AnyOf(ids) | Rule::OneOf(ids)) = fact.rule else {
                return None;
            };
            if fact.nullable || ids.len() > MOST_ALTERNATIVES {
                return None;
            }
            let mut can_hold = false;
            for id in ids {
                let own = self.facts(&[*id]);
                can_hold |= !self.is_never(*id) && self.contradiction(&own, false).is_none();
                let beside = facts
                    .iter()
                    .filter(|other| !std::ptr::eq(other.rule, fact.rule));
                let all: Vec<Fact<'_>> = own.iter().chain(beside).copied().collect();
                let is_never = all.iter().any(|fact| *fact.rule == Rule::Never);
                if !is_never && self.certain(&all).is_none() {
                    return None;
                }
            }
            let keyword = fact.rule.keyword();
            can_hold.then(|| {
                let message = format!("no alternative of `{keyword}` fits what stands beside it");
                fact.against(message, None).tolerable()
            })
        })
    }

    /// A contradiction that leaves no value of any type.
    fn certain(&self, facts: &[Fact<'_>]) -> Option<Contradiction> {
        match types(facts) {
            Ok(_) => self.impossible_values(facts),
            Err(contradiction) => Some(contradiction),
        }
    }
}

impl Contradiction {
    pub(super) fn tolerable(self) -> Self {
        Self {
            tolerable: true,
            ..self
        }
    }
}

impl Fact<'_> {
    pub(super) fn against(&self, message: String, other: Option<&Fact<'_>>) -> Contradiction {
        Contradiction {
            set: self.set,
            keyword: self.rule.keyword(),
            message,
            help: None,
            tolerable: false,
            other: other.map(|other| (other.set, other.rule.keyword())),
        }
    }
}

/// A property that is required and can never be there.
fn forbidden(required: &Fact<'_>, name: &str, by: &Fact<'_>) -> Contradiction {
    let message = format!(
        "`{name}` is required, but `{}` forbids it",
        by.rule.keyword()
    );
    let near = match by.rule {
        Rule::AdditionalProperties { known, .. } => {
            did_you_mean(name, known.iter().map(String::as_str))
        }
        _ => None,
    };
    Contradiction {
        help: near.map(|near| format!("did you mean `{near}`?")),
        ..required.against(message, Some(by))
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::said;

    #[test]
    fn contradictions() {
        for (schema, expected) in [
            (
                "{minimum: 5, maximum: 3}",
                "!no number satisfies both `minimum` 5 and `maximum` 3 at 5",
            ),
            (
                "{exclusiveMinimum: 3, maximum: 3}",
                "!no number satisfies both `exclusiveMinimum` 3 and `maximum` 3 at 3",
            ),
            (
                "{type: integer, exclusiveMinimum: 3, exclusiveMaximum: 4}",
                "!no whole number satisfies both `exclusiveMinimum` 3 and `exclusiveMaximum` 4 at 3",
            ),
            (
                "{type: integer, minimum: 1.2, maximum: 1.8}",
                "!no whole number satisfies both `minimum` 1.2 and `maximum` 1.8 at 1.2",
            ),
            (
                "{format: uint8, minimum: 300}",
                "!no number satisfies both `minimum` 300 and `format` uint8 at 300",
            ),
            (
                "{minLength: 5, maxLength: 3}",
                "!no text satisfies both `minLength` 5 and `maxLength` 3 at 5",
            ),
            (
                "{minItems: 5, maxItems: 3}",
                "!no list satisfies both `minItems` 5 and `maxItems` 3 at 5",
            ),
            (
                "{allOf: [{minProperties: 5}, {maxProperties: 3}]}",
                "!no object satisfies both `minProperties` 5 and `maxProperties` 3 at 5",
            ),
            (
                "{type: string, enum: [1, 2]}",
                "!no value of `enum` satisfies `type` string at [1, 2]",
            ),
            (
                "{const: 5, maximum: 3}",
                "!`const` 5 does not satisfy `maximum` 3 at 5",
            ),
            (
                "allOf: [{enum: [a, b]}, {enum: [c]}]",
                "!no value of `enum` satisfies `enum` \"c\" at [a, b]",
            ),
            (
                "allOf: [{type: string}, {type: [number, 'null']}]",
                "!`type` number or null and `type` string exclude each other at [number, 'null']",
            ),
            (
                "{required: [a], properties: {a: false}}",
                "!`a` is required, but `properties` forbids it at [a]",
            ),
            (
                "{required: [nam], properties: {name: {}}, additionalProperties: false}",
                "!`nam` is required, but `additionalProperties` forbids it at [nam]",
            ),
            (
                "{required: [nam], propertyNames: {maxLength: 2}}",
                "!`nam` is required, but `propertyNames` forbids it at [nam]",
            ),
            (
                "{required: [a, b], maxProperties: 1}",
                "!2 properties are required, but `maxProperties` is 1 at 1",
            ),
            (
                "{minItems: 3, items: [{}, {}], additionalItems: false}",
                "!`minItems` asks for more than the 2 items that `additionalItems` allows at 3",
            ),
            (
                "{contains: {}, maxItems: 0}",
                "!`contains` asks for more than the 0 items that `maxItems` allows at {}",
            ),
            (
                "{type: string, oneOf: [{type: integer}, {const: 5}]}",
                "!no alternative of `oneOf` fits what stands beside it at [{type: integer}, {const: 5}]",
            ),
            (
                "{required: [k], allOf: [{properties: {k: {const: a}}}, {properties: {k: {const: b}}}]}",
                "!`const` \"a\" does not satisfy `const` \"b\" at a",
            ),
            // In one property, in one alternative; said where it is and not again where it is used.
            (
                "{properties: {p: {minLength: 2, maxLength: 1}}, required: [p]}",
                "!no text satisfies both `minLength` 2 and `maxLength` 1 at 2",
            ),
            (
                "allOf: [{allOf: [{minLength: 2, maxLength: 1}]}]",
                "!no text satisfies both `minLength` 2 and `maxLength` 1 at 2",
            ),
            (
                "anyOf: [{minLength: 2, maxLength: 1}, {type: string}]",
                "!no text satisfies both `minLength` 2 and `maxLength` 1 at 2",
            ),
            // The property may be left out.
            (
                "properties: {p: {allOf: [{type: string}, {type: number}]}}",
                "`type` number and `type` string exclude each other at number",
            ),
        ] {
            said(schema, &[expected]);
        }
    }

    #[test]
    fn what_can_be_satisfied() {
        for schema in [
            "false",
            "not: {}",
            "properties: {a: false}",
            "items: false",
            "anyOf: [false, {type: string}]",
            "anyOf: [false]",
            "{minimum: 3, maximum: 3}",
            "{type: integer, exclusiveMinimum: 2.5, exclusiveMaximum: 3.5}",
            "{exclusiveMinimum: 3, exclusiveMaximum: 4}",
            "{type: string, minimum: 5, maximum: 3}",
            "{type: string, nullable: true, enum: [null]}",
            "{nullable: true, allOf: [{type: string}, {type: number}]}",
            "allOf: [{type: number}, {type: integer}]",
            "{type: string, enum: [1, a]}",
            "{const: 1.0, enum: [1]}",
            "{required: [x-a], patternProperties: {^x-: {}}, additionalProperties: false}",
            "{required: [a], patternProperties: {'(?=a)': {}}, additionalProperties: false}",
            "{required: [k], allOf: [{properties: {k: {type: string}}}, {properties: {k: {const: b}}}]}",
            "{enum: [a], pattern: '(?=b)'}",
            "{minItems: 2, items: [{}, {}], additionalItems: false}",
            "{type: object, oneOf: [{required: [a]}, {required: [b]}]}",
        ] {
            said(schema, &[]);
        }
    }
}
