//! The way down to what is checked: each step is added to the pointer of a failure on its way out.

use std::collections::BTreeMap;

use super::{Checked, Validate, within, within_item};

/// Checks a property whose type says all that there is to check.
#[inline]
pub fn valid_property<T: Validate>(name: &str, value: &T) -> Checked {
    within(value.validate(), name)
}

/// Checks a property that is there.
#[inline]
pub fn property<T>(name: &str, value: &T, check: impl FnOnce(&T) -> Checked) -> Checked {
    within(check(value), name)
}

/// Checks a property that may be absent.
#[inline]
pub fn optional<T>(name: &str, value: &Option<T>, check: impl FnOnce(&T) -> Checked) -> Checked {
    match value {
        Some(value) => within(check(value), name),
        None => Ok(()),
    }
}

/// Checks each property of a map.
pub fn each_property<K: AsRef<str>, T>(
    map: &BTreeMap<K, T>,
    check: impl Fn(&T) -> Checked,
) -> Checked {
    map.iter()
        .try_for_each(|(name, value)| within(check(value), name.as_ref()))
}

/// Checks each item of a list.
pub fn each_item<T>(items: &[T], check: impl Fn(&T) -> Checked) -> Checked {
    each_item_from(0, items, check)
}

/// Checks each item of the rest of an array, which begins with the given index.
pub fn each_item_from<T>(from: usize, items: &[T], check: impl Fn(&T) -> Checked) -> Checked {
    (from..)
        .zip(items)
        .try_for_each(|(index, item)| within_item(check(item), index))
}

/// Checks an item that is there.
#[inline]
pub fn item<T>(index: usize, value: &T, check: impl FnOnce(&T) -> Checked) -> Checked {
    within_item(check(value), index)
}

/// Checks an item that may be absent.
#[inline]
pub fn optional_item<T>(
    index: usize,
    value: &Option<T>,
    check: impl FnOnce(&T) -> Checked,
) -> Checked {
    match value {
        Some(value) => within_item(check(value), index),
        None => Ok(()),
    }
}
