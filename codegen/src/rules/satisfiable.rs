//! Schemas that no value can match.
//!
//! Only what is certain is reported, and only at the schema that contradicts itself: not at those
//! that contain or refer to it. The schema `false` is a way to forbid and no mistake.

use super::bounds::{Types, numbers, only, sizes, types};
use super::evaluate::{Evaluation, Verdict, demand};
use super::{JsonType, Rule, RuleBook, RuleSetId};
use crate::diagnostics::{Severity, did_you_mean};
use crate::document::{Node, Value};
use crate::schema::unquoted_text;
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

/// The way out where two schemas exclude each other that an `allOf` unites.
pub(super) const ONE_IS_ENOUGH: &str =
    "both must hold for one value; where either is enough, write `anyOf`";

/// The way out where quotes were forgotten.
pub(super) const ADD_QUOTES: &str = "write quotes around what is meant as a string";

/// A rule that must hold, of the schema itself or of one that it refers to.
#[derive(Clone, Copy)]
pub(super) struct Fact<'b> {
    pub(super) set: RuleSetId,
    pub(super) rule: &'b Rule,
    /// Whether `null` need not satisfy it.
    pub(super) nullable: bool,
}

/// Why no value matches.
pub(super) struct Contradiction {
    set: RuleSetId,
    keyword: &'static str,
    message: String,
    /// The way out.
    help: String,
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
            .map(|id| {
                // Rules that no single schema states are parts of one, and of an alternative what
                // stands beside it too: that one of several cannot hold there is no mistake.
                self.schemas.get(id.0)?.as_ref()?;
                self.contradiction(&self.facts(&[id]), true)
            })
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
            let label = format!("`{}` stands here", self.stated_keyword(set, keyword));
            Some((self.place(set, keyword)?, label))
        });
        let message = contradiction.message.clone();
        let diagnostic = match severity {
            Severity::Error => session.diagnostics.error(span, message),
            Severity::Warning => session.diagnostics.warning(span, message),
        };
        diagnostic.help(contradiction.help.clone());
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
            .or_else(|| self.impossible_values(facts, &types))
            .or_else(|| self.impossible_properties(facts, &types, thoroughly))
            .or_else(|| self.impossible_items(facts, &types))
            .or_else(|| self.impossible_alternatives(facts, thoroughly))
    }

    /// An `enum` or a `const` whose every value breaks another rule.
    fn impossible_values(&self, facts: &[Fact<'_>], types: &Types) -> Option<Contradiction> {
        let reads_text = self.reads_text(types.as_deref());
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
                let text = unquoted_text(value).filter(|_| reads_text);
                let value = text.as_ref().unwrap_or(value);
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
            let help = if mismatch.lacks_quotes() {
                ADD_QUOTES.to_owned()
            } else if other.set != fact.set {
                ONE_IS_ENOUGH.to_owned()
            } else {
                format!("change `{}` or `{}`", fact.keyword(), other.keyword())
            };
            Some(fact.against(no_value(fact, other), Some(other), help))
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
                if let Some(never) = about.iter().find(|id| self.is_never(**id)) {
                    return Some(Contradiction {
                        other: Some((*never, other.keyword())),
                        ..forbidden(fact, name, other)
                    });
                }
                if self.refuses_name(other, name) {
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
                let help = "raise `maxProperties` or require fewer";
                fact.against(message, Some(first), help)
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
            (least > u64::try_from(allowed).ok()?).then(|| {
                let message = format!(
                    "`{}` asks for more items than the {allowed} that `{}` allows",
                    longest.keyword(),
                    self.stated_keyword(fact.set, fact.keyword())
                );
                let help = match longest.rule {
                    Rule::Contains(_) => "allow more items".to_owned(),
                    rule => format!("lower `{}` or allow more items", rule.keyword()),
                };
                longest.against(message, Some(fact), help)
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
            let mut reason = None;
            for id in ids {
                let own = self.facts(&[*id]);
                can_hold |= !self.is_never(*id) && self.contradiction(&own, false).is_none();
                let beside = facts
                    .iter()
                    .filter(|other| !std::ptr::eq(other.rule, fact.rule));
                let all: Vec<Fact<'_>> = own.iter().chain(beside).copied().collect();
                let is_never = all.iter().any(|fact| *fact.rule == Rule::Never);
                if !is_never {
                    reason = reason.or(Some(self.certain(&all)?));
                }
            }
            let reason = reason.filter(|_| can_hold)?;
            let keyword = fact.keyword();
            let message = format!("no alternative of `{keyword}` fits what stands beside it");
            let help = format!("each must hold together with that: {}", reason.message);
            Some(fact.against(message, None, help).tolerable())
        })
    }

    /// A contradiction that leaves no value of any type.
    fn certain(&self, facts: &[Fact<'_>]) -> Option<Contradiction> {
        match types(facts) {
            Ok(types) => self.impossible_values(facts, &types),
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
    pub(super) fn keyword(&self) -> &'static str {
        self.rule.keyword()
    }

    /// The keyword and what it asks for.
    pub(super) fn demand(&self) -> String {
        let text = format!("`{}` {}", self.keyword(), demand(self.rule));
        text.trim_end().to_owned()
    }

    pub(super) fn against(
        &self,
        message: String,
        other: Option<&Fact<'_>>,
        help: impl Into<String>,
    ) -> Contradiction {
        Contradiction {
            set: self.set,
            keyword: self.keyword(),
            message,
            help: help.into(),
            tolerable: false,
            other: other.map(|other| (other.set, other.keyword())),
        }
    }
}

/// What is wrong where no value of an `enum` or a `const` obeys another rule.
fn no_value(fact: &Fact<'_>, other: &Fact<'_>) -> String {
    match (fact.rule, other.rule) {
        (Rule::Enum(_), Rule::Enum(_)) => "the two `enum`s have no value in common".to_owned(),
        (Rule::Enum(_), _) => format!("no value of `enum` satisfies {}", other.demand()),
        (_, Rule::Const(_)) => format!(
            "{} and {} exclude each other",
            fact.demand(),
            other.demand()
        ),
        (_, Rule::Enum(_)) => format!("{} is none of {}", fact.demand(), other.demand()),
        _ => format!("{} does not satisfy {}", fact.demand(), other.demand()),
    }
}

/// A property that is required and can never be there.
fn forbidden(required: &Fact<'_>, name: &str, by: &Fact<'_>) -> Contradiction {
    let keyword = by.keyword();
    let message = format!("`{name}` is required, but `{keyword}` forbids it");
    let help = match by.rule {
        Rule::AdditionalProperties { known, .. } => {
            match did_you_mean(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "list it in `properties` too, or do not require it".to_owned(),
            }
        }
        _ => format!("let `{keyword}` allow it, or do not require it"),
    };
    required.against(message, Some(by), help)
}

#[cfg(test)]
mod tests;
