//! Contradictions among the types, bounds and lengths that a schema demands.

use super::satisfiable::{Contradiction, Fact, ONE_IS_ENOUGH};
use super::{Format, JsonType, Limit, Rule};
use crate::document::Number;
use std::cmp::Ordering;

/// The types that are possible; `None` where nothing is said.
pub(super) type Types = Option<Vec<JsonType>>;

/// Whether at most these types are possible, or none is said.
pub(super) fn only(types: &Types, these: &[JsonType]) -> bool {
    let mut types = types.iter().flatten();
    types.all(|ty| these.contains(ty))
}

/// Whether values of one of these types are possible.
pub(super) fn possible(types: &Types, these: &[JsonType]) -> bool {
    types
        .as_ref()
        .is_none_or(|types| types.iter().any(|ty| these.contains(ty)))
}

/// The types that all facts allow, or why there are none.
pub(super) fn types(facts: &[Fact<'_>]) -> Result<Types, Contradiction> {
    let mut possible: Option<(Vec<JsonType>, &Fact<'_>)> = None;
    for fact in facts {
        let Rule::Types(types) = fact.rule else {
            continue;
        };
        let mut types = types.clone();
        if fact.nullable {
            types.push(JsonType::Null);
        }
        possible = Some(match possible.take() {
            None => (types, fact),
            Some((earlier, other)) => {
                let both = JsonType::common(&earlier, &types);
                if both.is_empty() {
                    let (one, two) = (fact.demand(), other.demand());
                    let message = format!("{one} and {two} exclude each other");
                    let contradiction = fact.against(message, Some(other), ONE_IS_ENOUGH);
                    return Err(contradiction.tolerable());
                }
                (both, fact)
            }
        });
    }
    Ok(possible.map(|(types, _)| types))
}

/// One end of a range of numbers.
struct End<'f> {
    fact: &'f Fact<'f>,
    number: Number,
    exclusive: bool,
}

/// Bounds that leave no number, or no whole number where only those are meant.
pub(super) fn numbers(facts: &[Fact<'_>], types: &Types) -> Option<Contradiction> {
    if !possible(types, &[JsonType::Number, JsonType::Integer]) {
        return None;
    }
    let mut least: Option<End<'_>> = None;
    let mut most: Option<End<'_>> = None;
    for fact in facts {
        let (low, high, exclusive) = match fact.rule {
            Rule::Minimum(limit) => (Some(*limit), None, false),
            Rule::ExclusiveMinimum(limit) => (Some(*limit), None, true),
            Rule::Maximum(limit) => (None, Some(*limit), false),
            Rule::ExclusiveMaximum(limit) => (None, Some(*limit), true),
            Rule::Format(Format::Int {
                minimum, maximum, ..
            }) => (
                Some(Limit::Int(*minimum)),
                Some(Limit::Int(*maximum)),
                false,
            ),
            _ => continue,
        };
        for (end, limit, wanted) in [
            (&mut least, low, Ordering::Greater),
            (&mut most, high, Ordering::Less),
        ] {
            let Some(number) = limit.and_then(Limit::number) else {
                continue;
            };
            let is_tighter = end.as_ref().is_none_or(|end| {
                let order = number.compare(&end.number);
                order == wanted || (order.is_eq() && exclusive && !end.exclusive)
            });
            if is_tighter {
                *end = Some(End {
                    fact,
                    number,
                    exclusive,
                });
            }
        }
    }
    let (least, most) = (least?, most?);
    let order = least.number.compare(&most.number);
    let is_empty = order.is_gt() || (order.is_eq() && (least.exclusive || most.exclusive));
    let whole = only(types, &[JsonType::Integer, JsonType::Null]) && types.is_some();
    let kind = match (is_empty, whole && no_whole_number(&least, &most)) {
        (true, _) => "number",
        (false, true) => "whole number",
        (false, false) => return None,
    };
    Some(between(kind, least.fact, most.fact))
}

/// Whether no whole number lies between two ends.
fn no_whole_number(least: &End<'_>, most: &End<'_>) -> bool {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    // The last whole number at or below a number, and whether it is that number.
    let floor = |number: &Number| -> Option<(i128, bool)> {
        if let Some(whole) = number.as_i128() {
            return Some((whole, true));
        }
        let value = number.as_f64();
        (value.abs() < EXACT).then(|| (value.floor() as i128, false))
    };
    let (Some((low, low_is_whole)), Some((high, high_is_whole))) =
        (floor(&least.number), floor(&most.number))
    else {
        return false;
    };
    let first = low + i128::from(!low_is_whole || least.exclusive);
    let last = high - i128::from(high_is_whole && most.exclusive);
    first > last
}

/// Lengths and counts whose least is more than their most.
pub(super) fn sizes(facts: &[Fact<'_>], types: &Types) -> Option<Contradiction> {
    type Side = fn(&Rule) -> Option<u64>;
    let kinds: [(JsonType, &str, Side, Side); 3] = [
        (
            JsonType::String,
            "text",
            |rule| match rule {
                Rule::MinLength(limit) => Some(*limit),
                _ => None,
            },
            |rule| match rule {
                Rule::MaxLength(limit) => Some(*limit),
                _ => None,
            },
        ),
        (
            JsonType::Array,
            "list",
            |rule| match rule {
                Rule::MinItems(limit) => Some(*limit),
                _ => None,
            },
            |rule| match rule {
                Rule::MaxItems(limit) => Some(*limit),
                _ => None,
            },
        ),
        (
            JsonType::Object,
            "object",
            |rule| match rule {
                Rule::MinProperties(limit) => Some(*limit),
                _ => None,
            },
            |rule| match rule {
                Rule::MaxProperties(limit) => Some(*limit),
                _ => None,
            },
        ),
    ];
    kinds.into_iter().find_map(|(ty, kind, least, most)| {
        let limits = |side: Side| {
            facts
                .iter()
                .filter_map(move |fact| Some((side(fact.rule)?, fact)))
        };
        let (low, low_fact) = limits(least).max_by_key(|(limit, _)| *limit)?;
        let (high, high_fact) = limits(most).min_by_key(|(limit, _)| *limit)?;
        (possible(types, &[ty]) && low > high).then(|| between(kind, low_fact, high_fact))
    })
}

fn between(kind: &str, least: &Fact<'_>, most: &Fact<'_>) -> Contradiction {
    let (low, high) = (least.demand(), most.demand());
    let message = format!("no {kind} satisfies both {low} and {high}");
    let change = |fact: &Fact<'_>, verb: &str| match fact.rule {
        Rule::Format(_) => "choose another `format`".to_owned(),
        rule => format!("{verb} `{}`", rule.keyword()),
    };
    let help = format!("{} or {}", change(least, "lower"), change(most, "raise"));
    least.against(message, Some(most), help)
}
