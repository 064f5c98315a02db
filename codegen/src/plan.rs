//! How the alternatives of a set are told apart: decided here, once, at expansion.
//!
//! The result is a small decision tree. Its order is: frame kind, JSON kind, tags (a property, an
//! array position or a nested path whose constants differ), the properties that are there, and at
//! last trial in document order. JSON kind comes before the tag because only objects and arrays
//! can carry one.

use crate::model::{
    Constant, Discriminator, Field, FieldKind, Payload, Presence, Struct, Type, TypeDef, TypeId,
    TypeKind,
};
use std::collections::{BTreeMap, BTreeSet};

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
        let mut planner = Planner::new(types);
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
            Payload::Text => {
                frames.text.get_or_insert(variant);
                texts.push(variant);
            }
            Payload::Binary => frames.binary.push(variant),
        }
    }
    let mut planner = Planner::new(types);
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
    frames
}

fn mark_tags(types: &mut [TypeDef], tags: &BTreeSet<(usize, String)>) {
    for (id, property) in tags {
        if let TypeKind::Struct(fields) = &mut types[*id].kind {
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

#[derive(Clone, Copy)]
struct Member<'t> {
    variant: u16,
    ty: &'t Type,
}

/// What stands at a path of one alternative.
#[derive(Clone, Debug, PartialEq)]
enum At {
    /// One of these constants; whether something must stand there.
    Constants(Vec<Constant>, bool),
    /// Some other value.
    Open,
    /// Nothing is said of it.
    Unknown,
}

struct Planner<'t> {
    types: &'t [TypeDef],
    tags: BTreeSet<(usize, String)>,
    ambiguous: Vec<Vec<u16>>,
    /// Paths that have been looked at on the way to the present group.
    used: Vec<Vec<Step>>,
}

/// Tags deeper than this are not looked for.
const MAX_TAG_DEPTH: usize = 3;

/// As many tags are looked at one after the other. Each can double the tree.
const MAX_TAGS: usize = 4;

impl<'t> Planner<'t> {
    fn new(types: &'t [TypeDef]) -> Self {
        Self {
            types,
            tags: BTreeSet::new(),
            ambiguous: Vec::new(),
            used: Vec::new(),
        }
    }

    fn plan(&mut self, members: &[Member<'t>], discriminator: Option<&Discriminator>) -> Select {
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
            let constants = match self.at(member.ty, &path, &mut Vec::new()) {
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
        if let [single] = members {
            return Select::Variants(vec![single.variant]);
        }
        let masks: Vec<BTreeSet<Kind>> = members
            .iter()
            .map(|member| {
                let mut kinds = BTreeSet::new();
                self.kinds(member.ty, &mut kinds, &mut Vec::new());
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
            return Select::Variants(vec![single.variant]);
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
        let mut ordered: Vec<&Member<'t>> = members.iter().collect();
        ordered.sort_by_key(|member| self.looseness(member.ty));
        let variants: Vec<u16> = ordered.iter().map(|member| member.variant).collect();
        let distinct: BTreeSet<u8> = members
            .iter()
            .map(|member| self.looseness(member.ty))
            .collect();
        if distinct.len() < members.len() && !self.disjoint_constants(members) {
            self.ambiguous.push(variants.clone());
        }
        Select::Variants(variants)
    }

    /// Whether at most one alternative is more than a set of constants.
    fn disjoint_constants(&self, members: &[Member<'t>]) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = 0;
        for member in members {
            match self.at(member.ty, &[], &mut Vec::new()) {
                At::Constants(constants, _) => {
                    for constant in constants {
                        if !seen.insert(constant) {
                            return false;
                        }
                    }
                }
                _ => open += 1,
            }
        }
        open <= 1
    }

    fn by_tag(&mut self, members: &[Member<'t>], kind: Kind) -> Option<Select> {
        if self.used.len() >= MAX_TAGS {
            return None;
        }
        let mut paths: Vec<Vec<Step>> = Vec::new();
        for member in members {
            self.tag_paths(
                member.ty,
                &mut Vec::new(),
                &mut paths,
                kind,
                &mut Vec::new(),
            );
        }
        let mut best: Option<(usize, usize, usize, usize)> = None;
        for (index, path) in paths.iter().enumerate() {
            if self.used.contains(path) {
                continue;
            }
            let at: Vec<At> = members
                .iter()
                .map(|member| self.at(member.ty, path, &mut Vec::new()))
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
            .map(|member| self.at(member.ty, &path, &mut Vec::new()))
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
                    let select = self.within(&group, kind);
                    known.push((key, select.clone()));
                    select
                }
            };
            values.push((constant, select));
        }
        let absent = group(&|at| !matches!(at, At::Constants(_, true)));
        let other = group(&|at| matches!(at, At::Open | At::Unknown));
        let absent = self.rest(absent, kind);
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

    /// Paths at which any alternative has constants, nearest first.
    fn tag_paths(
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
                self.tag_paths(inner, prefix, paths, Kind::Object, &mut Vec::new());
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
            Followed::Tuple(items) if kind == Kind::Array => {
                for (index, item) in items.iter().enumerate() {
                    let constant = self.constants_of(item, &mut Vec::new()).is_some();
                    visit(Step::Index(index), Some(item), constant);
                }
            }
            Followed::Union(id, variants) if !seen.contains(&id) => {
                seen.push(id);
                for variant in variants {
                    self.tag_paths(&variant.ty, prefix, paths, kind, seen);
                }
            }
            _ => {}
        }
    }

    /// What stands at `path` of a value of this type.
    fn at(&self, ty: &Type, path: &[Step], seen: &mut Vec<TypeId>) -> At {
        let Some((step, rest)) = path.split_first() else {
            return match self.constants_of(ty, &mut Vec::new()) {
                Some(constants) => At::Constants(constants, true),
                None => At::Open,
            };
        };
        match (self.follow(ty), step) {
            (Followed::Struct(_, fields), Step::Key(key)) => {
                match fields.fields.iter().find(|field| field.name == *key) {
                    Some(field) => self.at_field(field, rest),
                    None if fields.additional.is_some() => At::Open,
                    None => At::Unknown,
                }
            }
            (Followed::Tuple(items), Step::Index(index)) => match items.get(*index) {
                Some(item) => self.at(item, rest, &mut Vec::new()),
                None => At::Unknown,
            },
            (Followed::Union(id, _), _) if seen.contains(&id) => At::Constants(Vec::new(), true),
            (Followed::Union(id, variants), _) => {
                seen.push(id);
                let mut all = Vec::new();
                let mut always = true;
                for variant in variants {
                    match self.at(&variant.ty, path, seen) {
                        At::Constants(constants, required) => {
                            always &= required;
                            all.extend(constants);
                        }
                        other => return other,
                    }
                }
                At::Constants(all, always)
            }
            (Followed::Nothing, _) => At::Open,
            _ => At::Unknown,
        }
    }

    fn at_field(&self, field: &Field, rest: &[Step]) -> At {
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
    fn constants_of(&self, ty: &Type, seen: &mut Vec<TypeId>) -> Option<Vec<Constant>> {
        if let Type::Named(id) = ty {
            if seen.contains(id) {
                return Some(Vec::new());
            }
            seen.push(*id);
        }
        match ty {
            Type::Boxed(inner) => self.constants_of(inner, seen),
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

    /// Keeps the properties of a path as tags, so that they are always written.
    fn mark(&mut self, members: &[Member<'t>], path: &[Step]) {
        let mut tags = std::mem::take(&mut self.tags);
        for member in members {
            self.mark_type(member.ty, path, &mut Vec::new(), &mut tags);
        }
        self.tags = tags;
    }

    fn mark_type(
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
            (Followed::Tuple(items), Step::Index(index)) => {
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

    fn by_keys(&mut self, members: &[Member<'t>]) -> Option<Select> {
        let mut sets = Vec::new();
        for member in members {
            let mut keys = KeySet {
                variant: member.variant,
                required: Vec::new(),
                known: Vec::new(),
                closed: false,
            };
            match self.follow(member.ty) {
                Followed::Struct(_, fields) => {
                    for field in &fields.fields {
                        keys.known.push(field.name.clone());
                        let required = match &field.kind {
                            FieldKind::Value { presence, .. } => *presence == Presence::Required,
                            FieldKind::Constant { required, .. } => *required,
                        };
                        if required {
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
        let mut same: BTreeMap<Vec<String>, Vec<u16>> = BTreeMap::new();
        for set in &sets {
            let mut known = set.known.clone();
            known.sort();
            same.entry(known).or_default().push(set.variant);
        }
        self.ambiguous
            .extend(same.into_values().filter(|variants| variants.len() > 1));
        Some(Select::Keys(sets))
    }

    fn union_keys(&self, variants: &[crate::model::Variant], keys: &mut KeySet) -> Option<()> {
        let mut required: Option<Vec<String>> = None;
        for variant in variants {
            let Followed::Struct(_, fields) = self.follow(&variant.ty) else {
                return None;
            };
            let mut own = Vec::new();
            for field in &fields.fields {
                if !keys.known.contains(&field.name) {
                    keys.known.push(field.name.clone());
                }
                match &field.kind {
                    FieldKind::Value { presence, .. } if *presence == Presence::Required => {
                        own.push(field.name.clone());
                    }
                    FieldKind::Constant { required: true, .. } => own.push(field.name.clone()),
                    _ => {}
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

    /// `seen` are the types on the way: what leads back to one adds nothing.
    fn kinds(&self, ty: &Type, kinds: &mut BTreeSet<Kind>, seen: &mut Vec<TypeId>) {
        if let Type::Named(id) = ty {
            if seen.contains(id) {
                return;
            }
            seen.push(*id);
        }
        match ty {
            Type::String => {
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
            Type::Boxed(inner) => self.kinds(inner, kinds, seen),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Struct(_) => {
                    kinds.insert(Kind::Object);
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
                    for value in values {
                        kinds.insert(match &value.value {
                            Constant::Str(_) => Kind::String,
                            Constant::Json(text) if text == "true" || text == "false" => {
                                Kind::Boolean
                            }
                            Constant::Json(_) => Kind::Number,
                        });
                    }
                }
                TypeKind::Pending => kinds.extend(KINDS),
            },
        }
    }

    /// How much a type lets through: what lets through less is tried first.
    fn looseness(&self, ty: &Type) -> u8 {
        match ty {
            Type::Any => 9,
            Type::Foreign(_) => 8,
            Type::Map(_) => 7,
            Type::Float => 5,
            Type::String | Type::Int(_) | Type::List(_) => 4,
            Type::Tuple(_) => 2,
            Type::Nullable(inner) | Type::Boxed(inner) => self.looseness(inner),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Alias(inner) | TypeKind::Newtype(inner) => self.looseness(inner),
                TypeKind::Enumeration(_) => 1,
                TypeKind::Union(_) => 3,
                _ => 2,
            },
            Type::Bool | Type::Null => 0,
        }
    }

    fn follow<'a>(&'a self, ty: &'a Type) -> Followed<'a>
    where
        't: 'a,
    {
        let mut ty = ty;
        // Aliases form no cycles: a recursive one is a newtype of a list or a map.
        for _ in 0..32 {
            match ty {
                Type::Boxed(inner) | Type::Nullable(inner) => ty = inner,
                Type::Tuple(items) => return Followed::Tuple(items),
                Type::Named(id) => match &self.types[id.0].kind {
                    TypeKind::Struct(fields) => return Followed::Struct(*id, fields),
                    TypeKind::Union(union) => return Followed::Union(*id, &union.variants),
                    TypeKind::Alias(inner) | TypeKind::Newtype(inner) => ty = inner,
                    _ => return Followed::Other,
                },
                Type::Any | Type::Foreign(_) | Type::Map(_) => return Followed::Nothing,
                _ => return Followed::Other,
            }
        }
        Followed::Other
    }
}

enum Followed<'a> {
    Struct(TypeId, &'a Struct),
    Union(TypeId, &'a [crate::model::Variant]),
    Tuple(&'a [Type]),
    /// Nothing is known of what stands inside.
    Nothing,
    Other,
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
