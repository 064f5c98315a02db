//! The Rust types of texts and whole numbers.

use super::view::View;
use crate::model::{Int, TextFormat, Type};
use crate::rules::Format;

/// Text, in a type of its own where its format has one.
pub(super) fn string_type(view: &View) -> Type {
    match view.format.as_deref() {
        Some("date-time") => Type::Formatted(TextFormat::DateTime),
        Some("date") => Type::Formatted(TextFormat::Date),
        Some("uuid") => Type::Formatted(TextFormat::Uuid),
        Some("uri") => Type::Formatted(TextFormat::Url),
        _ => Type::String,
    }
}

/// The narrowest usual integer type for the format and bounds.
pub(super) fn integer_type(view: &View) -> Int {
    if let Some(int) = view.format.as_deref().and_then(integer_format) {
        let (smallest, largest) = int.range();
        // Bounds that the format cannot hold are what messages keep to.
        if !view.exceeds(smallest, largest) {
            return int;
        }
    }
    match (view.minimum, view.maximum) {
        (Some(minimum), Some(maximum)) if minimum >= 0 && maximum <= u32::MAX.into() => Int::U32,
        (Some(minimum), _) if minimum >= 0 => Int::U64,
        (Some(minimum), Some(maximum))
            if minimum >= i32::MIN.into() && maximum <= i32::MAX.into() =>
        {
            Int::I32
        }
        (_, Some(maximum)) if maximum > i64::MAX.into() => Int::U64,
        _ => Int::Open,
    }
}

/// The integer type that a format names.
pub(super) fn integer_format(name: &str) -> Option<Int> {
    let Some(Format::Int {
        minimum, maximum, ..
    }) = Format::parse(name)
    else {
        return None;
    };
    Int::ALL
        .into_iter()
        .find(|int| int.range() == (minimum, maximum))
}

/// Whether a format is one of numbers with a fraction.
pub(super) fn is_float_format(name: &str) -> bool {
    matches!(name, "float" | "double")
}
