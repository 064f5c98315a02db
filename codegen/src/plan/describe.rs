//! The plan in words, for the documentation of the generated enums.

use super::{Frames, Select, Step};
use crate::model::Constant;

/// More parts of an explanation than this say less than the code.
const MAX_PARTS: usize = 4;

/// More names or values than this are counted.
const MAX_LISTED: usize = 6;

impl Select {
    /// A sentence that says how the alternatives of these names are told apart; `None` where there
    /// is one only.
    pub fn describe(&self, names: &[&str]) -> Option<String> {
        sentence(self.parts(names))
    }

    /// The first look at all alternatives, then those at what it leaves undecided.
    fn parts(&self, names: &[&str]) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(way) = self.way() {
            parts.push(match self {
                Self::Variants(order) => format!("by {way}: {}", listed(order, names)),
                _ => format!("by {way}"),
            });
            self.add_parts(names, &mut parts);
        }
        parts
    }

    fn add_parts(&self, names: &[&str], parts: &mut Vec<String>) {
        let mut add = |otherwise: &str, inner: &Select| {
            if let Some(way) = inner.way() {
                let part = format!("{otherwise}{} by {way}", listed(&inner.variants(), names));
                if !parts.iter().any(|known| known.ends_with(&part)) {
                    parts.push(part);
                }
                inner.add_parts(names, parts);
            }
        };
        match self {
            Self::Kind(kinds) => kinds.iter().for_each(|(_, inner)| add("", inner)),
            Self::Tag {
                values,
                absent,
                other,
                ..
            } => {
                values.iter().for_each(|(_, inner)| add("", inner));
                for inner in [absent, other].into_iter().flatten() {
                    add("without it ", inner);
                }
            }
            Self::Variants(_) | Self::Keys(_) => {}
        }
    }

    /// What is looked at first; `None` where nothing is left to tell.
    fn way(&self) -> Option<String> {
        match self {
            Self::Variants(variants) if variants.len() < 2 => None,
            Self::Variants(_) => Some("trying them in this order".to_owned()),
            Self::Kind(_) => Some("the kind of JSON value".to_owned()),
            Self::Tag { path, .. } => Some(place(path)),
            Self::Keys(sets) if sets.len() < 2 => None,
            Self::Keys(_) => Some("their properties".to_owned()),
        }
    }

    /// The alternatives that are left, each once.
    fn variants(&self) -> Vec<u16> {
        let mut all: Vec<u16> = Vec::new();
        let mut add = |more: Vec<u16>| {
            for variant in more {
                if !all.contains(&variant) {
                    all.push(variant);
                }
            }
        };
        match self {
            Self::Variants(variants) => add(variants.clone()),
            Self::Kind(kinds) => kinds.iter().for_each(|(_, inner)| add(inner.variants())),
            Self::Tag {
                values,
                absent,
                other,
                ..
            } => {
                values.iter().for_each(|(_, inner)| add(inner.variants()));
                for inner in [absent, other].into_iter().flatten() {
                    add(inner.variants());
                }
            }
            Self::Keys(sets) => add(sets.iter().map(|set| set.variant).collect()),
        }
        all
    }

    /// Whether an alternative is among those that are left.
    fn leaves(&self, variant: u16) -> bool {
        match self {
            Self::Variants(variants) => variants.contains(&variant),
            Self::Kind(kinds) => kinds.iter().any(|(_, inner)| inner.leaves(variant)),
            Self::Tag {
                values,
                absent,
                other,
                ..
            } => {
                values.iter().any(|(_, inner)| inner.leaves(variant))
                    || [absent, other]
                        .into_iter()
                        .flatten()
                        .any(|inner| inner.leaves(variant))
            }
            Self::Keys(sets) => sets.iter().any(|set| set.variant == variant),
        }
    }

    /// A note that says which values of the tags an alternative has; `None` where it has no tag.
    pub fn tags_of(&self, variant: u16) -> Option<String> {
        let mut tags = Vec::new();
        self.add_tags(variant, &mut tags);
        (!tags.is_empty()).then(|| format!("Its tag: {}.", tags.join("; ")))
    }

    fn add_tags(&self, variant: u16, tags: &mut Vec<String>) {
        match self {
            Self::Kind(kinds) => kinds
                .iter()
                .for_each(|(_, inner)| inner.add_tags(variant, tags)),
            Self::Tag { path, values, .. } => {
                let own: Vec<&(Constant, Select)> = values
                    .iter()
                    .filter(|(_, inner)| inner.leaves(variant))
                    .collect();
                // With any of several values it may be each of the alternatives.
                let says_something = own.len() < values.len() || values.len() == 1;
                if !own.is_empty() && says_something {
                    let values: Vec<String> = own
                        .iter()
                        .map(|(value, _)| code(&value.display()))
                        .collect();
                    let tag = format!("{} is {}", place(path), several(&values, "or"));
                    if !tags.contains(&tag) {
                        tags.push(tag);
                    }
                }
                own.iter()
                    .for_each(|(_, inner)| inner.add_tags(variant, tags));
            }
            Self::Variants(_) | Self::Keys(_) => {}
        }
    }
}

impl Frames {
    /// A sentence that says how the messages of these names are told apart; `None` where there is
    /// nothing to tell.
    pub fn describe(&self, names: &[&str]) -> Option<String> {
        let mut parts = Vec::new();
        if !self.binary.is_empty() && (self.json.is_some() || self.text.is_some()) {
            parts.push("by the kind of frame".to_owned());
        }
        if self.binary.len() > 1 {
            let binary = listed(&self.binary, names);
            parts.push(format!("binary frames are the first of {binary}"));
        }
        if let Some(select) = &self.json {
            parts.extend(select.parts(names));
        }
        if let (Some(text), Some(_)) = (self.text, &self.json) {
            let text = listed(&[text], names);
            parts.push(format!("{text} by not being JSON of another message"));
        }
        sentence(parts)
    }
}

fn sentence(mut parts: Vec<String>) -> Option<String> {
    if parts.len() > MAX_PARTS {
        parts.truncate(MAX_PARTS);
        parts.push("and so on".to_owned());
    }
    (!parts.is_empty()).then(|| format!("Told apart {}.", parts.join("; ")))
}

/// Where a tag stands: by name where it is near, else as a JSON pointer.
fn place(path: &[Step]) -> String {
    match path {
        [Step::Key(key)] => format!("the property {}", code(key)),
        [Step::Index(index)] => format!("item {index} of the array"),
        _ => {
            let pointer: String = path
                .iter()
                .map(|step| match step {
                    Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
                    Step::Index(index) => format!("/{index}"),
                })
                .collect();
            format!("the value at {}", code(&pointer))
        }
    }
}

fn listed(variants: &[u16], names: &[&str]) -> String {
    let names: Vec<String> = variants
        .iter()
        .filter_map(|variant| names.get(usize::from(*variant)))
        .map(|name| code(name))
        .collect();
    several(&names, "and")
}

/// `a`, `a and b`, `a, b and c`, `a, b and 5 others`.
fn several(texts: &[String], and: &str) -> String {
    let more = texts.len().saturating_sub(MAX_LISTED);
    if more > 1 {
        return format!("{} {and} {more} others", texts[..MAX_LISTED].join(", "));
    }
    match texts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} {and} {last}", others.join(", ")),
    }
}

/// A span of code that rustdoc takes as it is.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}
