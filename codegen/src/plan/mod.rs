//! How the alternatives of a set are told apart: decided here, once, at expansion.
//!
//! The result is a small decision tree. Its order is: frame kind, JSON kind, tags (a property, an
//! array position or a nested path whose constants differ), the properties that are there, and at
//! last trial in document order. JSON kind comes before the tag because only objects and arrays
//! can carry one.

mod describe;
mod overlap;
mod planner;
mod shapes;

use crate::model::{Constant, FieldKind, Payload, Type, TypeDef, TypeId, TypeKind};
use crate::options::{Envelope, Options};
use planner::{Member, Planner};
use shapes::Shapes;
use std::collections::BTreeSet;

/// A decision tree over a JSON text.
#[derive(Clone, Debug, PartialEq)]
pub enum Select {
    /// These, in this order; a single one is decided.
    Variants(Vec<u16>),
    /// By JSON kind.
    Kind(Vec<(Kind, Select)>),
    /// By the constant at a path.
    Tag {
        /// Where the constant stands.
        path: Vec<Step>,
        /// What each constant leads to.
        values: Vec<(Constant, Select)>,
        /// Where nothing stands there.
        absent: Option<Box<Select>>,
        /// Where another value stands there.
        other: Option<Box<Select>>,
    },
    /// By the properties that are there.
    Keys(Vec<KeySet>),
}

/// JSON kinds.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Ord, PartialOrd)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// `1`, `1.5`
    Number,
    /// `true`, `false`
    Boolean,
    /// `null`
    Null,
}

const KINDS: [Kind; 6] = [
    Kind::Object,
    Kind::Array,
    Kind::String,
    Kind::Number,
    Kind::Boolean,
    Kind::Null,
];

impl Kind {
    /// The kind of a constant.
    pub(crate) fn of(constant: &Constant) -> Self {
        let Constant::Json(text) = constant else {
            return Self::String;
        };
        match text.as_bytes().first() {
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'n') => Self::Null,
            _ => Self::Number,
        }
    }
}

/// A step of a path.
#[derive(Clone, Debug, Eq, PartialEq, Hash, Ord, PartialOrd)]
pub enum Step {
    /// A property.
    Key(String),
    /// An array position.
    Index(usize),
}

/// The properties of an alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct KeySet {
    /// The alternative.
    pub variant: u16,
    /// Properties it must have.
    pub required: Vec<String>,
    /// Properties it may have.
    pub known: Vec<String>,
    /// Whether it may have no others.
    pub closed: bool,
}

/// How the frames of a message set are told apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frames {
    /// For JSON text.
    pub json: Option<Select>,
    /// The variant that is any text.
    pub text: Option<u16>,
    /// The variants that are any bytes.
    pub binary: Vec<u16>,
    /// Sets of variants that nothing tells apart.
    pub ambiguous: Vec<Vec<u16>>,
}

impl Select {
    /// Whether each value leads to one alternative at most, so that no other can match.
    pub(crate) fn is_decided(&self) -> bool {
        match self {
            Self::Variants(variants) => variants.len() <= 1,
            Self::Kind(kinds) => kinds.iter().all(|(_, select)| select.is_decided()),
            Self::Tag {
                values,
                absent,
                other,
                ..
            } => {
                values.iter().all(|(_, select)| select.is_decided())
                    && [absent, other]
                        .into_iter()
                        .flatten()
                        .all(|select| select.is_decided())
            }
            Self::Keys(_) => false,
        }
    }
}

/// Plans every union and marks the properties that serve as tags. Returns the unions in which
/// nothing tells some alternatives apart, with these.
pub(crate) fn plan_unions(types: &mut [TypeDef]) -> Vec<(TypeId, Vec<Vec<u16>>)> {
    let mut tags = BTreeSet::new();
    let mut unsure = Vec::new();
    for index in 0..types.len() {
        let TypeKind::Union(union) = &types[index].kind else {
            continue;
        };
        let members: Vec<Member<'_>> = union
            .variants
            .iter()
            .enumerate()
            .map(|(variant, entry)| Member {
                variant: variant as u16,
                ty: &entry.ty,
            })
            .collect();
        let mut planner = Planner::new(types, true, false);
        let select = planner.plan(&members, union.discriminator.as_ref());
        tags.append(&mut planner.tags);
        let ambiguous = joined(std::mem::take(&mut planner.ambiguous));
        if !ambiguous.is_empty() {
            unsure.push((TypeId(index), ambiguous));
        }
        if let TypeKind::Union(union) = &mut types[index].kind {
            union.select = select;
        }
    }
    mark_tags(types, &tags);
    unsure
}

/// The names in each of several groups, for the sentence "nothing tells …".
pub(crate) fn names_of<'n>(groups: &[Vec<u16>], name: impl Fn(usize) -> Option<&'n str>) -> String {
    let groups: Vec<String> = groups
        .iter()
        .map(|group| {
            let names = group
                .iter()
                .filter_map(|variant| name(usize::from(*variant)));
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            names.join(", ")
        })
        .collect();
    format!("{} apart", groups.join(" apart, nor "))
}

/// Groups of which no two share a variant.
fn joined(groups: Vec<Vec<u16>>) -> Vec<Vec<u16>> {
    let mut joined: Vec<BTreeSet<u16>> = Vec::new();
    for group in groups {
        let mut group: BTreeSet<u16> = group.into_iter().collect();
        joined.retain(|known| {
            let apart = known.is_disjoint(&group);
            if !apart {
                group.extend(known);
            }
            apart
        });
        joined.push(group);
    }
    joined.sort();
    let groups = joined.into_iter().map(|group| group.into_iter().collect());
    groups.collect()
}

/// Plans a message set and marks the properties that serve as tags. Each message has its name in
/// the document.
pub(crate) fn plan_messages(
    types: &mut [TypeDef],
    messages: &[(&str, &Payload)],
    options: &Options,
) -> Frames {
    let mut frames = Frames::default();
    let mut members = Vec::new();
    let mut texts = Vec::new();
    for (variant, (_, payload)) in messages.iter().enumerate() {
        let variant = variant as u16;
        match payload {
            Payload::Json(ty) => members.push(Member { variant, ty }),
            Payload::Nothing => {}
            Payload::Text(_) => {
                frames.text.get_or_insert(variant);
                texts.push(variant);
            }
            Payload::Binary => frames.binary.push(variant),
        }
    }
    let mut ambiguous = Vec::new();
    if texts.len() > 1 {
        ambiguous.push(texts);
    }
    if frames.binary.len() > 1 {
        ambiguous.push(frames.binary.clone());
    }
    if let Some(envelope) = &options.envelope {
        frames.json = by_envelope(messages, envelope);
        frames.ambiguous = ambiguous;
        return frames;
    }
    let mut planner = Planner::new(types, false, options.unknown_variant);
    if !members.is_empty() {
        frames.json = Some(planner.plan(&members, None));
    }
    ambiguous.append(&mut planner.ambiguous);
    frames.ambiguous = joined(ambiguous);
    let tags = std::mem::take(&mut planner.tags);
    mark_tags(types, &tags);
    for (_, payload) in messages {
        if let Payload::Json(ty) = payload {
            mark_lone_tag(types, ty);
        }
    }
    frames
}

/// By the name beside the payload. Messages of one name, which channels of one address may have, are
/// tried in document order.
fn by_envelope(messages: &[(&str, &Payload)], envelope: &Envelope) -> Option<Select> {
    let mut named: Vec<(&str, Vec<u16>)> = Vec::new();
    for (variant, (name, payload)) in messages.iter().enumerate() {
        if !matches!(payload, Payload::Json(_) | Payload::Nothing) {
            continue;
        }
        let variant = variant as u16;
        match named.iter_mut().find(|(known, _)| known == name) {
            Some((_, variants)) => variants.push(variant),
            None => named.push((name, vec![variant])),
        }
    }
    if named.is_empty() {
        return None;
    }
    let values = named.into_iter();
    let values = values.map(|(name, variants)| {
        let constant = Constant::Str(name.to_owned());
        (constant, Select::Variants(variants))
    });
    Some(Select::Tag {
        path: vec![Step::Key(envelope.tag.clone())],
        values: values.collect(),
        absent: None,
        other: None,
    })
}

/// A message that has a constant and nothing to be told apart from carries it all the same: it
/// names the message, required or not, and another message may come.
fn mark_lone_tag(types: &mut [TypeDef], ty: &Type) {
    let shapes = Shapes {
        types,
        exact: false,
    };
    let Some(id) = shapes.record(ty) else {
        return;
    };
    let TypeKind::Struct(fields) = &mut types[id.0].kind else {
        return;
    };
    let carried = fields.fields.iter().any(|field| {
        matches!(
            field.kind,
            FieldKind::Constant { required, tag, .. } if required || tag
        )
    });
    if carried || fields.as_it_was {
        return;
    }
    for field in &mut fields.fields {
        if let FieldKind::Constant {
            value: Constant::Str(_),
            tag,
            ..
        } = &mut field.kind
        {
            *tag = true;
            return;
        }
    }
}

fn mark_tags(types: &mut [TypeDef], tags: &BTreeSet<(usize, String)>) {
    for (id, property) in tags {
        if let TypeKind::Struct(fields) = &mut types[*id].kind
            && !fields.as_it_was
        {
            for field in &mut fields.fields {
                if field.name == *property
                    && let FieldKind::Constant { tag, .. } = &mut field.kind
                {
                    *tag = true;
                }
            }
        }
    }
}
