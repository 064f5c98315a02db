//! Holds values of the document against rules, while building.
//!
//! The work is bounded, and some expressions and formats are beyond what can be told here: the
//! answer may be that nothing is known.

use super::formats::base64;
use super::{Format, JsonType, Limit, Rule, RuleBook, RuleSetId, pattern};
use crate::document::{Entry, Node, Number, Value, pointer};
use crate::model::Constant;
use crate::schema::unquoted_text;
use crate::source::Span;
use std::cmp::Ordering;

/// Whether a value matches.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It certainly does.
    Valid,
    /// It certainly does not.
    Invalid(Mismatch),
    /// That cannot be told here.
    Unknown,
}

/// What does not match, and why.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mismatch {
    /// The part of the value that does not match.
    pub(crate) span: Span,
    /// The pointer to that part, from the value (`#/a/0`).
    pub(crate) pointer: String,
    /// The keyword that is not satisfied.
    pub(crate) keyword: &'static str,
    /// What the keyword asks for.
    pub(crate) limit: String,
    /// What is there instead.
    pub(crate) found: String,
    /// Whether that is a number or a boolean, which quotes would make text.
    pub(crate) is_unquoted: bool,
}

/// Schemas that are held against one value, each as often as it is; what takes more is not decided.
const MOST_STEPS: u32 = 50_000;

/// How deep schemas may lead into each other, long before the stack ends.
const MAX_DEPTH: u32 = 200;

/// Longer lists are not searched for items that are equal.
const MOST_UNIQUE: usize = 1_000;

/// The most memory that an expression may take once compiled.
const MOST_EXPRESSION: usize = 1 << 20;

/// Longer text is not held against expressions.
const LONGEST_TEXT: usize = 10_000;

impl RuleBook {
    /// Whether a value of the document matches the rules.
    pub(crate) fn check(&self, id: RuleSetId, value: &Node) -> Verdict {
        Evaluation::of(self, MOST_STEPS).set(id, value)
    }

    /// Whether an expression matches somewhere in a text, if that can be told.
    pub(super) fn finds(&self, expression: &str, text: &str) -> Option<bool> {
        if text.len() > LONGEST_TEXT {
            return None;
        }
        let mut known = self.expressions.borrow_mut();
        if !known.contains_key(expression) {
            known.insert(expression.to_owned(), compile(expression));
        }
        let compiled = known.get(expression)?.as_ref()?;
        Some(compiled.is_match(text))
    }

    /// Whether a value is the constant.
    fn equals(&self, constant: &Constant, value: &Node) -> Option<bool> {
        match constant {
            Constant::Str(text) => Some(value.as_str() == Some(text)),
            Constant::Json(_) => Some(self.constants.get(constant)?.json_eq(value)),
        }
    }
}

fn compile(expression: &str) -> Option<regex_lite::Regex> {
    let translation = pattern::parse(expression).ok()??;
    regex_lite::RegexBuilder::new(&translation)
        .size_limit(MOST_EXPRESSION)
        .build()
        .ok()
}

/// Whether a value is of a type (validation 6.1.1).
pub(super) fn is_of_type(value: &Node, ty: JsonType) -> bool {
    match (value.value(), ty) {
        (Value::Number(number), JsonType::Integer) => number.is_integer(),
        (Value::Null, JsonType::Null)
        | (Value::Bool(_), JsonType::Boolean)
        | (Value::Number(_), JsonType::Number)
        | (Value::String(_), JsonType::String)
        | (Value::Array(_), JsonType::Array)
        | (Value::Object(_), JsonType::Object) => true,
        _ => false,
    }
}

/// The evaluation of one value, or of several that share the bounds of the work.
pub(super) struct Evaluation<'b> {
    book: &'b RuleBook,
    steps: u32,
    depth: u32,
    /// The way from the value to the part that is looked at.
    path: Vec<String>,
}

impl<'b> Evaluation<'b> {
    /// An evaluation that gives up after so many schemas.
    pub(super) fn of(book: &'b RuleBook, steps: u32) -> Self {
        Self {
            book,
            steps,
            depth: 0,
            path: Vec::new(),
        }
    }

    fn set(&mut self, id: RuleSetId, value: &Node) -> Verdict {
        let book = self.book;
        let set = book.get(id);
        if set.nullable && value.is_null() {
            return Verdict::Valid;
        }
        if self.steps == 0 || self.depth >= MAX_DEPTH {
            return Verdict::Unknown;
        }
        self.steps -= 1;
        self.depth += 1;
        let verdict = self.rules(&set.rules, value);
        self.depth -= 1;
        verdict
    }

    fn rules<'r>(&mut self, rules: impl IntoIterator<Item = &'r Rule>, value: &Node) -> Verdict {
        all(rules, |rule| self.rule(rule, value))
    }

    /// Rules that lead to other rules; the others are assertions about the value itself.
    pub(super) fn rule(&mut self, rule: &Rule, value: &Node) -> Verdict {
        match rule {
            Rule::Items(_) | Rule::Tuple(_) | Rule::AdditionalItems { .. } => {
                let items = value.as_array().unwrap_or_default();
                all(items.iter().enumerate(), |(index, item)| {
                    self.item(rule, index, item)
                })
            }
            Rule::Properties(_)
            | Rule::PatternProperties(_)
            | Rule::AdditionalProperties { .. }
            | Rule::PropertyNames(_) => {
                let entries = value.as_object().unwrap_or_default();
                all(entries, |entry| self.property(rule, entry))
            }
            Rule::DependentSchemas(schemas) => all(schemas, |(name, id)| {
                if value.get(name).is_some() {
                    self.set(*id, value)
                } else {
                    Verdict::Valid
                }
            }),
            Rule::AllOf(ids) => all(ids, |id| self.set(*id, value)),
            Rule::Schema(id) => self.set(*id, value),
            Rule::If {
                condition,
                then,
                otherwise,
            } => {
                let mut branch = |id: &Option<RuleSetId>| match id {
                    Some(id) => self.set(*id, value),
                    None => Verdict::Valid,
                };
                match branch(&Some(*condition)) {
                    Verdict::Valid => branch(then),
                    Verdict::Invalid(_) => branch(otherwise),
                    Verdict::Unknown => match (branch(then), branch(otherwise)) {
                        (Verdict::Valid, Verdict::Valid) => Verdict::Valid,
                        (mismatch @ Verdict::Invalid(_), Verdict::Invalid(_)) => mismatch,
                        _ => Verdict::Unknown,
                    },
                }
            }
            Rule::Required(names) => match names.iter().find(|name| value.get(name).is_none()) {
                Some(name) if value.as_object().is_some() => Verdict::Invalid(self.mismatch(
                    rule,
                    value,
                    format!("property `{name}`"),
                    "none",
                )),
                _ => Verdict::Valid,
            },
            _ => match self.assertion(rule, value) {
                Some(true) => Verdict::Valid,
                Some(false) => {
                    Verdict::Invalid(self.mismatch(rule, value, demand(rule), &value.summary()))
                }
                None => Verdict::Unknown,
            },
        }
    }

    fn mismatch(&self, rule: &Rule, value: &Node, limit: String, found: &str) -> Mismatch {
        Mismatch {
            span: value.span(),
            pointer: pointer(&self.path),
            keyword: rule.keyword(),
            limit,
            found: found.to_owned(),
            is_unquoted: unquoted_text(value).is_some(),
        }
    }

    /// A rule about items, of the item at an index.
    fn item(&mut self, rule: &Rule, index: usize, item: &Node) -> Verdict {
        let id = match rule {
            Rule::Items(id) => Some(id),
            Rule::Tuple(ids) => ids.get(index),
            Rule::AdditionalItems { from, rules } => (index >= *from).then_some(rules),
            _ => None,
        };
        match id {
            Some(id) => self.part(rule, *id, item, index.to_string()),
            None => Verdict::Valid,
        }
    }

    /// A rule about properties, of one property.
    fn property(&mut self, rule: &Rule, entry: &Entry) -> Verdict {
        let book = self.book;
        let (key, value) = (&entry.key, &entry.value);
        match rule {
            Rule::Properties(schemas) => match schemas.iter().find(|(name, _)| name == key) {
                Some((_, id)) => self.part(rule, *id, value, key.clone()),
                None => Verdict::Valid,
            },
            Rule::PatternProperties(schemas) => all(schemas, |(expression, id)| {
                self.part_where(book.finds(expression, key), rule, *id, entry)
            }),
            Rule::AdditionalProperties {
                known,
                patterns,
                rules,
            } => {
                let found = any(patterns.iter().map(|text| book.finds(text, key)));
                let is_additional = if known.contains(key) {
                    Some(false)
                } else {
                    found.map(|found| !found)
                };
                self.part_where(is_additional, rule, *rules, entry)
            }
            Rule::PropertyNames(id) => {
                let name = Node::new(Value::String(key.clone()), entry.key_span);
                self.set(*id, &name)
            }
            _ => Verdict::Valid,
        }
    }

    /// A property that a schema may be about.
    fn part_where(
        &mut self,
        applies: Option<bool>,
        rule: &Rule,
        id: RuleSetId,
        entry: &Entry,
    ) -> Verdict {
        if applies == Some(false) {
            return Verdict::Valid;
        }
        match self.part(rule, id, &entry.value, entry.key.clone()) {
            Verdict::Invalid(_) if applies.is_none() => Verdict::Unknown,
            Verdict::Invalid(mismatch) if mismatch.keyword == rule.keyword() => {
                Verdict::Invalid(Mismatch {
                    span: entry.key_span,
                    found: format!("`{}`", entry.key),
                    ..mismatch
                })
            }
            verdict => verdict,
        }
    }

    /// A part of the value. Where nothing at all may stand, that is what `rule` says.
    fn part(&mut self, rule: &Rule, id: RuleSetId, value: &Node, token: String) -> Verdict {
        self.path.push(token);
        let verdict = if self.book.get(id).rules == [Rule::Never] {
            Verdict::Invalid(self.mismatch(rule, value, "false".to_owned(), &value.summary()))
        } else {
            self.set(id, value)
        };
        self.path.pop();
        verdict
    }

    fn holds(&mut self, id: RuleSetId, value: &Node) -> Option<bool> {
        match self.set(id, value) {
            Verdict::Valid => Some(true),
            Verdict::Invalid(_) => Some(false),
            Verdict::Unknown => None,
        }
    }

    /// Whether the value itself is as the rule says, if that can be told.
    fn assertion(&mut self, rule: &Rule, value: &Node) -> Option<bool> {
        let book = self.book;
        match rule {
            Rule::Never => return Some(false),
            Rule::Types(types) => return Some(types.iter().any(|ty| is_of_type(value, *ty))),
            Rule::Const(constant) => return book.equals(constant, value),
            Rule::Enum(constants) => {
                return any(constants
                    .iter()
                    .map(|constant| book.equals(constant, value)));
            }
            Rule::AnyOf(ids) => return any(ids.iter().map(|id| self.holds(*id, value))),
            Rule::OneOf(ids) => return self.exactly_one(ids, value),
            Rule::Not { rules, .. } => return self.holds(*rules, value).map(|holds| !holds),
            _ => {}
        }
        match value.value() {
            Value::Number(number) => about_number(rule, number),
            Value::String(text) => about_text(book, rule, text),
            Value::Array(items) => self.about_items(rule, items),
            Value::Object(entries) => Some(about_properties(rule, value, entries.len())),
            Value::Null | Value::Bool(_) => Some(true),
        }
    }

    fn exactly_one(&mut self, ids: &[RuleSetId], value: &Node) -> Option<bool> {
        let mut matches = 0;
        let mut unknown = false;
        for id in ids {
            match self.holds(*id, value) {
                Some(true) => matches += 1,
                Some(false) => {}
                None => unknown = true,
            }
            if matches > 1 {
                return Some(false);
            }
        }
        (!unknown).then_some(matches == 1)
    }

    fn about_items(&mut self, rule: &Rule, items: &[Node]) -> Option<bool> {
        match rule {
            Rule::MinItems(limit) => Some(count(items) >= *limit),
            Rule::MaxItems(limit) => Some(count(items) <= *limit),
            Rule::UniqueItems if items.len() > MOST_UNIQUE => None,
            Rule::UniqueItems => {
                let mut pairs = items.iter().enumerate();
                Some(pairs.all(|(index, item)| {
                    let earlier = items.get(..index).unwrap_or_default();
                    !earlier.iter().any(|other| other.json_eq(item))
                }))
            }
            Rule::Contains(id) => any(items.iter().map(|item| self.holds(*id, item))),
            _ => Some(true),
        }
    }
}

fn about_number(rule: &Rule, number: &Number) -> Option<bool> {
    let compare = |limit: &Limit| Some(number.compare(&limit.number()?));
    match rule {
        Rule::Minimum(limit) => compare(limit).map(Ordering::is_ge),
        Rule::Maximum(limit) => compare(limit).map(Ordering::is_le),
        Rule::ExclusiveMinimum(limit) => compare(limit).map(Ordering::is_gt),
        Rule::ExclusiveMaximum(limit) => compare(limit).map(Ordering::is_lt),
        Rule::MultipleOf(limit) => number.is_multiple_of(&limit.number()?),
        Rule::Format(Format::Int {
            minimum, maximum, ..
        }) => {
            let value = number.as_i128();
            Some(value.is_some_and(|value| (*minimum..=*maximum).contains(&value)))
        }
        _ => Some(true),
    }
}

fn about_text(book: &RuleBook, rule: &Rule, text: &str) -> Option<bool> {
    let length = || u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    match rule {
        Rule::MinLength(limit) => Some(length() >= *limit),
        Rule::MaxLength(limit) => Some(length() <= *limit),
        Rule::Pattern(expression) => book.finds(expression, text),
        Rule::Format(Format::Int { .. }) => Some(true),
        Rule::Format(format) => format.matches(text),
        Rule::Content { base64: true, json } => {
            base64(text).filter(|is_base64| !is_base64 || !json)
        }
        Rule::Content { .. } => None,
        _ => Some(true),
    }
}

fn about_properties(rule: &Rule, value: &Node, count: usize) -> bool {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    match rule {
        Rule::MinProperties(limit) => count >= *limit,
        Rule::MaxProperties(limit) => count <= *limit,
        Rule::DependentRequired(lists) => lists.iter().all(|(name, others)| {
            value.get(name).is_none() || others.iter().all(|other| value.get(other).is_some())
        }),
        _ => true,
    }
}

fn count(items: &[Node]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}

/// Valid if all are; the first that is not decides.
fn all<T>(parts: impl IntoIterator<Item = T>, mut check: impl FnMut(T) -> Verdict) -> Verdict {
    let mut verdict = Verdict::Valid;
    for part in parts {
        match check(part) {
            Verdict::Valid => {}
            Verdict::Unknown => verdict = Verdict::Unknown,
            mismatch @ Verdict::Invalid(_) => return mismatch,
        }
    }
    verdict
}

/// Whether any is, if that can be told.
fn any(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut answer = Some(false);
    for part in parts {
        match part {
            Some(true) => return Some(true),
            Some(false) => {}
            None => answer = None,
        }
    }
    answer
}

/// What a rule asks for, in the words of the schema.
pub(super) fn demand(rule: &Rule) -> String {
    const MOST_VALUES: usize = 8;
    match rule {
        Rule::Never => "no value".to_owned(),
        Rule::Types(types) => {
            let names: Vec<&str> = types.iter().map(|ty| ty.name()).collect();
            names.join(" or ")
        }
        Rule::Const(constant) => constant.display(),
        Rule::Enum(constants) => {
            let values = constants.iter().take(MOST_VALUES).map(Constant::display);
            let mut values: Vec<String> = values.collect();
            if constants.len() > MOST_VALUES {
                values.push("…".to_owned());
            }
            values.join(", ")
        }
        Rule::Minimum(limit)
        | Rule::Maximum(limit)
        | Rule::ExclusiveMinimum(limit)
        | Rule::ExclusiveMaximum(limit)
        | Rule::MultipleOf(limit) => limit.to_string(),
        Rule::MinLength(limit)
        | Rule::MaxLength(limit)
        | Rule::MinItems(limit)
        | Rule::MaxItems(limit)
        | Rule::MinProperties(limit)
        | Rule::MaxProperties(limit) => limit.to_string(),
        Rule::Pattern(text) => format!("`{text}`"),
        Rule::Format(format) => format.name().to_owned(),
        Rule::Content { base64: true, .. } => "base64".to_owned(),
        Rule::Content { .. } => "application/json".to_owned(),
        Rule::UniqueItems => "true".to_owned(),
        Rule::AnyOf(ids) => format!("one of {} alternatives", ids.len()),
        Rule::OneOf(ids) => format!("exactly one of {} alternatives", ids.len()),
        Rule::Not { .. } => "a value that does not match".to_owned(),
        Rule::Contains(_) => "an item that matches".to_owned(),
        _ => String::new(),
    }
}
