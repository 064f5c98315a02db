//! Types that contain themselves are boxed where they do.

use crate::model::{FieldKind, Presence, Type, TypeDef, TypeId, TypeKind};

/// Wraps every by-value reference that leads back to its own type in a `Box`.
pub(super) fn break_cycles(types: &mut [TypeDef]) {
    let edges: Vec<Vec<usize>> = types.iter().map(by_value).collect();
    let component = components(&edges);
    for (owner, def) in types.iter_mut().enumerate() {
        let leads_back = |id: TypeId| {
            component[id.0] == component[owner] && (id.0 != owner || edges[owner].contains(&owner))
        };
        match &mut def.kind {
            TypeKind::Struct(fields) => {
                for field in &mut fields.fields {
                    if let FieldKind::Value { ty, presence } = &mut field.kind {
                        box_type(ty, &leads_back);
                        // A boxed default would need an expression of its own.
                        if matches!(ty.unchecked(), Type::Boxed(_))
                            && matches!(presence, Presence::Default(_))
                        {
                            *presence = Presence::Optional;
                        }
                    }
                }
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    box_type(&mut variant.ty, &leads_back);
                }
            }
            // An alias cannot break a cycle; whatever it leads to does.
            TypeKind::Newtype(ty) => box_type(ty, &leads_back),
            TypeKind::Positions(of) => {
                of.items.iter_mut().for_each(|ty| box_type(ty, &leads_back));
            }
            TypeKind::Alias(_) | TypeKind::Enumeration(_) | TypeKind::Pending => {}
        }
    }
}

fn by_value(def: &TypeDef) -> Vec<usize> {
    let mut found = Vec::new();
    match &def.kind {
        TypeKind::Struct(fields) => {
            for field in &fields.fields {
                if let FieldKind::Value { ty, .. } = &field.kind {
                    direct(ty, &mut found);
                }
            }
        }
        TypeKind::Union(union) => {
            for variant in &union.variants {
                direct(&variant.ty, &mut found);
            }
        }
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => direct(ty, &mut found),
        TypeKind::Positions(of) => of.items.iter().for_each(|ty| direct(ty, &mut found)),
        TypeKind::Enumeration(_) | TypeKind::Pending => {}
    }
    found
}

fn direct(ty: &Type, found: &mut Vec<usize>) {
    match ty {
        Type::Named(id) => found.push(id.0),
        Type::Nullable(inner) | Type::Checked(inner, _) => direct(inner, found),
        Type::Tuple(items) => items.iter().for_each(|item| direct(item, found)),
        _ => {}
    }
}

fn box_type(ty: &mut Type, leads_back: &impl Fn(TypeId) -> bool) {
    match ty {
        Type::Named(id) if leads_back(*id) => {
            *ty = Type::Boxed(Box::new(Type::Named(*id)));
        }
        Type::Nullable(inner) | Type::Checked(inner, _) => box_type(inner, leads_back),
        Type::Tuple(items) => items.iter_mut().for_each(|item| box_type(item, leads_back)),
        _ => {}
    }
}

/// Strongly connected components, numbered; without recursion, since documents can be long chains.
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    let count = edges.len();
    let mut order = Vec::with_capacity(count);
    let mut seen = vec![false; count];
    for start in 0..count {
        visit(start, edges, &mut seen, |node| order.push(node));
    }
    let mut reversed = vec![Vec::new(); count];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            reversed[to].push(from);
        }
    }
    let mut component = vec![usize::MAX; count];
    let mut seen = vec![false; count];
    for &start in order.iter().rev() {
        visit(start, &reversed, &mut seen, |node| component[node] = start);
    }
    component
}

/// Visits what is reachable from `start`, calling `leave` in post-order.
fn visit(start: usize, edges: &[Vec<usize>], seen: &mut [bool], mut leave: impl FnMut(usize)) {
    if seen[start] {
        return;
    }
    seen[start] = true;
    let mut stack = vec![(start, 0)];
    while let Some((node, next)) = stack.pop() {
        match edges[node].get(next) {
            Some(&target) => {
                stack.push((node, next + 1));
                if !seen[target] {
                    seen[target] = true;
                    stack.push((target, 0));
                }
            }
            None => leave(node),
        }
    }
}
