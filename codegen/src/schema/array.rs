//! Arrays → lists and tuples.

use super::leftover::Said;
use super::view::{Positions as Keyword, View};
use super::{Lowerer, Shape};
use crate::document::{Node, Value};
use crate::model::{Positions, Type, TypeKind};
use crate::rules::Rule;
use crate::session::Session;

/// A Rust tuple has useful traits up to as many elements.
const LONGEST_TUPLE: usize = 12;

impl Lowerer {
    pub(super) fn array(
        &mut self,
        session: &mut Session,
        view: &View,
        name: &str,
    ) -> (Shape, Said) {
        match (view.positions.as_slice(), view.items.as_slice()) {
            ([], []) => (list(Type::Any), Said::Structure),
            ([], items) => {
                let item = self.intersection(session, items, &format!("{name}Item"));
                (list(item), Said::Structure)
            }
            ([keyword], []) => self
                .positions(session, view, keyword, name)
                .map_or_else(any_list, |shape| (shape, Said::Structure)),
            _ => any_list(),
        }
    }

    /// An array whose first items have types of their own; `None` where there are too many or none.
    fn positions(
        &mut self,
        session: &mut Session,
        view: &View,
        keyword: &Keyword,
        name: &str,
    ) -> Option<Shape> {
        let (least, most) = length(view);
        let closed = keyword.rest.as_ref().is_some_and(is_never);
        let count = keyword.items.len().min(most);
        if count == 0 || count > LONGEST_TUPLE {
            return None;
        }
        let mut items = Vec::new();
        for (index, item) in keyword.items.iter().take(count).enumerate() {
            items.push(self.schema(session, item, &format!("{name}Item{index}")));
        }
        let rest = if closed || most <= count {
            None
        } else {
            let rest = keyword.rest.as_ref();
            Some(rest.map_or(Type::Any, |rest| {
                self.schema(session, rest, &format!("{name}Rest"))
            }))
        };
        let required = least.min(count);
        Some(if rest.is_none() && required == count {
            Shape::Type(Type::Tuple(items))
        } else {
            Shape::Definition(TypeKind::Positions(Positions {
                items,
                required,
                rest,
            }))
        })
    }
}

fn list(item: Type) -> Shape {
    Shape::Type(Type::List(Box::new(item)))
}

/// A list of which nothing but that is said.
fn any_list() -> (Shape, Said) {
    (list(Type::Any), Said::Nothing)
}

/// The least and the greatest number of items that the limits allow.
fn length(view: &View) -> (usize, usize) {
    let (mut least, mut most) = (0, usize::MAX);
    for stated in &view.rules {
        match stated.rule {
            Rule::MinItems(limit) => least = least.max(size(limit)),
            Rule::MaxItems(limit) => most = most.min(size(limit)),
            _ => {}
        }
    }
    (least, most)
}

fn size(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn is_never(schema: &Node) -> bool {
    matches!(schema.value(), Value::Bool(false))
}
