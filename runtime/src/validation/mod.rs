//! Validation: each keyword of JSON Schema draft 7 as a function that generated code calls.
//!
//! A check that succeeds allocates nothing. One that fails gives a [`Violation`] at the value that
//! it looked at; whoever holds that value adds the step to it on the way out, with [`within`] and
//! [`within_item`].

mod applicators;
pub mod formats;
mod json;
mod number;
mod pattern;
mod scalars;
mod structures;
mod validate;
mod violation;
mod walk;

use serde_json::Value;

pub use applicators::{all_of, any_of, if_then_else, not, one_of};
pub use json::{Json, shown_json, to_value};
pub use number::Number;
pub use pattern::Pattern;
pub use scalars::{
    content, exclusive_maximum, exclusive_minimum, format, integer, max_items, max_length,
    max_properties, maximum, min_items, min_length, min_properties, minimum, multiple_of, pattern,
};
pub use structures::{
    JsonType, additional_items, additional_properties, contains, dependent_required,
    dependent_schemas, items, never, one_of_values, pattern_properties, properties, property_names,
    required, tuple, types, unique_items,
};
pub use validate::Validate;
pub use violation::Violation;
pub use walk::{
    each_item, each_item_from, each_property, item, optional, optional_item, property,
    valid_property,
};

/// What a check gives. The violation is boxed so that the result is as small as a pointer.
pub type Checked = Result<(), Box<Violation>>;

/// A schema: all that it asks of a value.
pub type Rules = fn(&Value) -> Checked;

/// A check of the property of an object, as the holder of the object sees it.
#[inline]
pub fn within(checked: Checked, property: &str) -> Checked {
    checked.map_err(|violation| deeper(violation, property))
}

/// A check of the item of an array, as the holder of the array sees it.
#[inline]
pub fn within_item(checked: Checked, index: usize) -> Checked {
    checked.map_err(|violation| deeper(violation, &index.to_string()))
}

#[cold]
fn deeper(mut violation: Box<Violation>, step: &str) -> Box<Violation> {
    violation.within(step);
    violation
}
