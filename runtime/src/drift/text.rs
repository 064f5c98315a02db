//! The texts of errors, put together in constants, where nothing can be formatted.

use super::Expected;
use super::fits::{Fit, same};
use crate::describe::Shape;

const CAPACITY: usize = 4000;

const SMALLEST_I32: i128 = i32::MIN as i128;
const LARGEST_I32: i128 = i32::MAX as i128;
const LARGEST_U32: i128 = u32::MAX as i128;
const SMALLEST_I64: i128 = i64::MIN as i128;
const LARGEST_I64: i128 = i64::MAX as i128;
const LARGEST_U64: i128 = u64::MAX as i128;

/// A text that grows. What does not fit is left out.
pub(super) struct Text {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Text {
    pub(super) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) const fn as_str(&self) -> &str {
        let (bytes, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    pub(super) const fn add(&mut self, part: &str) {
        let end = self.length + part.len();
        if end <= CAPACITY {
            let (_, free) = self.bytes.split_at_mut(self.length);
            let (target, _) = free.split_at_mut(part.len());
            target.copy_from_slice(part.as_bytes());
            self.length = end;
        }
    }

    /// Adds an item of a list.
    pub(super) const fn list(&mut self, before: &str, item: &str, after: &str) {
        if !self.is_empty() {
            self.add(", ");
        }
        self.add(before);
        self.add(item);
        self.add(after);
    }

    /// ` of …`, if it is said whose something is.
    pub(super) const fn of(&mut self, owner: &str) {
        if !owner.is_empty() {
            self.add(" of ");
            self.add(owner);
        }
    }

    /// Where in the document.
    pub(super) const fn place(&mut self, place: &str) {
        self.add(" (");
        self.add(place);
        self.add(")");
    }

    /// The names of nested properties, from the outside.
    pub(super) const fn add_path(&mut self, path: &[&str]) {
        self.add("`");
        let is_nested = path.len() > 1;
        let mut rest = path;
        while let [name, tail @ ..] = rest {
            if is_nested {
                self.add("/");
            }
            self.add(name);
            rest = tail;
        }
        self.add("`");
    }

    const fn integer(&mut self, value: i128) {
        if value < 0 {
            self.add("-");
        }
        let mut divisor: u128 = 1;
        let mut rest = value.unsigned_abs();
        while rest / divisor >= 10 {
            divisor *= 10;
        }
        while divisor > 0 {
            self.add(digit(rest / divisor));
            rest %= divisor;
            divisor /= 10;
        }
    }

    /// What the document has, and what the type is instead.
    pub(super) const fn difference(
        &mut self,
        expected: &Expected,
        shape: &Shape,
        place: &str,
        fit: Fit,
    ) {
        self.add("the document has ");
        self.expected(expected);
        self.place(place);
        if let Fit::Unknown = fit {
            self.add(
                ", but nothing is known of this type: derive `Message` for it, or say what it is \
                 on the wire, as in `#[message(as = String)]`",
            );
            return;
        }
        self.add(", but this is ");
        self.shape(shape);
        if let Some([expected, values, aliases]) = both_values(expected, shape) {
            self.outside(expected, values, &[], "; missing: ");
            self.outside(values, expected, aliases, "; unknown: ");
        }
    }

    /// The values that are not among others, but for some.
    const fn outside(&mut self, values: &[&str], others: &[&str], but: &[&str], title: &str) {
        let mut listed = Self::new();
        let mut rest = values;
        while let [value, tail @ ..] = rest {
            if !contains(others, value) && !contains(but, value) {
                listed.list("", value, "");
            }
            rest = tail;
        }
        if !listed.is_empty() {
            self.add(title);
            self.add(listed.as_str());
        }
    }

    const fn values(&mut self, values: &[&str]) {
        let mut listed = Self::new();
        let mut rest = values;
        while let [value, tail @ ..] = rest {
            listed.list("", value, "");
            rest = tail;
        }
        match values {
            [_] => self.add("always "),
            _ => self.add("one of "),
        }
        self.add(listed.as_str());
    }

    const fn range(&mut self, minimum: Option<i128>, maximum: Option<i128>) {
        self.add("an integer ");
        match (minimum, maximum) {
            (Some(SMALLEST_I32), Some(LARGEST_I32)) => self.add("of 32 bits"),
            (Some(SMALLEST_I64), Some(LARGEST_I64)) => self.add("of 64 bits"),
            (Some(0), Some(LARGEST_U32)) => self.add("of 32 bits without sign"),
            (Some(0), Some(LARGEST_U64)) => self.add("of 64 bits without sign"),
            (None, None) => self.add("without bounds"),
            (Some(minimum), None) => {
                self.add("of at least ");
                self.integer(minimum);
            }
            (None, Some(maximum)) => {
                self.add("of at most ");
                self.integer(maximum);
            }
            (Some(minimum), Some(maximum)) => {
                self.add("from ");
                self.integer(minimum);
                self.add(" to ");
                self.integer(maximum);
            }
        }
    }

    const fn string(&mut self, format: Option<&str>) {
        self.add("a string");
        if let Some(format) = format {
            self.add(" of format ");
            self.add(format);
        }
    }

    const fn named(&mut self, what: &str, name: Option<&str>) {
        self.add(what);
        if let Some(name) = name {
            self.add(" `");
            self.add(name);
            self.add("`");
        }
    }

    pub(super) const fn expected(&mut self, expected: &Expected) {
        match expected {
            Expected::Any => self.add("any value"),
            Expected::Null => self.add("null"),
            Expected::Boolean => self.add("a boolean"),
            Expected::Integer { minimum, maximum } => self.range(*minimum, *maximum),
            Expected::Number => self.add("a number"),
            Expected::String { format } => self.string(*format),
            Expected::Values(values, _) => self.values(values),
            Expected::Array(item) => {
                self.add("an array, each item ");
                self.expected(item);
            }
            Expected::Tuple(items) => {
                self.add("an array of exactly (");
                let mut rest = *items;
                while let [item, tail @ ..] = rest {
                    self.expected(item);
                    if !tail.is_empty() {
                        self.add(", ");
                    }
                    rest = tail;
                }
                self.add(")");
            }
            Expected::Map(value) => {
                self.add("an object with any names, each value ");
                self.expected(value);
            }
            Expected::Nullable(inner) => {
                self.expected(inner);
                self.add(", or null");
            }
            Expected::Object(names) => self.named("an object", first(names)),
            Expected::Alternatives(names) => self.named("alternatives", first(names)),
        }
    }

    const fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Opaque => self.add("a type of which nothing is known"),
            Shape::Any => self.add("any value"),
            Shape::Null => self.add("null"),
            Shape::Boolean => self.add("a boolean"),
            Shape::Integer { minimum, maximum } => self.range(Some(*minimum), Some(*maximum)),
            Shape::Number => self.add("a number"),
            Shape::String { format } => self.string(*format),
            Shape::Values { values, .. } => self.values(values),
            Shape::Array(item) => {
                self.add("an array, each item ");
                self.shape(item);
            }
            Shape::Tuple(items) => {
                self.add("an array of exactly (");
                let mut rest = *items;
                while let [item, tail @ ..] = rest {
                    self.shape(item);
                    if !tail.is_empty() {
                        self.add(", ");
                    }
                    rest = tail;
                }
                self.add(")");
            }
            Shape::Map(value) => {
                self.add("an object with any names, each value ");
                self.shape(value);
            }
            Shape::Nullable(inner) => {
                self.shape(inner);
                self.add(", or null");
            }
            Shape::Same { shape, .. } | Shape::Length { shape, .. } => self.shape(shape),
            Shape::Defined {
                name,
                schema,
                is_object,
                ..
            } => {
                let what = match is_object {
                    true => "an object",
                    false => "alternatives",
                };
                let name = match schema {
                    Some(schema) => schema,
                    None => name,
                };
                self.named(what, Some(name));
            }
        }
    }
}

/// The constants of both, where both are constants, and those of the type that are only read.
const fn both_values<'v>(expected: &Expected, shape: &'v Shape) -> Option<[&'v [&'static str]; 3]> {
    match (expected, shape) {
        (
            Expected::Values(expected, _),
            Shape::Values {
                values, aliases, ..
            },
        ) => Some([expected, values, aliases]),
        (Expected::Nullable(expected), Shape::Nullable(shape))
        | (Expected::Array(expected), Shape::Array(shape))
        | (Expected::Map(expected), Shape::Map(shape)) => both_values(expected, shape),
        (expected, Shape::Length { shape, .. }) => both_values(expected, shape),
        (Expected::Nullable(expected), shape) => both_values(expected, shape),
        _ => None,
    }
}

const fn first<'n>(names: &[&'n str]) -> Option<&'n str> {
    match names {
        [name, ..] => Some(name),
        [] => None,
    }
}

const fn digit(value: u128) -> &'static str {
    match value {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        5 => "5",
        6 => "6",
        7 => "7",
        8 => "8",
        _ => "9",
    }
}

/// Whether a text is among others.
pub(super) const fn contains(all: &[&str], one: &str) -> bool {
    let mut rest = all;
    while let [first, tail @ ..] = rest {
        if same(first, one) {
            return true;
        }
        rest = tail;
    }
    false
}
