//! The choice at each level of the tree.

use super::shapes::{At, Followed, Shapes};
use super::{KINDS, KeySet, Kind, Select, Step};
use crate::model::{Constant, Discriminator, Type, TypeDef};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy)]
pub(super) struct Member<'t> {
    pub(super) variant: u16,
    pub(super) ty: &'t Type,
}

pub(super) struct Planner<'t> {
    shapes: Shapes<'t>,
    pub(super) tags: BTreeSet<(usize, String)>,
    pub(super) ambiguous: Vec<Vec<u16>>,
    /// Paths that have been looked at on the way to the present group.
    used: Vec<Vec<Step>>,
    /// Whether there may be something else than the alternatives, so that a single one is looked
    /// for too.
    open: bool,
}

/// As many tags are looked at one after the other. Each can double the tree.
const MAX_TAGS: usize = 4;

impl<'t> Planner<'t> {
    pub(super) fn new(types: &'t [TypeDef], exact: bool, open: bool) -> Self {
        Self {
            shapes: Shapes { types, exact },
            tags: BTreeSet::new(),
            ambiguous: Vec::new(),
            used: Vec::new(),
            open,
        }
    }

    pub(super) fn plan(
        &mut self,
        members: &[Member<'t>],
        discriminator: Option<&Discriminator>,
    ) -> Select {
        if let Some(discriminator) = discriminator
            && let Some(select) = self.by_discriminator(members, discriminator)
        {
            return select;
        }
        self.by_kind(members)
    }

    fn by_discriminator(
        &mut self,
        members: &[Member<'t>],
        discriminator: &Discriminator,
    ) -> Option<Select> {
        let path = vec![Step::Key(discriminator.property.clone())];
        let mut values: Vec<(Constant, Select)> = Vec::new();
        for (member, stated) in members.iter().zip(&discriminator.values) {
            let constants = match self.shapes.at(member.ty, &path, &mut Vec::new()) {
                At::Constants(constants, _) => constants,
                _ => stated.iter().cloned().map(Constant::Str).collect(),
            };
            // A variant that no value leads to needs another way.
            if constants.is_empty() {
                return None;
            }
            for constant in constants {
                if values.iter().any(|(known, _)| *known == constant) {
                    return None;
                }
                values.push((constant, Select::Variants(vec![member.variant])));
            }
        }
        self.mark(members, &path);
        Some(Select::Tag {
            path,
            values,
            absent: None,
            other: None,
        })
    }

    fn by_kind(&mut self, members: &[Member<'t>]) -> Select {
        if let [single] = members
            && !self.open
        {
            return Select::Variants(vec![single.variant]);
        }
        let masks: Vec<BTreeSet<Kind>> = members
            .iter()
            .map(|member| {
                let mut kinds = BTreeSet::new();
                self.shapes.kinds(member.ty, &mut kinds, &mut Vec::new());
                kinds
            })
            .collect();
        let mut groups: Vec<(Kind, Vec<Member<'t>>)> = Vec::new();
        for kind in KINDS {
            let group: Vec<Member<'t>> = members
                .iter()
                .zip(&masks)
                .filter(|(_, mask)| mask.contains(&kind))
                .map(|(member, _)| *member)
                .collect();
            if !group.is_empty() {
                groups.push((kind, group));
            }
        }
        if groups.len() == 1 {
            let kind = groups[0].0;
            return self.within(members, kind);
        }
        Select::Kind(
            groups
                .into_iter()
                .map(|(kind, group)| (kind, self.within(&group, kind)))
                .collect(),
        )
    }

    /// Among alternatives that are all of one JSON kind.
    fn within(&mut self, members: &[Member<'t>], kind: Kind) -> Select {
        if let [single] = members {
            return self.alone(*single, kind);
        }
        if matches!(kind, Kind::Object | Kind::Array)
            && let Some(select) = self.by_tag(members, kind)
        {
            return select;
        }
        if kind == Kind::Object
            && let Some(select) = self.by_keys(members)
        {
            return select;
        }
        // Integers are tried before numbers, constants before text, all else in document order.
        let mut ordered: Vec<Member<'t>> = members.to_vec();
        ordered.sort_by_key(|member| self.shapes.looseness(member.ty));
        let shapes = self.shapes;
        for alike in ordered.chunk_by(|a, b| shapes.looseness(a.ty) == shapes.looseness(b.ty)) {
            self.note_overlaps(alike, kind);
        }
        Select::Variants(ordered.iter().map(|member| member.variant).collect())
    }

    /// Notes which of the alternatives, all equally likely, share a value of this kind: the first of
    /// them takes it.
    fn note_overlaps(&mut self, members: &[Member<'t>], kind: Kind) {
        let mut groups: Vec<Vec<Member<'t>>> = Vec::new();
        for member in members {
            let mut own = vec![*member];
            groups.retain(|group| {
                let overlaps = |known: &Member<'t>| {
                    !self.shapes.is_narrower(known.ty, member.ty)
                        && self.shapes.overlap(known.ty, member.ty, kind)
                };
                let apart = !group.iter().any(overlaps);
                if !apart {
                    own.extend(group);
                }
                apart
            });
            groups.push(own);
        }
        let several = groups.iter().filter(|group| group.len() > 1);
        self.ambiguous
            .extend(several.map(|group| group.iter().map(|member| member.variant).collect()));
    }

    /// What a single alternative is known by, where there may be something else: its own constant,
    /// or else the properties that it must have.
    fn alone(&mut self, member: Member<'t>, kind: Kind) -> Select {
        let decided = Select::Variants(vec![member.variant]);
        if !self.open {
            return decided;
        }
        let paths = self.shapes.tag_paths(&[member], kind);
        let at = |path: &Vec<Step>| match self.shapes.at(member.ty, path, &mut Vec::new()) {
            At::Constants(values, required) => {
                // An optional text says what the message is, as for one that is alone.
                let is_tag = path.len() == 1 && matches!(values[..], [Constant::Str(_)]);
                (values.len() == 1 && (required || is_tag)).then_some((values, required))
            }
            _ => None,
        };
        let known = paths
            .iter()
            .filter(|path| !self.used.contains(path))
            .filter_map(|path| Some((path, at(path)?)))
            .min_by_key(|(path, (_, required))| (!required, path.len()));
        let Some((path, (values, required))) = known else {
            return match kind {
                Kind::Object => self.by_keys(&[member]).unwrap_or(decided),
                _ => decided,
            };
        };
        self.mark(&[member], path);
        Select::Tag {
            path: path.clone(),
            values: values
                .into_iter()
                .map(|value| (value, decided.clone()))
                .collect(),
            absent: (!required).then(|| Box::new(decided)),
            other: None,
        }
    }

    fn by_tag(&mut self, members: &[Member<'t>], kind: Kind) -> Option<Select> {
        if self.used.len() >= MAX_TAGS {
            return None;
        }
        let paths = self.shapes.tag_paths(members, kind);
        let mut best: Option<(usize, usize, usize, usize)> = None;
        for (index, path) in paths.iter().enumerate() {
            if self.used.contains(path) {
                continue;
            }
            let at: Vec<At> = members
                .iter()
                .map(|member| self.shapes.at(member.ty, path, &mut Vec::new()))
                .collect();
            let largest = largest_group(&at);
            if largest >= members.len() {
                continue;
            }
            let unsure = at
                .iter()
                .filter(|at| !matches!(at, At::Constants(_, true)))
                .count();
            let score = (largest, unsure, path.len(), index);
            if best.is_none_or(|best| score < best) {
                best = Some(score);
            }
        }
        let path = paths[best?.3].clone();
        let at: Vec<At> = members
            .iter()
            .map(|member| self.shapes.at(member.ty, &path, &mut Vec::new()))
            .collect();
        self.mark(members, &path);
        self.used.push(path.clone());
        let mut constants: Vec<Constant> = Vec::new();
        for at in &at {
            if let At::Constants(values, _) = at {
                for value in values {
                    if !constants.contains(value) {
                        constants.push(value.clone());
                    }
                }
            }
        }
        let group = |keep: &dyn Fn(&At) -> bool| -> Vec<Member<'t>> {
            members
                .iter()
                .zip(&at)
                .filter(|(_, at)| keep(at))
                .map(|(member, _)| *member)
                .collect()
        };
        let mut known: Vec<(Vec<u16>, Select)> = Vec::new();
        let mut values = Vec::new();
        for constant in constants {
            let group = group(&|at| match at {
                At::Constants(values, _) => values.contains(&constant),
                At::Open => true,
                At::Unknown => false,
            });
            let key: Vec<u16> = group.iter().map(|member| member.variant).collect();
            let select = match known.iter().find(|(variants, _)| *variants == key) {
                Some((_, select)) => select.clone(),
                None => {
                    let select = match group.as_slice() {
                        [single] => Select::Variants(vec![single.variant]),
                        _ => self.within(&group, kind),
                    };
                    known.push((key, select.clone()));
                    select
                }
            };
            values.push((constant, select));
        }
        let absent = group(&|at| !matches!(at, At::Constants(_, true)));
        let other = group(&|at| matches!(at, At::Open | At::Unknown));
        // Without their tag, messages need not be told apart: that is what the tag is for.
        let ambiguous = self.ambiguous.len();
        let absent = self.rest(absent, kind);
        if values.len() > 1 {
            self.ambiguous.truncate(ambiguous);
        }
        let other = self.rest(other, kind);
        self.used.pop();
        Some(Select::Tag {
            path,
            values,
            absent,
            other,
        })
    }

    fn rest(&mut self, members: Vec<Member<'t>>, kind: Kind) -> Option<Box<Select>> {
        if members.is_empty() {
            return None;
        }
        Some(Box::new(self.within(&members, kind)))
    }

    /// Keeps the properties of a path as tags, so that they are always written.
    fn mark(&mut self, members: &[Member<'t>], path: &[Step]) {
        let mut tags = std::mem::take(&mut self.tags);
        for member in members {
            self.shapes
                .mark_type(member.ty, path, &mut Vec::new(), &mut tags);
        }
        self.tags = tags;
    }

    fn by_keys(&mut self, members: &[Member<'t>]) -> Option<Select> {
        // What has more constants is likelier where the properties are the same.
        let mut members = members.to_vec();
        members.sort_by_cached_key(|member| Reverse(self.shapes.constant_keys(member.ty).len()));
        let mut sets = Vec::new();
        for member in &members {
            let mut keys = KeySet {
                variant: member.variant,
                required: Vec::new(),
                known: Vec::new(),
                closed: false,
            };
            match self.shapes.follow(member.ty) {
                Followed::Struct(_, fields) => {
                    for field in &fields.fields {
                        keys.known.push(field.name.clone());
                        if field.kind.is_required() {
                            keys.required.push(field.name.clone());
                        }
                    }
                    keys.closed = fields.closed && fields.additional.is_none();
                }
                Followed::Union(_, variants) => {
                    self.union_keys(variants, &mut keys)?;
                }
                // Maps and free values have no keys to go by.
                _ => {}
            }
            sets.push(keys);
        }
        if sets.iter().all(|set| set.known.is_empty()) {
            return None;
        }
        let mut same: BTreeMap<Vec<String>, Vec<Member<'t>>> = BTreeMap::new();
        for (set, member) in sets.iter().zip(&members) {
            let mut known = set.known.clone();
            known.sort();
            same.entry(known).or_default().push(*member);
        }
        for members in same.values() {
            self.note_overlaps(members, Kind::Object);
        }
        Some(Select::Keys(sets))
    }

    fn union_keys(&self, variants: &[crate::model::Variant], keys: &mut KeySet) -> Option<()> {
        let mut required: Option<Vec<String>> = None;
        for variant in variants {
            let Followed::Struct(_, fields) = self.shapes.follow(&variant.ty) else {
                return None;
            };
            let mut own = Vec::new();
            for field in &fields.fields {
                if !keys.known.contains(&field.name) {
                    keys.known.push(field.name.clone());
                }
                if field.kind.is_required() {
                    own.push(field.name.clone());
                }
            }
            required = Some(match required {
                None => own,
                Some(earlier) => earlier
                    .into_iter()
                    .filter(|name| own.contains(name))
                    .collect(),
            });
        }
        keys.required = required.unwrap_or_default();
        Some(())
    }
}

/// The most alternatives that any one outcome of looking at a tag leaves.
fn largest_group(at: &[At]) -> usize {
    let mut constants: BTreeMap<&Constant, usize> = BTreeMap::new();
    let mut open = 0;
    let mut absent = 0;
    let mut other = 0;
    for at in at {
        match at {
            At::Constants(values, required) => {
                for value in values {
                    *constants.entry(value).or_default() += 1;
                }
                absent += usize::from(!required);
            }
            At::Open => {
                open += 1;
                absent += 1;
                other += 1;
            }
            At::Unknown => {
                absent += 1;
                other += 1;
            }
        }
    }
    let tagged = constants.into_values().max().unwrap_or(0) + open;
    tagged
        .max(other)
        .max(if absent < at.len() { absent } else { tagged })
}
