//! Schemas → rules: what each schema asks of a value, by the letter of JSON Schema draft-07.
//!
//! Where `schema` decides which Rust type a schema becomes, and may guess what its author forgot to
//! say, the rules are exact: nothing is inferred but quotes that were forgotten (`unquoted`). `read`
//! turns keywords into rules, `evaluate` holds values of the document against them, `examples` warns
//! of stated values that do not match, and `satisfiable` finds schemas that no value can match.

mod bounds;
#[cfg(test)]
mod corpus;
mod evaluate;
mod examples;
mod formats;
mod pattern;
mod read;
mod satisfiable;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;
mod unquoted;

pub use crate::schema::JsonType;
pub(crate) use evaluate::Verdict;
pub use formats::Format;

use crate::document::{Node, Number};
use crate::model::Constant;
use crate::schema::{is_nullable, unwrap_format};
use crate::session::Session;
use crate::source::Span;
use std::cell::RefCell;
use std::collections::HashMap;

/// Why text is no regular expression of ECMA-262; `None` if it is one.
pub fn pattern_mistake(text: &str) -> Option<String> {
    let mistake = pattern::parse(text).err()?;
    Some(format!("{} at character {}", mistake.what, mistake.at + 1))
}

/// The formats of text that are known.
pub fn text_formats() -> impl Iterator<Item = &'static str> {
    formats::NAMES.iter().map(|(name, _)| *name)
}

/// Index of a [`RuleSet`] in the book that holds it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Ord, PartialOrd)]
pub struct RuleSetId(pub usize);

/// All keywords of one schema: a value matches if every rule holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSet {
    /// Whether `null` matches whatever else is said, as OpenAPI's `nullable` has it.
    pub nullable: bool,
    /// What must hold. Rules about a kind of values say nothing of values of other kinds.
    pub rules: Vec<Rule>,
}

/// The number that a keyword states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// A whole number, however it was written: `5`, `5.0`, `5e0`.
    Int(i128),
    /// The nearest to any other number; always finite.
    Float(f64),
}

/// One assertion about a value. Each names the section of draft-07's validation vocabulary, or of
/// its core, that gives it its meaning.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The schema `false`: no value matches (core 4.3.2).
    Never,
    /// `type` (6.1.1).
    Types(Vec<JsonType>),
    /// `enum` (6.1.2). Numbers are compared by what they are worth.
    Enum(Vec<Constant>),
    /// `const` (6.1.3). Numbers are compared by what they are worth.
    Const(Constant),
    /// `minimum` (6.2.4).
    Minimum(Limit),
    /// `maximum` (6.2.2).
    Maximum(Limit),
    /// `exclusiveMinimum` (6.2.5).
    ExclusiveMinimum(Limit),
    /// `exclusiveMaximum` (6.2.3).
    ExclusiveMaximum(Limit),
    /// `multipleOf` (6.2.1); greater than zero.
    MultipleOf(Limit),
    /// `minLength` (6.3.2), in characters.
    MinLength(u64),
    /// `maxLength` (6.3.1), in characters.
    MaxLength(u64),
    /// `pattern` (6.3.3): an ECMA-262 regular expression that matches somewhere in the text.
    Pattern(String),
    /// `format` (7).
    Format(Format),
    /// `contentEncoding` and `contentMediaType` (8).
    Content {
        /// Whether the text is base64 (RFC 4648).
        base64: bool,
        /// Whether the text, decoded if it is base64, is JSON.
        json: bool,
    },
    /// `minItems` (6.4.4).
    MinItems(u64),
    /// `maxItems` (6.4.3).
    MaxItems(u64),
    /// `uniqueItems` (6.4.5).
    UniqueItems,
    /// `items` that is one schema for all items (6.4.1).
    Items(RuleSetId),
    /// `items` that is a list of schemas, one for each of the first items (6.4.1); the
    /// `prefixItems` of later drafts too.
    Tuple(Vec<RuleSetId>),
    /// `additionalItems` (6.4.2), or `items` beside `prefixItems`.
    AdditionalItems {
        /// The index of the first item that it is about.
        from: usize,
        /// What each of these items must match.
        rules: RuleSetId,
    },
    /// `contains` (6.4.6): at least one item matches.
    Contains(RuleSetId),
    /// `minProperties` (6.5.2).
    MinProperties(u64),
    /// `maxProperties` (6.5.1).
    MaxProperties(u64),
    /// `required` (6.5.3).
    Required(Vec<String>),
    /// `properties` (6.5.4).
    Properties(Vec<(String, RuleSetId)>),
    /// `patternProperties` (6.5.5): regular expressions as in [`Rule::Pattern`].
    PatternProperties(Vec<(String, RuleSetId)>),
    /// `additionalProperties` (6.5.6).
    AdditionalProperties {
        /// The names that stand in `properties` of the same object.
        known: Vec<String>,
        /// The expressions that stand in `patternProperties` of the same object.
        patterns: Vec<String>,
        /// What each property must match that is neither.
        rules: RuleSetId,
    },
    /// `propertyNames` (6.5.8).
    PropertyNames(RuleSetId),
    /// `dependencies` that list names (6.5.7): where the first is, the others must be.
    DependentRequired(Vec<(String, Vec<String>)>),
    /// `dependencies` that are schemas (6.5.7): where the property is, the object must match.
    DependentSchemas(Vec<(String, RuleSetId)>),
    /// `allOf` (6.7.1).
    AllOf(Vec<RuleSetId>),
    /// `anyOf` (6.7.2).
    AnyOf(Vec<RuleSetId>),
    /// `oneOf` (6.7.3).
    OneOf(Vec<RuleSetId>),
    /// `not` (6.7.4).
    Not {
        /// What must not match.
        rules: RuleSetId,
        /// The schema as the document has it, for the text of an error.
        text: String,
    },
    /// `if`, `then` and `else` (6.6).
    If {
        /// What decides.
        condition: RuleSetId,
        /// What must hold where the condition does.
        then: Option<RuleSetId>,
        /// What must hold where the condition does not.
        otherwise: Option<RuleSetId>,
    },
    /// What a `$ref` leads to (core 8.3).
    Schema(RuleSetId),
}

impl Limit {
    /// The limit that a number states.
    fn of(number: &Number) -> Self {
        number.as_i128().map_or_else(
            || Self::Float(number.as_f64().clamp(f64::MIN, f64::MAX)),
            Self::Int,
        )
    }

    /// The number again, to be compared exactly.
    fn number(self) -> Option<Number> {
        Number::parse(&self.to_string())
    }
}

impl std::fmt::Display for Limit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Int(value) => write!(formatter, "{value}"),
            // The form with an exponent stays short for the largest and the smallest.
            Self::Float(value) => write!(formatter, "{value:?}"),
        }
    }
}

impl Rule {
    /// The keyword that the rule comes from.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Never => "false",
            Self::Types(_) => "type",
            Self::Enum(_) => "enum",
            Self::Const(_) => "const",
            Self::Minimum(_) => "minimum",
            Self::Maximum(_) => "maximum",
            Self::ExclusiveMinimum(_) => "exclusiveMinimum",
            Self::ExclusiveMaximum(_) => "exclusiveMaximum",
            Self::MultipleOf(_) => "multipleOf",
            Self::MinLength(_) => "minLength",
            Self::MaxLength(_) => "maxLength",
            Self::Pattern(_) => "pattern",
            Self::Format(_) => "format",
            Self::Content { base64: true, .. } => "contentEncoding",
            Self::Content { .. } => "contentMediaType",
            Self::MinItems(_) => "minItems",
            Self::MaxItems(_) => "maxItems",
            Self::UniqueItems => "uniqueItems",
            Self::Items(_) | Self::Tuple(_) => "items",
            Self::AdditionalItems { .. } => "additionalItems",
            Self::Contains(_) => "contains",
            Self::MinProperties(_) => "minProperties",
            Self::MaxProperties(_) => "maxProperties",
            Self::Required(_) => "required",
            Self::Properties(_) => "properties",
            Self::PatternProperties(_) => "patternProperties",
            Self::AdditionalProperties { .. } => "additionalProperties",
            Self::PropertyNames(_) => "propertyNames",
            Self::DependentRequired(_) | Self::DependentSchemas(_) => "dependencies",
            Self::AllOf(_) => "allOf",
            Self::AnyOf(_) => "anyOf",
            Self::OneOf(_) => "oneOf",
            Self::Not { .. } => "not",
            Self::If { .. } => "if",
            Self::Schema(_) => "$ref",
        }
    }
}

/// The rules of every schema that was read, each schema once. A schema may contain itself: its id
/// is given before its parts are read.
#[derive(Debug, Default)]
pub(crate) struct RuleBook {
    /// Whether schemas are taken to the letter, forgotten quotes too.
    strict: bool,
    sets: Vec<RuleSet>,
    /// The schema of each set; `None` for those made by hand.
    schemas: Vec<Option<Node>>,
    /// The set of each node, by the node's identity. The node is kept so that the identity stays
    /// its own.
    known: HashMap<usize, (Node, RuleSetId)>,
    /// Sets whose keywords are still to be read: a list rather than recursion, so that no chain of
    /// references exhausts the stack.
    waiting: Vec<(RuleSetId, Node)>,
    /// The value of each constant.
    constants: HashMap<Constant, Node>,
    /// Schemas, and what stands beside references, that state an example or a default.
    annotated: Vec<(Node, RuleSetId)>,
    /// Expressions that were compiled; `None` for those that the engine does not know.
    expressions: RefCell<HashMap<String, Option<regex_lite::Regex>>>,
}

impl RuleBook {
    /// An empty book; `strict` if schemas are taken to the letter.
    pub(crate) fn new(strict: bool) -> Self {
        Self {
            strict,
            ..Self::default()
        }
    }

    /// The rules of a schema; a reference is followed. What stands beside a `$ref` counts for
    /// nothing (core 8.3), but for `nullable`.
    pub(crate) fn read(&mut self, session: &mut Session, node: &Node) -> RuleSetId {
        let id = self.id_of(session, node);
        while let Some((id, schema)) = self.waiting.pop() {
            let rules = self.rules_of(session, &schema);
            if let Some(set) = self.sets.get_mut(id.0) {
                set.rules = rules;
            }
        }
        id
    }

    /// The rules of the keywords that stand in this very object. A `$ref` is not followed: an
    /// object with one has no keywords. `allOf` is left out: whoever merges its parts asks each of
    /// them.
    pub(crate) fn own_rules(&mut self, session: &mut Session, node: &Node) -> Vec<Rule> {
        if node.get("$ref").is_some() {
            return Vec::new();
        }
        let id = self.read(session, node);
        let rules = self.get(id).rules.iter();
        rules
            .filter(|rule| !matches!(rule, Rule::AllOf(_)))
            .cloned()
            .collect()
    }

    /// A set of rules that no single schema states.
    pub(crate) fn define(&mut self, rules: Vec<Rule>, nullable: bool) -> RuleSetId {
        self.add(RuleSet { nullable, rules }, None)
    }

    /// The rules of an id.
    pub(crate) fn get(&self, id: RuleSetId) -> &RuleSet {
        static ANYTHING: RuleSet = RuleSet {
            nullable: false,
            rules: Vec::new(),
        };
        self.sets.get(id.0).unwrap_or(&ANYTHING)
    }

    /// All sets, in the order of their ids.
    pub(crate) fn sets(&self) -> &[RuleSet] {
        &self.sets
    }

    /// The id of a node, whose keywords may be unread yet.
    fn id_of(&mut self, session: &mut Session, node: &Node) -> RuleSetId {
        if let Some((_, id)) = self.known.get(&node.id()) {
            return *id;
        }
        let id = match follow(session, node) {
            Some((target, nullable)) => {
                let id = self.id_of_target(target);
                if nullable && !self.get(id).nullable {
                    self.define(vec![Rule::Schema(id)], true)
                } else {
                    id
                }
            }
            // What the reference leads to is unknown, which is reported: anything matches.
            None => self.define(Vec::new(), false),
        };
        if self.known.insert(node.id(), (node.clone(), id)).is_none() {
            self.note_annotations(node, id);
        }
        id
    }

    fn id_of_target(&mut self, target: Node) -> RuleSetId {
        if let Some((_, id)) = self.known.get(&target.id()) {
            return *id;
        }
        let set = RuleSet {
            nullable: is_nullable(&target),
            rules: Vec::new(),
        };
        let id = self.add(set, Some(target.clone()));
        self.note_annotations(&target, id);
        self.known.insert(target.id(), (target.clone(), id));
        self.waiting.push((id, target));
        id
    }

    fn add(&mut self, set: RuleSet, schema: Option<Node>) -> RuleSetId {
        self.sets.push(set);
        self.schemas.push(schema);
        RuleSetId(self.sets.len() - 1)
    }

    fn note_annotations(&mut self, node: &Node, id: RuleSetId) {
        let states = |key: &&str| node.get(key).is_some();
        if examples::ANNOTATIONS.iter().any(states) {
            self.annotated.push((node.clone(), id));
        }
    }

    /// Where a set's keyword stands, or else the schema itself.
    fn place(&self, id: RuleSetId, keyword: &'static str) -> Option<Span> {
        let schema = self.schemas.get(id.0)?.as_ref()?;
        let value = schema.get(self.stated_keyword(id, keyword));
        Some(value.unwrap_or(schema).span())
    }

    /// The keyword as a set's schema has it: later drafts have other names for some.
    fn stated_keyword(&self, id: RuleSetId, keyword: &'static str) -> &'static str {
        const LATER: [(&str, &str); 4] = [
            ("items", "prefixItems"),
            ("additionalItems", "items"),
            ("dependencies", "dependentRequired"),
            ("dependencies", "dependentSchemas"),
        ];
        let schema = self.schemas.get(id.0).and_then(Option::as_ref);
        let states = |keyword: &str| schema.is_some_and(|schema| schema.get(keyword).is_some());
        if states(keyword) {
            return keyword;
        }
        let mut later = LATER.iter().filter(|(name, _)| *name == keyword);
        let later = later.find(|(_, later)| states(later));
        later.map_or(keyword, |(_, later)| later)
    }
}

/// The schema behind references and multi-format wrappers, and whether `nullable` stands beside a
/// reference. `None` where a reference leads nowhere, which is reported.
fn follow(session: &mut Session, node: &Node) -> Option<(Node, bool)> {
    const MOST_WRAPPERS: usize = 16;
    let mut node = node.clone();
    let mut nullable = false;
    for _ in 0..MOST_WRAPPERS {
        let resolved = session.resolve(&node)?;
        nullable |= resolved.siblings.iter().any(is_nullable);
        node = unwrap_format(&resolved.node);
        if node.get("$ref").is_none() {
            return Some((node, nullable));
        }
    }
    None
}
