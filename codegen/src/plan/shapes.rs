//! What the types of alternatives say of the JSON they stand for.

use super::planner::Member;
use super::{KINDS, Kind, Step};
use crate::model::{
    Constant, Field, FieldKind, Presence, Struct, Type, TypeDef, TypeId, TypeKind, unaliased,
};
use std::collections::BTreeSet;

/// What stands at a path of one alternative.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum At {
    /// One of these constants; whether something must stand there.
    Constants(Vec<Constant>, bool),
    /// Some other value.
    Open,
    /// Nothing is said of it.
    Unknown,
}

impl At {
    /// What stands there of any of several types; `always` unless there are others that have no
    /// such place.
    fn any_of(all: Vec<Self>, mut always: bool) -> Self {
        let mut constants = Vec::new();
        let unknown = all.iter().filter(|at| **at == Self::Unknown).count();
        if unknown == all.len() {
            return Self::Unknown;
        }
        for at in all {
            match at {
                Self::Constants(more, required) => {
                    always &= required;
                    constants.extend(more);
                }
                Self::Open => return Self::Open,
                Self::Unknown => {}
            }
        }
        match unknown {
            0 => Self::Constants(constants, always),
            // With one of the constants it may still be one of the others.
            _ => Self::Open,
        }
    }
}

pub(super) enum Followed<'a> {
    Struct(TypeId, &'a Struct),
    Union(TypeId, &'a [crate::model::Variant]),
    /// The first items, how many of them must be there, and whether others may follow.
    Tuple(&'a [Type], usize, bool),
    /// Items of one type.
    List,
    /// Nothing is known of what stands inside.
    Nothing,
    Other,
}

/// Tags deeper than this are not looked for.
const MAX_TAG_DEPTH: usize = 3;

/// A view of all types.
#[derive(Clone, Copy)]
pub(super) struct Shapes<'t> {
    pub(super) types: &'t [TypeDef],
    /// Whether an object that says nothing of other properties may have any, as JSON Schema has
    /// it. Among messages, a tag that only some of them state decides all the same.
    pub(super) exact: bool,
}

impl Shapes<'_> {
    /// Whether a property that is not listed may be there.
    fn is_open(&self, fields: &Struct) -> bool {
        fields
            .additional
            .as_ref()
            .is_some_and(|additional| additional.stated || self.exact)
    }

    /// The struct that a type is, behind aliases.
    pub(super) fn record(&self, ty: &Type) -> Option<TypeId> {
        match self.follow(ty) {
            Followed::Struct(id, _) => Some(id),
            _ => None,
        }
    }

    /// Paths at which any of the alternatives has constants, each one's nearest first.
    pub(super) fn tag_paths(&self, members: &[Member<'_>], kind: Kind) -> Vec<Vec<Step>> {
        let mut paths = Vec::new();
        for member in members {
            self.add_tag_paths(
                member.ty,
                &mut Vec::new(),
                &mut paths,
                kind,
                &mut Vec::new(),
            );
        }
        paths
    }

    fn add_tag_paths(
        &self,
        ty: &Type,
        prefix: &mut Vec<Step>,
        paths: &mut Vec<Vec<Step>>,
        kind: Kind,
        seen: &mut Vec<TypeId>,
    ) {
        if prefix.len() >= MAX_TAG_DEPTH {
            return;
        }
        let mut visit = |step: Step, inner: Option<&Type>, constant: bool| {
            prefix.push(step);
            if constant && !paths.contains(prefix) {
                paths.push(prefix.clone());
            }
            if let Some(inner) = inner
                && !constant
            {
                self.add_tag_paths(inner, prefix, paths, Kind::Object, &mut Vec::new());
            }
            prefix.pop();
        };
        match self.follow(ty) {
            Followed::Struct(_, fields) if kind == Kind::Object => {
                for field in &fields.fields {
                    let step = Step::Key(field.name.clone());
                    match &field.kind {
                        FieldKind::Constant { .. } => visit(step, None, true),
                        FieldKind::Value { ty, .. } => {
                            let constant = self.constants_of(ty, &mut Vec::new()).is_some();
                            visit(step, Some(ty), constant);
                        }
                    }
                }
            }
            Followed::Tuple(items, ..) if kind == Kind::Array => {
                for (index, item) in items.iter().enumerate() {
                    let constant = self.constants_of(item, &mut Vec::new()).is_some();
                    visit(Step::Index(index), Some(item), constant);
                }
            }
            Followed::Union(id, variants) if !seen.contains(&id) => {
                seen.push(id);
                for variant in variants {
                    self.add_tag_paths(&variant.ty, prefix, paths, kind, seen);
                }
            }
            _ => {}
        }
    }

    /// What stands at `path` of a value of this type.
    pub(super) fn at(&self, ty: &Type, path: &[Step], seen: &mut Vec<TypeId>) -> At {
        let Some((step, rest)) = path.split_first() else {
            return match self.constants_of(ty, &mut Vec::new()) {
                Some(constants) => At::Constants(constants, true),
                None => At::Open,
            };
        };
        match self.at_step(ty, step, rest, path, seen) {
            // Nothing stands inside `null`.
            At::Constants(constants, true) if self.is_nullable(ty) => {
                At::Constants(constants, false)
            }
            at => at,
        }
    }

    fn at_step(
        &self,
        ty: &Type,
        step: &Step,
        rest: &[Step],
        path: &[Step],
        seen: &mut Vec<TypeId>,
    ) -> At {
        match (self.follow(ty), step) {
            (Followed::Struct(_, fields), Step::Key(key)) => {
                match fields.fields.iter().find(|field| field.name == *key) {
                    Some(field) => self.at_field(field, rest),
                    None if self.is_open(fields) => At::Open,
                    None => At::Unknown,
                }
            }
            (Followed::Tuple(items, required, rest_of_items), Step::Index(index)) => {
                match items.get(*index) {
                    Some(item) => match self.at(item, rest, &mut Vec::new()) {
                        At::Constants(constants, always) => {
                            At::Constants(constants, always && *index < required)
                        }
                        other => other,
                    },
                    None if rest_of_items && self.exact => At::Open,
                    None => At::Unknown,
                }
            }
            (Followed::List, Step::Index(_)) if self.exact => At::Open,
            (Followed::Union(id, _), _) if seen.contains(&id) => At::Constants(Vec::new(), true),
            (Followed::Union(id, variants), _) => {
                seen.push(id);
                let of_kind = variants
                    .iter()
                    .filter(|variant| self.can_be(&variant.ty, step));
                let all: Vec<At> = of_kind
                    .clone()
                    .map(|variant| self.at(&variant.ty, path, seen))
                    .collect();
                At::any_of(all, of_kind.count() == variants.len())
            }
            (Followed::Nothing, _) => At::Open,
            _ => At::Unknown,
        }
    }

    /// Whether values of the type can have what the step leads to.
    fn can_be(&self, ty: &Type, step: &Step) -> bool {
        let mut kinds = BTreeSet::new();
        self.kinds(ty, &mut kinds, &mut Vec::new());
        kinds.contains(&match step {
            Step::Key(_) => Kind::Object,
            Step::Index(_) => Kind::Array,
        })
    }

    /// Whether the type is one that may be `null`.
    fn is_nullable(&self, ty: &Type) -> bool {
        match unaliased(self.types, ty) {
            Type::Nullable(_) => true,
            Type::Boxed(inner) => self.is_nullable(inner),
            _ => false,
        }
    }

    pub(super) fn at_field(&self, field: &Field, rest: &[Step]) -> At {
        match &field.kind {
            FieldKind::Constant {
                value, required, ..
            } => {
                if rest.is_empty() {
                    At::Constants(vec![value.clone()], *required)
                } else {
                    At::Open
                }
            }
            FieldKind::Value { ty, presence } => match self.at(ty, rest, &mut Vec::new()) {
                At::Constants(constants, always) => {
                    At::Constants(constants, always && *presence == Presence::Required)
                }
                other => other,
            },
        }
    }

    /// The constants that a type is limited to.
    pub(super) fn constants_of(&self, ty: &Type, seen: &mut Vec<TypeId>) -> Option<Vec<Constant>> {
        if let Type::Named(id) = ty {
            if seen.contains(id) {
                return Some(Vec::new());
            }
            seen.push(*id);
        }
        match ty {
            Type::Boxed(inner) | Type::Checked(inner, _) => self.constants_of(inner, seen),
            Type::Nullable(inner) => {
                let mut constants = self.constants_of(inner, seen)?;
                constants.push(Constant::Json("null".to_owned()));
                Some(constants)
            }
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Enumeration(values) => {
                    Some(values.iter().map(|value| value.value.clone()).collect())
                }
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => self.constants_of(inner, seen),
                TypeKind::Union(union) => {
                    let mut all = Vec::new();
                    for variant in &union.variants {
                        all.extend(self.constants_of(&variant.ty, seen)?);
                    }
                    Some(all)
                }
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn mark_type(
        &self,
        ty: &Type,
        path: &[Step],
        seen: &mut Vec<TypeId>,
        tags: &mut BTreeSet<(usize, String)>,
    ) {
        let Some((step, rest)) = path.split_first() else {
            return;
        };
        match (self.follow(ty), step) {
            (Followed::Struct(id, fields), Step::Key(key)) => {
                let field = fields.fields.iter().find(|field| field.name == *key);
                match field.map(|field| &field.kind) {
                    Some(FieldKind::Constant { .. }) => {
                        tags.insert((id.0, key.clone()));
                    }
                    Some(FieldKind::Value { ty, .. }) => {
                        self.mark_type(ty, rest, &mut Vec::new(), tags);
                    }
                    None => {}
                }
            }
            (Followed::Tuple(items, ..), Step::Index(index)) => {
                if let Some(item) = items.get(*index) {
                    self.mark_type(item, rest, &mut Vec::new(), tags);
                }
            }
            (Followed::Union(id, variants), _) if !seen.contains(&id) => {
                seen.push(id);
                for variant in variants {
                    self.mark_type(&variant.ty, path, seen, tags);
                }
            }
            _ => {}
        }
    }

    /// `seen` are the types on the way: what leads back to one adds nothing.
    pub(super) fn kinds(&self, ty: &Type, kinds: &mut BTreeSet<Kind>, seen: &mut Vec<TypeId>) {
        if let Type::Named(id) = ty {
            if seen.contains(id) {
                return;
            }
            seen.push(*id);
        }
        match ty {
            Type::String | Type::Formatted(_) => {
                kinds.insert(Kind::String);
            }
            Type::Bool => {
                kinds.insert(Kind::Boolean);
            }
            Type::Int(_) | Type::Float => {
                kinds.insert(Kind::Number);
            }
            Type::Null => {
                kinds.insert(Kind::Null);
            }
            Type::List(_) | Type::Tuple(_) => {
                kinds.insert(Kind::Array);
            }
            Type::Map(_) => {
                kinds.insert(Kind::Object);
            }
            Type::Any | Type::Foreign(_) => kinds.extend(KINDS),
            Type::Nullable(inner) => {
                kinds.insert(Kind::Null);
                self.kinds(inner, kinds, seen);
            }
            Type::Boxed(inner) | Type::Checked(inner, _) => self.kinds(inner, kinds, seen),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Struct(_) => {
                    kinds.insert(Kind::Object);
                }
                TypeKind::Positions(_) => {
                    kinds.insert(Kind::Array);
                }
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => {
                    self.kinds(inner, kinds, seen);
                }
                TypeKind::Union(union) => {
                    for variant in &union.variants {
                        self.kinds(&variant.ty, kinds, seen);
                    }
                }
                TypeKind::Enumeration(values) => {
                    kinds.extend(values.iter().map(|value| Kind::of(&value.value)));
                }
                TypeKind::Pending => kinds.extend(KINDS),
            },
        }
    }

    /// How much a type lets through: what lets through less is tried first.
    pub(super) fn looseness(&self, ty: &Type) -> u8 {
        match ty {
            Type::Any => 9,
            Type::Foreign(_) => 8,
            Type::Map(_) => 7,
            Type::Float => 5,
            Type::String | Type::Int(_) | Type::List(_) => 4,
            Type::Tuple(_) | Type::Formatted(_) => 2,
            Type::Nullable(inner) | Type::Boxed(inner) | Type::Checked(inner, _) => {
                self.looseness(inner)
            }
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => self.looseness(inner),
                TypeKind::Enumeration(_) => 1,
                TypeKind::Union(_) => 3,
                _ => 2,
            },
            Type::Bool | Type::Null => 0,
        }
    }

    pub(super) fn follow<'a>(&'a self, ty: &'a Type) -> Followed<'a> {
        let mut ty = ty;
        // Aliases form no cycles: a recursive one is a newtype of a list or a map.
        for _ in 0..32 {
            match ty {
                Type::Boxed(inner) | Type::Nullable(inner) | Type::Checked(inner, _) => ty = inner,
                Type::Tuple(items) => return Followed::Tuple(items, items.len(), false),
                Type::Named(id) => match &self.types[id.0].kind {
                    TypeKind::Struct(fields) => return Followed::Struct(*id, fields),
                    TypeKind::Union(union) => return Followed::Union(*id, &union.variants),
                    TypeKind::Positions(of) => {
                        return Followed::Tuple(&of.items, of.required, of.rest.is_some());
                    }
                    TypeKind::Alias(inner) | TypeKind::Newtype(inner) => ty = inner,
                    _ => return Followed::Other,
                },
                Type::Any | Type::Foreign(_) | Type::Map(_) => return Followed::Nothing,
                Type::List(_) => return Followed::List,
                _ => return Followed::Other,
            }
        }
        Followed::Other
    }
}
