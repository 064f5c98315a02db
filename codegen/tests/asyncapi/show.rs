//! The model as short texts, for comparison.

use asyncapi_channels_codegen::model::{
    Api, Constant, Field, FieldKind, Literal, Payload, Presence, Struct, Type, TypeKind,
};
use asyncapi_channels_codegen::plan::{Frames, Kind, Select, Step};

pub(crate) fn ty(api: &Api, of: &Type) -> String {
    match of {
        Type::Named(id) => api.types[id.0].name.clone(),
        Type::Foreign(path) => format!("foreign {}", path.to_string().replace(' ', "")),
        Type::String => "String".to_owned(),
        Type::Formatted(format) => format.name().to_owned(),
        // What must be checked is shown by what is refused.
        Type::Checked(inner, _) => ty(api, inner),
        Type::Bool => "bool".to_owned(),
        Type::Int(int) => int.name().to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Any => "Any".to_owned(),
        Type::Null => "()".to_owned(),
        Type::List(inner) => format!("Vec<{}>", ty(api, inner)),
        Type::Map(inner) => format!("Map<{}>", ty(api, inner)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| ty(api, item)).collect();
            format!("({})", items.join(", "))
        }
        Type::Nullable(inner) => format!("Option<{}>", ty(api, inner)),
        Type::Boxed(inner) => format!("Box<{}>", ty(api, inner)),
    }
}

/// `{a: T, b?: T, c: T = 1, d = "const", e ?= "optional const", #f = "tag", ..: T}`; `!` closes.
pub(crate) fn fields(api: &Api, of: &Struct) -> String {
    let mut parts: Vec<String> = of.fields.iter().map(|one| field(api, one)).collect();
    if let Some(rest) = of.additional.as_ref().filter(|rest| rest.stated) {
        parts.push(format!("..: {}", ty(api, &rest.ty)));
    }
    let closed = if of.closed { "!" } else { "" };
    format!("{{{}}}{closed}", parts.join(", "))
}

fn field(api: &Api, of: &Field) -> String {
    let name = &of.name;
    match &of.kind {
        FieldKind::Value { ty: of, presence } => match presence {
            Presence::Required => format!("{name}: {}", ty(api, of)),
            Presence::Optional => format!("{name}?: {}", ty(api, of)),
            Presence::Default(value) => {
                format!("{name}: {} = {}", ty(api, of), literal(api, value))
            }
        },
        FieldKind::Constant {
            value,
            required,
            tag,
        } => {
            let tag = if *tag { "#" } else { "" };
            let sign = if *required { "=" } else { "?=" };
            format!("{tag}{name} {sign} {}", value.display())
        }
    }
}

fn literal(api: &Api, of: &Literal) -> String {
    match of {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(text) => text.clone(),
        Literal::Str(text) => format!("{text:?}"),
        Literal::Variant(id, index) => match &api.types[id.0].kind {
            TypeKind::Enumeration(values) => {
                format!("{}::{}", api.types[id.0].name, values[*index].ident)
            }
            _ => "not an enumeration".to_owned(),
        },
        Literal::List(items) => {
            let items: Vec<String> = items.iter().map(|item| literal(api, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Literal::Some(inner) => format!("Some({})", literal(api, inner)),
    }
}

pub(crate) fn kind(api: &Api, of: &TypeKind) -> String {
    match of {
        TypeKind::Pending => "pending".to_owned(),
        TypeKind::Struct(of) => fields(api, of),
        TypeKind::Enumeration(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|value| format!("{} = {}", value.ident, value.value.display()))
                .collect();
            format!("enum {{{}}}", values.join(", "))
        }
        TypeKind::Union(union) => {
            let variants: Vec<String> = union
                .variants
                .iter()
                .map(|variant| format!("{}({})", variant.ident, ty(api, &variant.ty)))
                .collect();
            let by = select(&union.select);
            format!("union {{{}}} by {by}", variants.join(", "))
        }
        TypeKind::Alias(of) => format!("= {}", ty(api, of)),
        TypeKind::Newtype(of) => format!("struct({})", ty(api, of)),
        TypeKind::Positions(of) => {
            let mut parts: Vec<String> = Vec::new();
            for (index, item) in of.items.iter().enumerate() {
                let mark = if index < of.required { "" } else { "?" };
                parts.push(format!("{}{mark}", ty(api, item)));
            }
            parts.extend(of.rest.iter().map(|rest| format!("..: {}", ty(api, rest))));
            format!("[{}]", parts.join(", "))
        }
    }
}

/// `0`, `try 0 1`, `kind(object: …)`, `/type("a": …, none: …, else: …)`, `keys(0 +required known)`.
pub(crate) fn select(of: &Select) -> String {
    match of {
        Select::Variants(variants) => match variants.as_slice() {
            [one] => one.to_string(),
            several => {
                let all: Vec<String> = several.iter().map(u16::to_string).collect();
                format!("try {}", all.join(" "))
            }
        },
        Select::Kind(kinds) => {
            let parts: Vec<String> = kinds
                .iter()
                .map(|(kind, inner)| format!("{}: {}", kind_name(*kind), select(inner)))
                .collect();
            format!("kind({})", parts.join(", "))
        }
        Select::Tag {
            path,
            values,
            absent,
            other,
        } => {
            let path: String = path
                .iter()
                .map(|step| match step {
                    Step::Key(key) => format!("/{key}"),
                    Step::Index(index) => format!("/{index}"),
                })
                .collect();
            let mut parts: Vec<String> = values
                .iter()
                .map(|(constant, inner)| format!("{}: {}", plain(constant), select(inner)))
                .collect();
            parts.extend(
                absent
                    .iter()
                    .map(|inner| format!("none: {}", select(inner))),
            );
            parts.extend(other.iter().map(|inner| format!("else: {}", select(inner))));
            format!("{path}({})", parts.join(", "))
        }
        Select::Keys(sets) => {
            let parts: Vec<String> = sets
                .iter()
                .map(|set| {
                    let known: Vec<String> = set
                        .known
                        .iter()
                        .map(|key| {
                            let plus = if set.required.contains(key) { "+" } else { "" };
                            format!("{plus}{key}")
                        })
                        .collect();
                    let closed = if set.closed { "!" } else { "" };
                    format!("{}: {}{closed}", set.variant, known.join(" "))
                })
                .collect();
            format!("keys({})", parts.join(", "))
        }
    }
}

fn plain(constant: &Constant) -> String {
    match constant {
        Constant::Str(text) => text.clone(),
        Constant::Json(text) => format!("={text}"),
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "object",
        Kind::Array => "array",
        Kind::String => "string",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Null => "null",
    }
}

/// The plan of a message set.
pub(crate) fn frames(of: &Frames) -> String {
    let mut parts = Vec::new();
    parts.extend(of.json.iter().map(select));
    parts.extend(of.text.iter().map(|variant| format!("text {variant}")));
    if !of.binary.is_empty() {
        let all: Vec<String> = of.binary.iter().map(u16::to_string).collect();
        parts.push(format!("binary {}", all.join(" ")));
    }
    for variants in &of.ambiguous {
        let all: Vec<String> = variants.iter().map(u16::to_string).collect();
        parts.push(format!("ambiguous {}", all.join(" ")));
    }
    parts.join("; ")
}

pub(crate) fn payload(api: &Api, of: &Payload) -> String {
    match of {
        Payload::Json(of) => ty(api, of),
        Payload::Text(_) => "text".to_owned(),
        Payload::Binary => "binary".to_owned(),
        Payload::Nothing => "nothing".to_owned(),
    }
}
