//! How the alternatives of a set are told apart: decided here, once, at expansion.
//!
//! The result is a small decision tree. Its order is: frame kind, JSON kind, tags (a property, an
//! array position or a nested path whose constants differ), the properties that are there, and at
//! last trial in document order. JSON kind comes before the tag because only objects and arrays
//! can carry one.

mod planner;
mod shapes;

use crate::model::{Constant, FieldKind, Payload, Type, TypeDef, TypeKind};
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

    /// A sentence for the documentation: how the alternatives are told apart.
    pub fn describe(&self, names: &[&str]) -> String {
        match self {
            Self::Variants(variants) if variants.len() == 1 => "nothing to tell apart".to_owned(),
            Self::Variants(variants) => format!(
                "trying {} in this order",
                variants
                    .iter()
                    .map(|variant| names.get(usize::from(*variant)).copied().unwrap_or("?"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Self::Kind(kinds) => {
                let inner: Vec<String> = kinds
                    .iter()
                    .filter(|(_, select)| !matches!(select, Self::Variants(one) if one.len() == 1))
                    .map(|(_, select)| select.describe(names))
                    .collect();
                let mut text = "the kind of JSON value".to_owned();
                for part in inner {
                    text.push_str(", then ");
                    text.push_str(&part);
                }
                text
            }
            Self::Tag { path, .. } => format!("the tag at `{}`", path_text(path)),
            Self::Keys(_) => "the properties that are there".to_owned(),
        }
    }
}

/// A path as a JSON pointer.
fn path_text(path: &[Step]) -> String {
    path.iter()
        .map(|step| match step {
            Step::Key(key) => format!("/{key}"),
            Step::Index(index) => format!("/{index}"),
        })
        .collect()
}

/// Plans every union and marks the properties that serve as tags.
pub(crate) fn plan_unions(types: &mut [TypeDef]) {
    let mut tags = BTreeSet::new();
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
        let mut planner = Planner::new(types, true);
        let select = planner.plan(&members, union.discriminator.as_ref());
        tags.append(&mut planner.tags);
        if let TypeKind::Union(union) = &mut types[index].kind {
            union.select = select;
        }
    }
    mark_tags(types, &tags);
}

/// Plans a message set and marks the properties that serve as tags.
pub(crate) fn plan_messages(types: &mut [TypeDef], payloads: &[&Payload]) -> Frames {
    let mut frames = Frames::default();
    let mut members = Vec::new();
    let mut texts = Vec::new();
    for (variant, payload) in payloads.iter().enumerate() {
        let variant = variant as u16;
        match payload {
            Payload::Json(ty) => members.push(Member { variant, ty }),
            Payload::Text(_) => {
                frames.text.get_or_insert(variant);
                texts.push(variant);
            }
            Payload::Binary => frames.binary.push(variant),
        }
    }
    let mut planner = Planner::new(types, false);
    if !members.is_empty() {
        frames.json = Some(planner.plan(&members, None));
    }
    frames.ambiguous = std::mem::take(&mut planner.ambiguous);
    if texts.len() > 1 {
        frames.ambiguous.push(texts);
    }
    if frames.binary.len() > 1 {
        frames.ambiguous.push(frames.binary.clone());
    }
    let tags = std::mem::take(&mut planner.tags);
    mark_tags(types, &tags);
    for payload in payloads {
        if let Payload::Json(ty) = payload {
            mark_lone_tag(types, ty);
        }
    }
    frames
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
