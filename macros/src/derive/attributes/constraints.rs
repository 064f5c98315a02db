//! Keywords of JSON Schema on fields: how they are written, and whether values can obey them.

use super::super::ast::{Constraint, Keyword};
use super::super::errors::Errors;
use super::parse::{Fault, Parsed, Said, count, flag, value};
use super::words::Words;
use asyncapi_channels_codegen::diagnostics::did_you_mean;
use asyncapi_channels_codegen::rules::{pattern_mistake, text_formats};
use std::cmp::Ordering;
use syn::parse::ParseStream;
use syn::{Lit, LitStr, Token};

fn one(keyword: Keyword) -> Parsed {
    Ok(Said::Constraints(vec![keyword]))
}

pub(super) fn min_length(input: ParseStream<'_>) -> Parsed {
    one(Keyword::MinLength(count(input)?))
}

pub(super) fn max_length(input: ParseStream<'_>) -> Parsed {
    one(Keyword::MaxLength(count(input)?))
}

pub(super) fn min_items(input: ParseStream<'_>) -> Parsed {
    one(Keyword::MinItems(count(input)?))
}

pub(super) fn max_items(input: ParseStream<'_>) -> Parsed {
    one(Keyword::MaxItems(count(input)?))
}

pub(super) fn unique_items(input: ParseStream<'_>) -> Parsed {
    flag(input)?;
    one(Keyword::UniqueItems)
}

pub(super) fn min_properties(input: ParseStream<'_>) -> Parsed {
    one(Keyword::MinProperties(count(input)?))
}

pub(super) fn max_properties(input: ParseStream<'_>) -> Parsed {
    one(Keyword::MaxProperties(count(input)?))
}

/// `= "^[a-z]+$"`
pub(super) fn pattern(input: ParseStream<'_>) -> Parsed {
    let pattern = value::<LitStr>(input)?.value();
    match pattern_mistake(&pattern) {
        Some(mistake) => Err(Fault::Value(format!(
            "this is no regular expression of ECMA-262: {mistake}"
        ))),
        None => one(Keyword::Pattern(pattern)),
    }
}

/// `= "email"`
pub(super) fn format(input: ParseStream<'_>) -> Parsed {
    let name = value::<LitStr>(input)?.value();
    let known: Vec<&str> = text_formats().collect();
    if known.contains(&name.as_str()) {
        return one(Keyword::Format(name));
    }
    let mut why = format!(
        "unknown format {name:?}, expected one of: {}",
        known.join(", ")
    );
    if let Some(near) = did_you_mean(&name, known) {
        why.push_str(&format!("; did you mean {near:?}?"));
    }
    Err(Fault::Value(why))
}

pub(super) fn minimum(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    one(Keyword::Minimum(number(input)?))
}

pub(super) fn maximum(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    one(Keyword::Maximum(number(input)?))
}

pub(super) fn exclusive_minimum(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    one(Keyword::ExclusiveMinimum(number(input)?))
}

pub(super) fn exclusive_maximum(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    one(Keyword::ExclusiveMaximum(number(input)?))
}

/// `= 0.5`; more than zero (validation 6.2.1).
pub(super) fn multiple_of(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    let factor = number(input)?;
    match compare(&factor, "0") {
        Ordering::Greater => one(Keyword::MultipleOf(factor)),
        _ => Err(Fault::Value(
            "only of a number above zero there are multiples".to_owned(),
        )),
    }
}

/// A range of Rust, open or closed at either end: `= 0..=10`, `= 1..`, `= ..0.5`.
pub(super) fn range(input: ParseStream<'_>) -> Parsed {
    input.parse::<Token![=]>()?;
    let mut keywords = Vec::new();
    if !input.peek(Token![..]) {
        keywords.push(Keyword::Minimum(number(input)?));
    }
    let closed = input.peek(Token![..=]);
    if closed {
        input.parse::<Token![..=]>()?;
    } else {
        input.parse::<Token![..]>()?;
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        let end = number(input)?;
        keywords.push(match closed {
            true => Keyword::Maximum(end),
            false => Keyword::ExclusiveMaximum(end),
        });
    } else if closed || keywords.is_empty() {
        return Err(Fault::Form);
    }
    Ok(Said::Constraints(keywords))
}

/// A number literal with its sign, as JSON.
fn number(input: ParseStream<'_>) -> Result<String, Fault> {
    let text = match input.parse::<Lit>()? {
        Lit::Int(number) => number.base10_digits().to_owned(),
        Lit::Float(number) => number.base10_digits().to_owned(),
        _ => return Err(Fault::Form),
    };
    // Rust has numbers without digits after the point, JSON has not (RFC 8259 section 6).
    let text = match text.strip_suffix('.') {
        Some(whole) => whole.to_owned(),
        None => text,
    };
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(text),
        _ => Err(Fault::Value(format!(
            "`{text}` is beyond what a number can be"
        ))),
    }
}

/// The order of two numbers in texts.
fn compare(one: &str, other: &str) -> Ordering {
    if let (Ok(one), Ok(other)) = (one.parse::<i128>(), other.parse::<i128>()) {
        return one.cmp(&other);
    }
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => one.total_cmp(&other),
        _ => Ordering::Equal,
    }
}

/// The constraints of a field; those that contradict each other are errors.
pub(super) fn of_field(words: &Words, errors: &mut Errors) -> Vec<Constraint> {
    let mut all: Vec<Constraint> = Vec::new();
    for word in words.iter() {
        let Said::Constraints(keywords) = &word.said else {
            continue;
        };
        for keyword in keywords {
            let twice = all
                .iter()
                .any(|other| other.keyword.name() == keyword.name());
            if twice {
                let name = keyword.name();
                errors.at(word.span, format!("`{name}` is stated twice"));
                continue;
            }
            all.push(Constraint {
                keyword: keyword.clone(),
                span: word.span,
            });
        }
    }
    contradictions(&all, errors);
    all
}

/// Reports limits between which there is nothing.
fn contradictions(all: &[Constraint], errors: &mut Errors) {
    let lower = all.iter().filter_map(|one| Some((one, one.limit(true)?)));
    for (least, (what, floor, floor_excluded)) in lower {
        for most in all {
            let Some((other, ceiling, ceiling_excluded)) = most.limit(false) else {
                continue;
            };
            let nothing_between = match compare(&floor, &ceiling) {
                Ordering::Less => false,
                Ordering::Equal => floor_excluded || ceiling_excluded,
                Ordering::Greater => true,
            };
            if what == other && nothing_between {
                let (one, two) = (least.keyword.name(), most.keyword.name());
                errors.at(
                    most.span,
                    format!("no value can obey both: `{one}` is {floor}, `{two}` is {ceiling}"),
                );
            }
        }
    }
}

impl Constraint {
    /// What is limited from below, or from above: what is counted, the limit, and whether the limit
    /// itself is excluded.
    fn limit(&self, below: bool) -> Option<(&'static str, String, bool)> {
        let (from_below, what, limit, excluded) = match &self.keyword {
            Keyword::MinLength(limit) => (true, "length", limit.to_string(), false),
            Keyword::MaxLength(limit) => (false, "length", limit.to_string(), false),
            Keyword::MinItems(limit) => (true, "items", limit.to_string(), false),
            Keyword::MaxItems(limit) => (false, "items", limit.to_string(), false),
            Keyword::MinProperties(limit) => (true, "properties", limit.to_string(), false),
            Keyword::MaxProperties(limit) => (false, "properties", limit.to_string(), false),
            Keyword::Minimum(limit) => (true, "number", limit.clone(), false),
            Keyword::ExclusiveMinimum(limit) => (true, "number", limit.clone(), true),
            Keyword::Maximum(limit) => (false, "number", limit.clone(), false),
            Keyword::ExclusiveMaximum(limit) => (false, "number", limit.clone(), true),
            Keyword::Pattern(_)
            | Keyword::Format(_)
            | Keyword::MultipleOf(_)
            | Keyword::UniqueItems => return None,
        };
        (from_below == below).then_some((what, limit, excluded))
    }
}

impl Keyword {
    /// How the option is called that states it alone.
    fn name(&self) -> &'static str {
        match self {
            Self::MinLength(_) => "min_length",
            Self::MaxLength(_) => "max_length",
            Self::Pattern(_) => "pattern",
            Self::Format(_) => "format",
            Self::Minimum(_) => "minimum",
            Self::Maximum(_) => "maximum",
            Self::ExclusiveMinimum(_) => "exclusive_minimum",
            Self::ExclusiveMaximum(_) => "exclusive_maximum",
            Self::MultipleOf(_) => "multiple_of",
            Self::MinItems(_) => "min_items",
            Self::MaxItems(_) => "max_items",
            Self::UniqueItems => "unique_items",
            Self::MinProperties(_) => "min_properties",
            Self::MaxProperties(_) => "max_properties",
        }
    }
}
