//! The `type` keyword.

use super::view::article;
use crate::diagnostics::did_you_mean;
use crate::document::{Node, Value};
use crate::session::Session;

/// JSON Schema's types.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, Ord, PartialOrd)]
pub enum JsonType {
    /// `object`
    Object,
    /// `array`
    Array,
    /// `string`
    String,
    /// `integer`: a number without a fraction; `1.0` is one.
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `null`
    Null,
}

impl JsonType {
    const NAMES: [(&'static str, Self); 7] = [
        ("object", Self::Object),
        ("array", Self::Array),
        ("string", Self::String),
        ("integer", Self::Integer),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("null", Self::Null),
    ];

    /// The name in a schema.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == self)
            .map_or("", |(name, _)| name)
    }

    /// The types that both lists allow; a whole number is a number.
    pub(crate) fn common(first: &[Self], second: &[Self]) -> Vec<Self> {
        let allows = |types: &[Self], ty: Self| {
            types.contains(&ty) || (ty == Self::Integer && types.contains(&Self::Number))
        };
        let mut both: Vec<Self> = Vec::new();
        for ty in first.iter().chain(second) {
            if allows(first, *ty) && allows(second, *ty) && !both.contains(ty) {
                both.push(*ty);
            }
        }
        both
    }

    fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, ty)| *ty)
    }
}

/// Words from other type systems that readers understand.
fn type_alias(name: &str) -> Option<JsonType> {
    Some(match name.to_ascii_lowercase().as_str() {
        "object" | "map" | "dict" | "record" => JsonType::Object,
        "array" | "list" => JsonType::Array,
        "string" | "str" | "text" | "uuid" | "date" | "datetime" | "date-time" | "timestamp" => {
            JsonType::String
        }
        "integer" | "int" | "int32" | "int64" | "long" => JsonType::Integer,
        "number" | "float" | "double" | "decimal" => JsonType::Number,
        "boolean" | "bool" => JsonType::Boolean,
        "null" | "nil" => JsonType::Null,
        _ => return None,
    })
}

/// One name of a `type`; reports what is none.
pub(crate) fn parse_type(session: &mut Session, node: &Node) -> Option<JsonType> {
    if matches!(node.value(), Value::Null) {
        return Some(JsonType::Null);
    }
    let Some(name) = node.as_str() else {
        session
            .diagnostics
            .error(
                node.span(),
                format!("`type` cannot be {}", article(node.kind_name())),
            )
            .expected("the name of a type, or a list of names");
        return None;
    };
    if let Some(ty) = JsonType::parse(name) {
        return Some(ty);
    }
    let names = JsonType::NAMES.map(|(name, _)| name);
    if let Some(ty) = type_alias(name) {
        session
            .diagnostics
            .warning(
                node.span(),
                format!("`{name}` is not a type of JSON Schema"),
            )
            .help(format!("it is read as `{}`", ty.name()));
        return Some(ty);
    }
    let diagnostic = session
        .diagnostics
        .error(node.span(), format!("unknown type `{name}`"))
        .expected(format!("one of: {}", names.join(", ")));
    if let Some(near) = did_you_mean(name, names) {
        diagnostic.help(format!("did you mean `{near}`?"));
    }
    None
}
