//! The constants of a document: the values that `const` and `enum` allow.

use crate::document::write_string;

/// A constant of the document.
#[derive(Clone, Debug, Eq, PartialEq, Hash, Ord, PartialOrd)]
pub enum Constant {
    /// A JSON string.
    Str(String),
    /// Any other JSON value, as compact JSON text.
    Json(String),
}

impl Constant {
    /// How documentation shows the value.
    pub fn display(&self) -> String {
        match self {
            Self::Str(text) => format!("{text:?}"),
            Self::Json(text) => text.clone(),
        }
    }

    /// Whether it is a number, which may be written in several ways.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Json(text) if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()))
    }

    /// The value as JSON text.
    pub fn to_json(&self) -> String {
        match self {
            Self::Str(text) => json_string(text),
            Self::Json(text) => text.clone(),
        }
    }
}

/// A text as a JSON string.
pub fn json_string(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    write_string(text, &mut json);
    json
}
