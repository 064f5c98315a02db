//! What fields say.

use super::super::ast::{Constant, Default, Field, Record};
use super::super::errors::Errors;
use super::constraints;
use super::container::default_of;
use super::options::Place;
use super::parse::Said;
use super::rename::Rename;
use super::words::Words;
use proc_macro2::Span;
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{ExprPath, Fields, GenericArgument, Index, Lifetime, Member, PathArguments, Type};

/// The named fields of a struct or variant.
pub(super) fn all(fields: &Fields, rule: Rename, errors: &mut Errors) -> Vec<Field> {
    let mut all = Vec::new();
    for field in fields {
        if let Some(ident) = &field.ident {
            let words = Words::read(&field.attrs, Place::Field, errors);
            let name = rule.field(&ident.unraw().to_string());
            let member = Member::Named(ident.clone());
            let field = read(field, member, ident.span(), name, &words, errors);
            check_lifetime(&field, errors);
            all.push(field);
        }
    }
    all
}

/// A field that its holder is the same as on the wire, where only its value matters. `outer` are the
/// options of the variant that it stands in. `is_property` is whether an envelope has a property for
/// it, which may be absent.
pub(super) fn unnamed(
    field: &syn::Field,
    is_property: bool,
    outer: &Words,
    errors: &mut Errors,
) -> Field {
    let words = Words::read(&field.attrs, Place::Field, errors);
    let why = "it is about a property of an object, and this value has no name of its own";
    words.refuse(NAMED_ONLY, why, errors);
    if !is_property {
        words.refuse(&["required"], why, errors);
    }
    for name in ["with", "serialize_with", "deserialize_with"] {
        if words.has(name) {
            outer.refuse(&[name], "the field has it already", errors);
        }
    }
    let span = field
        .ident
        .as_ref()
        .map_or_else(|| field.ty.span(), |ident| ident.span());
    let member = match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index { index: 0, span }),
    };
    let mut read = read(field, member, span, String::new(), &words, errors);
    read.read_with = read.read_with.or_else(|| reader(outer));
    read.write_with = read.write_with.or_else(|| writer(outer));
    check_lifetime(&read, errors);
    read
}

/// Tells of a text that is to be borrowed for ever.
fn check_lifetime(field: &Field, errors: &mut Errors) {
    if field.skip_reading || field.read_with.is_some() {
        return;
    }
    if let Some(lifetime) = static_text(&field.ty) {
        errors.at(
            lifetime.span(),
            "no frame lives for `'static`: write `String`, or `Cow<'a, str>` in a type with a \
             lifetime",
        );
    }
}

/// The `'static` of a text, in the types that are usually around one.
fn static_text(ty: &Type) -> Option<&Lifetime> {
    let is_text = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident("str"));
    let is_static = |lifetime: &&Lifetime| lifetime.ident == "static";
    match ty {
        Type::Reference(reference) if is_text(&reference.elem) => {
            reference.lifetime.as_ref().filter(is_static)
        }
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return None;
            };
            let mut arguments = arguments.args.iter();
            match (arguments.next()?, arguments.next()) {
                (GenericArgument::Lifetime(lifetime), Some(GenericArgument::Type(ty)))
                    if last.ident == "Cow" && is_text(ty) =>
                {
                    Some(lifetime).filter(is_static)
                }
                (GenericArgument::Type(ty), None)
                    if ["Option", "Vec", "Box"]
                        .iter()
                        .any(|name| last.ident == name) =>
                {
                    static_text(ty)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Options about a property, rather than about its value.
const NAMED_ONLY: &[&str] = &[
    "rename",
    "alias",
    "default",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "skip_serializing_if",
    "flatten",
    "const",
];

/// Options that exclude each other: one, the others, whether constraints are among them, and why.
const CLASHES: &[(&str, &[&str], bool, &str)] = &[
    (
        "flatten",
        &[
            "rename",
            "alias",
            "required",
            "const",
            "skip",
            "skip_serializing",
            "skip_deserializing",
        ],
        true,
        "a flattened field is no property, but gives its own properties",
    ),
    (
        "const",
        &[
            "default",
            "required",
            "skip",
            "skip_serializing",
            "skip_deserializing",
            "skip_serializing_if",
            "with",
            "serialize_with",
            "deserialize_with",
            "as",
        ],
        true,
        "a constant is always there, and always the same",
    ),
    (
        "required",
        &[
            "default",
            "skip",
            "skip_serializing",
            "skip_deserializing",
            "skip_serializing_if",
        ],
        false,
        "what is required is never absent",
    ),
    (
        "skip",
        &[
            "skip_serializing",
            "skip_deserializing",
            "skip_serializing_if",
        ],
        true,
        "what is skipped is neither read nor written",
    ),
    (
        "skip_serializing",
        &["skip_serializing_if"],
        false,
        "it is never written",
    ),
    (
        "with",
        &["serialize_with", "deserialize_with"],
        false,
        "`with` names a module with both functions",
    ),
];

fn read(
    field: &syn::Field,
    member: Member,
    span: Span,
    name: String,
    words: &Words,
    errors: &mut Errors,
) -> Field {
    for (name, others, constrained, why) in CLASHES {
        if !words.has(name) {
            continue;
        }
        for word in words.iter() {
            let constraint = matches!(word.said, Said::Constraints(_));
            if others.contains(&word.name) || (*constrained && constraint) {
                let other = word.name;
                errors.at(
                    word.span,
                    format!("`{other}` cannot stand beside `{name}`: {why}"),
                );
            }
        }
    }
    let constant = match words.get("const").map(|word| (&word.said, word.span)) {
        Some((Said::Constant(constant), at)) => {
            if !is_unit(&field.ty) {
                errors.at(
                    at,
                    "a constant carries nothing, it is written and checked: its field is of type `()`",
                );
            }
            Some(constant.clone())
        }
        _ => None,
    };
    Field {
        member,
        ty: field.ty.clone(),
        span,
        docs: super::docs(&field.attrs),
        name: match words.get("rename") {
            Some(word) => property(&word.said, word.span, errors).unwrap_or(name),
            None => name,
        },
        aliases: words
            .iter()
            .filter(|word| word.name == "alias")
            .filter_map(|word| property(&word.said, word.span, errors))
            .collect(),
        default: default_of(words),
        required: words.has("required"),
        skip_reading: words.has("skip") || words.has("skip_deserializing"),
        skip_writing: words.has("skip") || words.has("skip_serializing"),
        skip_writing_if: path(words, "skip_serializing_if"),
        read_with: reader(words),
        write_with: writer(words),
        flatten: words.has("flatten"),
        constant,
        wire_type: match words.get("as").map(|word| &word.said) {
            Some(Said::Type(ty)) => Some((**ty).clone()),
            _ => None,
        },
        constraints: constraints::of_field(words, errors),
    }
}

/// Whether a type is `()`, be it from a macro's `$ty:ty`.
fn is_unit(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_unit(&group.elem),
        Type::Paren(paren) => is_unit(&paren.elem),
        Type::Tuple(tuple) => tuple.elems.is_empty(),
        _ => false,
    }
}

/// The name of a property, which is a text.
fn property(said: &Said, span: Span, errors: &mut Errors) -> Option<String> {
    match said {
        Said::Constant(Constant::String(name)) => Some(name.clone()),
        _ => {
            errors.at(span, "the name of a property is a text, in quotes");
            None
        }
    }
}

fn path(words: &Words, name: &str) -> Option<ExprPath> {
    match words.get(name).map(|word| &word.said) {
        Some(Said::Path(path)) => Some(path.clone()),
        _ => None,
    }
}

/// The function that reads a field.
fn reader(words: &Words) -> Option<ExprPath> {
    let whole = path(words, "deserialize_with");
    whole.or_else(|| path(words, "with").map(|module| within(module, "deserialize")))
}

/// The function that writes a field.
fn writer(words: &Words) -> Option<ExprPath> {
    let whole = path(words, "serialize_with");
    whole.or_else(|| path(words, "with").map(|module| within(module, "serialize")))
}

/// A function of a module.
fn within(mut module: ExprPath, function: &str) -> ExprPath {
    let span = module.path.segments.last().map(|last| last.ident.span());
    let function = format_ident!("{function}", span = span.unwrap_or_else(Span::call_site));
    module.path.segments.push(function.into());
    module
}

/// Checks what concerns several fields of an object.
pub(super) fn check(record: &Record, errors: &mut Errors) {
    if let Some((names, _)) = &record.tag
        && let [tag] = names.as_slice()
    {
        for field in record.fields.iter().filter(|field| field.is_called(tag)) {
            errors.at(
                field.span,
                format!(
                    "`{tag}` is the tag, which is written and checked without a field: remove the \
                     field, or give it another name by `rename = \"…\"`"
                ),
            );
        }
    }
    if record.closed {
        for field in record.fields.iter().filter(|field| field.flatten) {
            errors.at(
                field.span,
                "`flatten` takes properties of which nothing is known here, and \
                 `deny_unknown_fields` refuses these: leave out one of both",
            );
        }
    }
    for (index, field) in record.fields.iter().enumerate() {
        let others = record.fields.iter().take(index);
        let clash = others.clone().find_map(|other| {
            let name = field.shared_name(other)?;
            Some((name, &other.member))
        });
        if let Some((name, other)) = clash {
            let other = other.to_token_stream();
            errors.at(
                field.span,
                format!("`{name}` is the property of the field `{other}` already"),
            );
        }
    }
}

impl Field {
    /// All names of the property; none where it has no own one.
    fn names(&self) -> impl Iterator<Item = &str> {
        let names = std::iter::once(&self.name).chain(&self.aliases);
        names.filter(|_| !self.flatten).map(String::as_str)
    }

    fn is_called(&self, name: &str) -> bool {
        let is_there = !self.skip_reading || !self.skip_writing;
        is_there && self.names().any(|own| own == name)
    }

    /// A name that both fields are read by, or written by.
    fn shared_name<'a>(&'a self, other: &Self) -> Option<&'a str> {
        if self.flatten || other.flatten {
            return None;
        }
        if !self.skip_writing && !other.skip_writing && self.name == other.name {
            return Some(&self.name);
        }
        if self.skip_reading || other.skip_reading {
            return None;
        }
        self.names().find(|name| other.is_called(name))
    }
}

impl Record {
    /// Gives the fields that are not read a value to begin with, as serde does.
    pub(super) fn with_defaults(mut self) -> Self {
        let own = self.default.is_none();
        for field in &mut self.fields {
            if own && field.skip_reading && field.default.is_none() {
                field.default = Some(Default::Trait);
            }
        }
        self
    }
}
