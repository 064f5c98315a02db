//! What a type leaves unsaid of its schema, and so must be checked.
//!
//! Types come first: a rule that every value of a type obeys costs nothing. All others are kept
//! beside the type, those about one kind of values apart from those about any.

use super::json_type::JsonType;
use super::view::{Stated, View};
use super::{Lowerer, Shape};
use crate::document::Node;
use crate::model::{Constant, Positions, Struct, Type, TypeDef, TypeId, TypeKind, unaliased};
use crate::rules::{Format, Limit, Rule, RuleSetId, Verdict};
use std::collections::BTreeSet;

/// What a shape says of its schema by being what it is.
pub(super) enum Said {
    /// Nothing beyond the kind of its values.
    Nothing,
    /// Which properties or items there are, and what they are.
    Structure,
    /// The same, for each of several kinds apart.
    Kinds,
    /// All: it has only these values.
    Values(Vec<Node>),
    /// One list of alternatives.
    List {
        /// Whether it is `oneOf`.
        exclusive: bool,
        /// The schema that it stands in.
        owner: usize,
        /// Whether each alternative includes what stands beside the list.
        with_base: bool,
    },
    /// All: its parts include the whole schema.
    Everything,
}

/// Rules that a type does not say.
#[derive(Default)]
pub(super) struct Leftover {
    /// About one kind of values: `null`, for one, obeys them all.
    pub(super) of_kind: Vec<Rule>,
    /// About any value.
    pub(super) general: Vec<Rule>,
}

impl Leftover {
    pub(super) fn all(mut self) -> Vec<Rule> {
        self.of_kind.append(&mut self.general);
        self.of_kind
    }
}

impl Lowerer {
    pub(super) fn leftover(&mut self, view: &View, shape: &Shape, said: &Said) -> Leftover {
        let mut left = Leftover::default();
        if matches!(said, Said::Everything) {
            return left;
        }
        let kinds = self.kinds(shape);
        for stated in &view.rules {
            if self.is_said(view, shape, &kinds, said, stated) {
                continue;
            }
            let rules = match subject(&stated.rule) {
                Some(_) => &mut left.of_kind,
                None => &mut left.general,
            };
            if !rules.contains(&stated.rule) {
                rules.push(stated.rule.clone());
            }
        }
        left
    }

    /// The type, with its rules if there are any.
    pub(super) fn checked(&mut self, ty: Type, rules: Vec<Rule>, nullable: bool) -> Type {
        match self.rules(rules, nullable) {
            Some(rules) => Type::Checked(Box::new(ty), rules),
            None => ty,
        }
    }

    pub(super) fn rules(&mut self, rules: Vec<Rule>, nullable: bool) -> Option<RuleSetId> {
        (!rules.is_empty()).then(|| self.book.define(rules, nullable))
    }

    fn is_said(
        &mut self,
        view: &View,
        shape: &Shape,
        kinds: &BTreeSet<JsonType>,
        said: &Said,
        stated: &Stated,
    ) -> bool {
        let rule = &stated.rule;
        if let Rule::Types(types) = rule {
            let null = view.null_besides || types.contains(&JsonType::Null);
            return (null || !view.nullable)
                && kinds
                    .iter()
                    .all(|kind| allows(types, *kind) || null && *kind == JsonType::Null);
        }
        if let Some(subject) = subject(rule)
            && !kinds
                .iter()
                .any(|kind| subject == *kind || is_whole(subject, *kind))
        {
            return true;
        }
        match said {
            Said::Everything => true,
            Said::Nothing => false,
            Said::Kinds => subject(rule).is_some(),
            Said::Values(values) => self.all_obey(values, rule),
            // The list does not speak of the `null` that stands beside it.
            Said::List { .. } if view.nullable && !view.null_besides && subject(rule).is_none() => {
                false
            }
            Said::List {
                exclusive,
                owner,
                with_base,
            } => match rule {
                Rule::OneOf(_) => *exclusive && *owner == stated.owner,
                Rule::AnyOf(_) => !*exclusive && *owner == stated.owner,
                _ => *with_base,
            },
            Said::Structure => match shape {
                Shape::Type(ty) => type_says(ty, view, rule),
                Shape::Definition(kind) => definition_says(kind, view, rule),
            },
        }
    }

    /// Whether a rule forbids the only value that others leave, for sure.
    pub(super) fn contradicts_itself(&mut self, view: &View) -> bool {
        let values = view.constant.as_ref().map(std::slice::from_ref);
        let Some(values) = values.or(view.values.as_deref()) else {
            return false;
        };
        if matches!(self.said_by(view, values), Said::Everything) {
            return false;
        }
        let rules = view
            .rules
            .iter()
            .map(|stated| stated.rule.clone())
            .collect();
        let rules = self.book.define(rules, false);
        values
            .iter()
            .any(|value| matches!(self.book.check(rules, value), Verdict::Invalid(_)))
    }

    /// Whether each of the values obeys a rule for sure.
    fn all_obey(&mut self, values: &[Node], rule: &Rule) -> bool {
        let rules = self.book.define(vec![rule.clone()], false);
        values
            .iter()
            .all(|value| matches!(self.book.check(rules, value), Verdict::Valid))
    }

    /// The kinds of JSON values that a shape stands for.
    fn kinds(&self, shape: &Shape) -> BTreeSet<JsonType> {
        let mut kinds = BTreeSet::new();
        let mut seen = Vec::new();
        match shape {
            Shape::Type(ty) => kinds_of(&self.types, ty, &mut kinds, &mut seen),
            Shape::Definition(kind) => {
                kinds_of_definition(&self.types, kind, &mut kinds, &mut seen)
            }
        }
        kinds
    }

    /// Whether a type stands for `null` among others.
    pub(super) fn allows_null(&self, ty: &Type) -> bool {
        let mut kinds = BTreeSet::new();
        kinds_of(&self.types, ty, &mut kinds, &mut Vec::new());
        kinds.contains(&JsonType::Null)
    }
}

/// The kind of values that a rule is about; `None` if it is about all.
pub(super) fn subject(rule: &Rule) -> Option<JsonType> {
    Some(match rule {
        Rule::Minimum(_)
        | Rule::Maximum(_)
        | Rule::ExclusiveMinimum(_)
        | Rule::ExclusiveMaximum(_)
        | Rule::MultipleOf(_)
        | Rule::Format(Format::Int { .. }) => JsonType::Number,
        Rule::MinLength(_)
        | Rule::MaxLength(_)
        | Rule::Pattern(_)
        | Rule::Format(_)
        | Rule::Content { .. } => JsonType::String,
        Rule::MinItems(_)
        | Rule::MaxItems(_)
        | Rule::UniqueItems
        | Rule::Items(_)
        | Rule::Tuple(_)
        | Rule::AdditionalItems { .. }
        | Rule::Contains(_) => JsonType::Array,
        Rule::MinProperties(_)
        | Rule::MaxProperties(_)
        | Rule::Required(_)
        | Rule::Properties(_)
        | Rule::PatternProperties(_)
        | Rule::AdditionalProperties { .. }
        | Rule::PropertyNames(_)
        | Rule::DependentRequired(_)
        | Rule::DependentSchemas(_) => JsonType::Object,
        _ => return None,
    })
}

fn is_whole(subject: JsonType, kind: JsonType) -> bool {
    subject == JsonType::Number && kind == JsonType::Integer
}

fn allows(types: &[JsonType], kind: JsonType) -> bool {
    types.contains(&kind) || kind == JsonType::Integer && types.contains(&JsonType::Number)
}

/// Whether all values of a type obey a rule about their kind.
fn type_says(ty: &Type, view: &View, rule: &Rule) -> bool {
    match (ty, rule) {
        (Type::Int(int), _) => {
            let (smallest, largest) = int.range();
            match rule {
                // Bounds that the format cannot hold are what messages keep to.
                Rule::Format(Format::Int {
                    minimum, maximum, ..
                }) if view.exceeds(*minimum, *maximum) => true,
                Rule::Minimum(Limit::Int(limit)) => *limit <= smallest,
                Rule::Maximum(Limit::Int(limit)) => *limit >= largest,
                Rule::Format(Format::Int {
                    minimum, maximum, ..
                }) => *minimum <= smallest && *maximum >= largest,
                Rule::MultipleOf(Limit::Int(1)) => true,
                _ => false,
            }
        }
        (Type::List(_), Rule::Items(_)) => true,
        (Type::Tuple(items), _) => array_says(items.len(), items.len(), false, rule),
        (Type::Map(_), Rule::AdditionalProperties { .. }) => only_rule_of_rest(view),
        _ => false,
    }
}

fn definition_says(kind: &TypeKind, view: &View, rule: &Rule) -> bool {
    match (kind, rule) {
        (TypeKind::Struct(_), Rule::Properties(_) | Rule::Required(_)) => true,
        (TypeKind::Struct(of), Rule::AdditionalProperties { known, .. }) => {
            only_rule_of_rest(view) && lists_all(of, known)
        }
        (TypeKind::Positions(of), _) => {
            let Positions {
                items,
                required,
                rest,
            } = of;
            array_says(items.len(), *required, rest.is_some(), rule)
        }
        _ => false,
    }
}

fn array_says(count: usize, required: usize, open: bool, rule: &Rule) -> bool {
    match rule {
        Rule::Tuple(_) | Rule::AdditionalItems { .. } => true,
        Rule::MinItems(limit) => *limit <= required as u64,
        Rule::MaxItems(limit) => !open && *limit >= count as u64,
        _ => false,
    }
}

/// Whether one schema alone speaks of the properties that are not listed, and all of them alike.
fn only_rule_of_rest(view: &View) -> bool {
    let of_rest = view.rules.iter().filter(|stated| {
        matches!(
            stated.rule,
            Rule::AdditionalProperties { .. } | Rule::PatternProperties(_)
        )
    });
    of_rest.count() == 1
}

/// Whether every field stands in the `properties` beside `additionalProperties`.
fn lists_all(of: &Struct, known: &[String]) -> bool {
    of.fields.iter().all(|field| known.contains(&field.name))
}

fn kinds_of(types: &[TypeDef], ty: &Type, kinds: &mut BTreeSet<JsonType>, seen: &mut Vec<TypeId>) {
    match unaliased(types, ty) {
        Type::String | Type::Formatted(_) => {
            kinds.insert(JsonType::String);
        }
        Type::Bool => {
            kinds.insert(JsonType::Boolean);
        }
        Type::Int(_) => {
            kinds.insert(JsonType::Integer);
        }
        Type::Float => {
            kinds.insert(JsonType::Number);
        }
        Type::Null => {
            kinds.insert(JsonType::Null);
        }
        Type::List(_) | Type::Tuple(_) => {
            kinds.insert(JsonType::Array);
        }
        Type::Map(_) => {
            kinds.insert(JsonType::Object);
        }
        Type::Any | Type::Foreign(_) => any_kind(kinds),
        Type::Nullable(inner) => {
            kinds.insert(JsonType::Null);
            kinds_of(types, inner, kinds, seen);
        }
        Type::Boxed(inner) | Type::Checked(inner, _) => kinds_of(types, inner, kinds, seen),
        Type::Named(id) => {
            if !seen.contains(id) {
                seen.push(*id);
                kinds_of_definition(types, &types[id.0].kind, kinds, seen);
            }
        }
    }
}

fn kinds_of_definition(
    types: &[TypeDef],
    kind: &TypeKind,
    kinds: &mut BTreeSet<JsonType>,
    seen: &mut Vec<TypeId>,
) {
    match kind {
        TypeKind::Struct(_) => {
            kinds.insert(JsonType::Object);
        }
        TypeKind::Positions(_) => {
            kinds.insert(JsonType::Array);
        }
        TypeKind::Enumeration(values) => {
            kinds.extend(values.iter().map(|value| kind_of_constant(&value.value)));
        }
        TypeKind::Union(union) => {
            for variant in &union.variants {
                kinds_of(types, &variant.ty, kinds, seen);
            }
        }
        TypeKind::Alias(inner) | TypeKind::Newtype(inner) => kinds_of(types, inner, kinds, seen),
        // It is still being lowered.
        TypeKind::Pending => any_kind(kinds),
    }
}

fn any_kind(kinds: &mut BTreeSet<JsonType>) {
    kinds.extend([
        JsonType::Object,
        JsonType::Array,
        JsonType::String,
        JsonType::Integer,
        JsonType::Number,
        JsonType::Boolean,
        JsonType::Null,
    ]);
}

fn kind_of_constant(constant: &Constant) -> JsonType {
    match constant {
        Constant::Str(_) => JsonType::String,
        Constant::Json(text) => match text.as_bytes().first() {
            Some(b't' | b'f') => JsonType::Boolean,
            Some(b'n') => JsonType::Null,
            Some(b'{') => JsonType::Object,
            Some(b'[') => JsonType::Array,
            _ if text.parse::<i128>().is_ok() => JsonType::Integer,
            _ => JsonType::Number,
        },
    }
}
