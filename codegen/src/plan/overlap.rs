//! Whether two alternatives share a value, so that the order in which they are tried matters.

use super::Kind;
use super::shapes::{Followed, Shapes};
use crate::model::{Field, FieldKind, Struct, Type};
use std::collections::BTreeSet;

/// What differs only deeper than this is not seen.
const MAX_DEPTH: usize = 4;

impl Shapes<'_> {
    /// Whether some JSON value of this kind is of both types. Rules beyond the types, such as
    /// patterns, are not looked at.
    pub(super) fn overlap(&self, left: &Type, right: &Type, kind: Kind) -> bool {
        self.overlap_at(left, right, kind, 0)
    }

    /// Whether an object has constants where the other has not, and none the other way round: it is
    /// tried first, so that what fits both is what says more.
    pub(super) fn is_narrower(&self, left: &Type, right: &Type) -> bool {
        let [left, right] = [left, right].map(|ty| self.constant_keys(ty));
        left.len() > right.len() && right.is_subset(&left)
    }

    /// The properties of an object that must be there and are limited to constants.
    pub(super) fn constant_keys<'a>(&'a self, ty: &'a Type) -> BTreeSet<&'a str> {
        let Followed::Struct(_, fields) = self.follow(ty) else {
            return BTreeSet::new();
        };
        let required = fields
            .fields
            .iter()
            .filter(|field| field.kind.is_required());
        required
            .filter(|field| match &field.kind {
                FieldKind::Constant { .. } => true,
                FieldKind::Value { ty, .. } => self.constants_of(ty, &mut Vec::new()).is_some(),
            })
            .map(|field| field.name.as_str())
            .collect()
    }

    fn overlap_at(&self, left: &Type, right: &Type, kind: Kind, depth: usize) -> bool {
        if depth >= MAX_DEPTH {
            return true;
        }
        if let (Some(left), Some(right)) = (
            self.constants_of(left, &mut Vec::new()),
            self.constants_of(right, &mut Vec::new()),
        ) {
            return left.iter().any(|value| right.contains(value));
        }
        match (self.follow(left), self.follow(right)) {
            (Followed::Union(_, variants), _) => self.any_overlaps(
                variants.iter().map(|variant| &variant.ty),
                right,
                kind,
                depth,
            ),
            (_, Followed::Union(_, variants)) => self.any_overlaps(
                variants.iter().map(|variant| &variant.ty),
                left,
                kind,
                depth,
            ),
            (Followed::Struct(_, left), Followed::Struct(_, right)) if kind == Kind::Object => {
                self.structs_overlap(left, right, depth)
            }
            (Followed::Tuple(left, min, open), Followed::Tuple(right, other_min, other_open))
                if kind == Kind::Array =>
            {
                let required = min.max(other_min);
                let fits = |items: &[Type], open: bool| open || items.len() >= required;
                fits(left, open)
                    && fits(right, other_open)
                    && left
                        .iter()
                        .zip(right)
                        .take(required)
                        .all(|(left, right)| self.values_overlap(left, right, depth))
            }
            _ => true,
        }
    }

    fn any_overlaps<'t>(
        &self,
        mut alternatives: impl Iterator<Item = &'t Type>,
        other: &Type,
        kind: Kind,
        depth: usize,
    ) -> bool {
        alternatives.any(|ty| {
            let mut kinds = BTreeSet::new();
            self.kinds(ty, &mut kinds, &mut Vec::new());
            kinds.contains(&kind) && self.overlap_at(ty, other, kind, depth + 1)
        })
    }

    /// Whether values of two types can be the same.
    fn values_overlap(&self, left: &Type, right: &Type, depth: usize) -> bool {
        let [mut kinds, mut others] = [BTreeSet::new(), BTreeSet::new()];
        self.kinds(left, &mut kinds, &mut Vec::new());
        self.kinds(right, &mut others, &mut Vec::new());
        kinds
            .intersection(&others)
            .any(|kind| self.overlap_at(left, right, *kind, depth + 1))
    }

    /// Whether an object can be of both: every property that one of them must have can be what the
    /// other says of it.
    fn structs_overlap(&self, left: &Struct, right: &Struct, depth: usize) -> bool {
        let fits = |one: &Struct, other: &Struct| {
            let is_closed = other.closed && other.additional.is_none();
            let mut required = one.fields.iter().filter(|field| field.kind.is_required());
            required.all(
                |field| match other.fields.iter().find(|known| known.name == field.name) {
                    Some(known) => self.fields_overlap(field, known, depth),
                    None => !is_closed,
                },
            )
        };
        fits(left, right) && fits(right, left)
    }

    fn fields_overlap(&self, left: &Field, right: &Field, depth: usize) -> bool {
        match (&left.kind, &right.kind) {
            (FieldKind::Value { ty: left, .. }, FieldKind::Value { ty: right, .. }) => {
                self.values_overlap(left, right, depth)
            }
            (FieldKind::Constant { value: left, .. }, FieldKind::Constant { value: right, .. }) => {
                left == right
            }
            (FieldKind::Constant { value, .. }, FieldKind::Value { ty, .. })
            | (FieldKind::Value { ty, .. }, FieldKind::Constant { value, .. }) => {
                match self.constants_of(ty, &mut Vec::new()) {
                    Some(constants) => constants.contains(value),
                    None => {
                        let mut kinds = BTreeSet::new();
                        self.kinds(ty, &mut kinds, &mut Vec::new());
                        kinds.contains(&Kind::of(value))
                    }
                }
            }
        }
    }
}
