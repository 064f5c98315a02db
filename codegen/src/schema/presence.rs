//! Properties that are written though they were absent: those with a default, and constants that
//! tell alternatives apart.
//!
//! Most schemas do not mind: absent or there, the object is valid. Where a rule looks at which
//! properties there are, as `minProperties` does, it would see one that no message had. There an
//! absent property stays absent: it is an `Option`, and its default only documented.

use super::leftover::subject;
use crate::model::{Constant, FieldKind, Presence, Type, TypeDef, TypeKind};
use crate::rules::{JsonType, Rule, RuleBook, RuleSetId};
use std::collections::{BTreeSet, HashSet};

/// Keeps properties absent in every struct that a rule looks at which may see the difference.
/// `roots` are types that stand in no definition.
pub(super) fn keep_absent<'t>(
    types: &mut [TypeDef],
    book: &RuleBook,
    roots: impl Iterator<Item = &'t Type>,
) {
    let mut seen_as_json = Vec::new();
    let mut look = |ty: &Type| parts(ty, &mut |part| seen_as_json.extend(looked_at(book, part)));
    roots.for_each(&mut look);
    types.iter().for_each(|def| each_type(def, &mut look));
    let bound = |(index, def): (usize, &TypeDef)| {
        def.rules
            .is_some_and(|rules| sees(book, rules))
            .then_some(index)
    };
    seen_as_json.extend(types.iter().enumerate().filter_map(bound));
    for index in reachable(types, seen_as_json) {
        if let TypeKind::Struct(record) = &mut types[index].kind {
            record.as_it_was = true;
            for field in &mut record.fields {
                keep_optional(&mut field.kind);
            }
        }
    }
}

/// Keeps properties absent that would make a value another alternative too, where no two may match:
/// those that another one requires. A constant that is required forbids other values too, so it
/// stays a tag.
pub(super) fn keep_apart(types: &mut [TypeDef], book: &RuleBook) {
    for index in 0..types.len() {
        let TypeKind::Union(union) = &types[index].kind else {
            continue;
        };
        if !union.exclusive || union.select.is_decided() {
            continue;
        }
        let discriminator = union.discriminator.as_ref().map(|of| of.property.clone());
        let within = reachable(types, vec![index]);
        let mut wanted = Wanted::default();
        for &index in &within {
            wanted.look(&types[index], book);
        }
        for index in within {
            let TypeKind::Struct(record) = &mut types[index].kind else {
                continue;
            };
            for field in &mut record.fields {
                if let FieldKind::Constant { tag, required, .. } = &mut field.kind {
                    let is_stated = discriminator.as_ref() == Some(&field.name);
                    if *tag && !*required && !is_stated && wanted.value(&field.name) {
                        *tag = false;
                        record.as_it_was = true;
                    }
                } else if wanted.any_kind(&field.name) {
                    keep_optional(&mut field.kind);
                }
            }
        }
    }
}

/// What the alternatives of a union require.
#[derive(Default)]
struct Wanted {
    constants: BTreeSet<String>,
    values: BTreeSet<String>,
    /// Whether rules may require whatever it be.
    anything: bool,
}

impl Wanted {
    fn look(&mut self, def: &TypeDef, book: &RuleBook) {
        self.anything |= def.rules.is_some_and(|rules| sees(book, rules));
        each_type(def, &mut |ty| {
            parts(ty, &mut |part| {
                self.anything |= matches!(part, Type::Checked(_, rules) if sees(book, *rules));
            });
        });
        let TypeKind::Struct(record) = &def.kind else {
            return;
        };
        for field in record
            .fields
            .iter()
            .filter(|field| field.kind.is_required())
        {
            let names = match field.kind {
                FieldKind::Constant { .. } => &mut self.constants,
                FieldKind::Value { .. } => &mut self.values,
            };
            names.insert(field.name.clone());
        }
    }

    fn value(&self, name: &str) -> bool {
        self.anything || self.values.contains(name)
    }

    fn any_kind(&self, name: &str) -> bool {
        self.value(name) || self.constants.contains(name)
    }
}

fn keep_optional(kind: &mut FieldKind) {
    if let FieldKind::Value { presence, .. } = kind
        && matches!(presence, Presence::Default(_))
    {
        *presence = Presence::Optional;
    }
}

/// The definitions that a rule of this very type looks at.
fn looked_at(book: &RuleBook, ty: &Type) -> Vec<usize> {
    let mut found = Vec::new();
    if let Type::Checked(inner, rules) = ty
        && sees(book, *rules)
    {
        parts(inner, &mut |part| {
            if let Type::Named(id) = part {
                found.push(id.0);
            }
        });
    }
    found
}

/// Whether a rule of the set, or of one that it leads to, may tell a property that is there from
/// one that is not.
fn sees(book: &RuleBook, rules: RuleSetId) -> bool {
    let mut open = vec![rules];
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        for rule in &book.get(id).rules {
            match rule {
                Rule::UniqueItems => return true,
                rule if subject(rule) == Some(JsonType::Object) => return true,
                Rule::Const(constant) if is_structure(constant) => return true,
                Rule::Enum(constants) if constants.iter().any(is_structure) => return true,
                Rule::Items(id)
                | Rule::AdditionalItems { rules: id, .. }
                | Rule::Contains(id)
                | Rule::Not { rules: id, .. }
                | Rule::Schema(id) => open.push(*id),
                Rule::Tuple(ids) | Rule::AllOf(ids) | Rule::AnyOf(ids) | Rule::OneOf(ids) => {
                    open.extend(ids);
                }
                Rule::If {
                    condition,
                    then,
                    otherwise,
                } => open.extend([Some(*condition), *then, *otherwise].into_iter().flatten()),
                _ => {}
            }
        }
    }
    false
}

fn is_structure(constant: &Constant) -> bool {
    matches!(constant, Constant::Json(text) if text.starts_with(['{', '[']))
}

/// The definitions that values of these hold, and these.
fn reachable(types: &[TypeDef], mut open: Vec<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    while let Some(index) = open.pop() {
        if reached.insert(index)
            && let Some(def) = types.get(index)
        {
            each_type(def, &mut |ty| {
                parts(ty, &mut |part| {
                    if let Type::Named(id) = part {
                        open.push(id.0);
                    }
                });
            });
        }
    }
    reached
}

/// The types that stand in a definition.
fn each_type(def: &TypeDef, visit: &mut impl FnMut(&Type)) {
    match &def.kind {
        TypeKind::Struct(record) => {
            for field in &record.fields {
                if let FieldKind::Value { ty, .. } = &field.kind {
                    visit(ty);
                }
            }
            record.additional.iter().for_each(|rest| visit(&rest.ty));
        }
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.ty)),
        TypeKind::Positions(of) => of.items.iter().chain(&of.rest).for_each(visit),
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => visit(ty),
        TypeKind::Enumeration(_) | TypeKind::Pending => {}
    }
}

/// A type and those it is made of, up to definitions.
fn parts(ty: &Type, visit: &mut impl FnMut(&Type)) {
    visit(ty);
    match ty {
        Type::List(inner)
        | Type::Map(inner)
        | Type::Nullable(inner)
        | Type::Boxed(inner)
        | Type::Checked(inner, _) => parts(inner, visit),
        Type::Tuple(items) => items.iter().for_each(|item| parts(item, visit)),
        _ => {}
    }
}
