//! What the variants of an enum say.

use super::super::ast::{Constant, Messages, Payload, Record, Tagging, Value, Variant};
use super::super::errors::Errors;
use super::field;
use super::options::Place;
use super::parse::Said;
use super::rename::Rename;
use super::words::{Word, Words};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Fields, Token};

type Variants = Punctuated<syn::Variant, Token![,]>;

/// What the enum says of all its variants.
pub(super) struct Rules<'a> {
    /// The rule for the variants' names.
    pub(super) variants: Rename,
    /// The rule for the names of their fields.
    pub(super) fields: Rename,
    /// Whether their objects have no other properties.
    pub(super) closed: bool,
    pub(super) tagging: &'a Tagging,
    /// Whether there is certainly no tag.
    pub(super) untagged: bool,
}

/// The kinds of frames that a variant may be for.
const FRAMES: [&str; 3] = ["text", "binary", "unknown"];

/// The variants of a set of constants.
pub(super) fn values(variants: &Variants, rule: Rename, errors: &mut Errors) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for variant in variants {
        let words = Words::read(&variant.attrs, Place::Variant, errors);
        refuse_frames(&words, errors);
        words.refuse(
            &[
                "name",
                "rename_all",
                "with",
                "serialize_with",
                "deserialize_with",
            ],
            "the variant is a constant, which `rename` states",
            errors,
        );
        let (value, span) = value_of(variant, &words, rule);
        let aliases = aliases(&words);
        for (value, span) in std::iter::once(&(value.clone(), span)).chain(&aliases) {
            let other = values
                .iter()
                .find(|other| other.value == *value || other.aliases.contains(value));
            if let Some(other) = other {
                let (value, other) = (written(value), &other.ident);
                errors.at(
                    *span,
                    format!(
                        "{value} is the constant of `{other}` already: state another by `rename`"
                    ),
                );
            }
        }
        values.push(Value {
            ident: variant.ident.clone(),
            value,
            aliases: aliases.into_iter().map(|(alias, _)| alias).collect(),
            docs: super::docs(&variant.attrs),
            span: variant.ident.span(),
        });
    }
    values
}

/// The variants of a set of messages.
pub(super) fn all(variants: &Variants, rules: &Rules<'_>, errors: &mut Errors) -> Vec<Variant> {
    let mut all: Vec<Variant> = Vec::new();
    for variant in variants {
        let words = Words::read(&variant.attrs, Place::Variant, errors);
        let (value, span) = value_of(variant, &words, rules.variants);
        let name = match (words.text("name"), &value) {
            (Some((name, _)), _) => name,
            (None, Constant::String(name)) => name.clone(),
            (None, _) => rules.variants.variant(&variant.ident.unraw().to_string()),
        };
        let Some(payload) = payload(variant, &words, &value, rules, errors) else {
            continue;
        };
        let mut values = vec![value];
        values.extend(aliases(&words).into_iter().map(|(alias, _)| alias));
        let read = Variant {
            ident: variant.ident.clone(),
            name,
            values,
            payload,
            docs: super::docs(&variant.attrs),
            span: variant.ident.span(),
        };
        if read.is_json() {
            check_tag(&read, span, &words, &all, rules, errors);
        }
        if let Some(other) = all.iter().find(|other| other.name == read.name) {
            let text = format!(
                "`{}` is the name of the message `{}` already: give it another one by \
                 `name = \"…\"`",
                read.name, other.ident
            );
            // Where the tags are the same, that has been said.
            if !shares_tag(&read, other, rules.tagging) {
                errors.at(words.text("name").map_or(span, |(_, span)| span), text);
            }
        }
        all.push(read);
    }
    all
}

/// What a variant is on the wire.
fn payload(
    variant: &syn::Variant,
    words: &Words,
    value: &Constant,
    rules: &Rules<'_>,
    errors: &mut Errors,
) -> Option<Payload> {
    let frame = words.iter().find(|word| FRAMES.contains(&word.name));
    if let Some(frame) = frame {
        return frame_payload(variant, words, frame, errors);
    }
    if !matches!(variant.fields, Fields::Named(_)) {
        words.refuse(&["rename_all"], "there are no fields with names", errors);
    }
    if !matches!(variant.fields, Fields::Unnamed(_)) {
        words.refuse(
            &["with", "serialize_with", "deserialize_with"],
            "it is for a value, as in `Name(Type)`; write it at the field",
            errors,
        );
    }
    match &variant.fields {
        Fields::Unit => Some(Payload::Nothing),
        Fields::Named(_) => {
            let rule = match words.rule("rename_all") {
                Rename::None => rules.fields,
                rule => rule,
            };
            let record = Record {
                fields: field::all(&variant.fields, rule, errors),
                closed: rules.closed,
                default: None,
                tag: match rules.tagging {
                    Tagging::Tag(names) => Some((names.clone(), value.clone())),
                    _ => None,
                },
            };
            field::check(&record, errors);
            Some(Payload::Record(record.with_defaults()))
        }
        Fields::Unnamed(_) => {
            let field = only_field(variant, errors)?;
            let is_property = matches!(rules.tagging, Tagging::Envelope { .. });
            let field = field::unnamed(field, is_property, words, errors);
            Some(Payload::Json(Box::new(field)))
        }
    }
}

/// The field of a variant that has exactly one.
fn only_field<'a>(variant: &'a syn::Variant, errors: &mut Errors) -> Option<&'a syn::Field> {
    let mut fields = variant.fields.iter();
    match (fields.next(), fields.next()) {
        (Some(field), None) => Some(field),
        (None, _) => {
            let ident = &variant.ident;
            errors.at(
                ident.span(),
                format!("a message without data has no parentheses: write `{ident}`"),
            );
            None
        }
        (Some(_), Some(_)) => {
            let ident = &variant.ident;
            errors.at(
                ident.span(),
                format!(
                    "a message holds one payload: write `{ident}(Payload)`, or give the fields names, \
                     `{ident} {{ field: Type }}`; with `content` or `untagged`, \
                     `{ident}((First, Second))` is an array"
                ),
            );
            None
        }
    }
}

/// A variant for frames that are no JSON.
fn frame_payload(
    variant: &syn::Variant,
    words: &Words,
    frame: &Word,
    errors: &mut Errors,
) -> Option<Payload> {
    for other in words.iter() {
        if FRAMES.contains(&other.name) && other.name != frame.name {
            errors.at(
                other.span,
                format!("the variant is for `{}` frames already", frame.name),
            );
        }
    }
    words.refuse(
        &[
            "alias",
            "rename_all",
            "with",
            "serialize_with",
            "deserialize_with",
        ],
        "the variant is a frame as it is, not JSON",
        errors,
    );
    let (name, example) = match frame.name {
        "text" => ("text", "Line(String)"),
        "binary" => ("binary", "Audio(Bytes)"),
        _ => ("unknown", "Unknown(Payload)"),
    };
    let Fields::Unnamed(_) = &variant.fields else {
        errors.at(
            frame.span,
            format!("`{name}` is for a variant that holds the frame, such as `{example}`"),
        );
        return None;
    };
    let field = only_field(variant, errors)?;
    let inner = Words::read(&field.attrs, Place::Field, errors);
    for word in inner.iter() {
        errors.at(
            word.span,
            format!(
                "`{}` has no meaning here: the variant is a frame as it is, not JSON",
                word.name
            ),
        );
    }
    let ty = field.ty.clone();
    Some(match name {
        "text" => Payload::Text(ty),
        "binary" => Payload::Binary(ty),
        _ => Payload::Unknown(ty),
    })
}

/// `text`, `binary` and `unknown` hold the frame that they are for.
fn refuse_frames(words: &Words, errors: &mut Errors) {
    words.refuse(
        &FRAMES,
        "it is for a variant that holds the frame, such as `Line(String)`, `Audio(Bytes)` or \
         `Unknown(Payload)`",
        errors,
    );
}

/// The constant of a variant, and where it is said.
fn value_of(variant: &syn::Variant, words: &Words, rule: Rename) -> (Constant, Span) {
    match words.get("rename").map(|word| (&word.said, word.span)) {
        Some((Said::Constant(value), span)) => (value.clone(), span),
        _ => {
            let name = rule.variant(&variant.ident.unraw().to_string());
            (Constant::String(name), variant.ident.span())
        }
    }
}

/// Further constants that are read, and where they are said.
fn aliases(words: &Words) -> Vec<(Constant, Span)> {
    let aliases = words.iter().filter(|word| word.name == "alias");
    let constant = |word: &Word| match &word.said {
        Said::Constant(value) => Some((value.clone(), word.span)),
        _ => None,
    };
    aliases.filter_map(constant).collect()
}

/// A constant as it stands in a document.
fn written(value: &Constant) -> String {
    match value {
        Constant::String(text) => format!("{text:?}"),
        Constant::Integer(number) => number.to_string(),
        Constant::Boolean(boolean) => boolean.to_string(),
    }
}

impl Variant {
    /// Whether the message is JSON.
    pub(in super::super) fn is_json(&self) -> bool {
        matches!(
            self.payload,
            Payload::Json(_) | Payload::Record(_) | Payload::Nothing
        )
    }
}

/// Whether a tag cannot tell two messages apart.
fn shares_tag(one: &Variant, other: &Variant, tagging: &Tagging) -> bool {
    let tagged = !matches!(tagging, Tagging::None) && one.is_json() && other.is_json();
    tagged && one.values.iter().any(|value| other.values.contains(value))
}

/// Checks the values of a message's tag.
fn check_tag(
    variant: &Variant,
    span: Span,
    words: &Words,
    before: &[Variant],
    rules: &Rules<'_>,
    errors: &mut Errors,
) {
    if rules.untagged {
        words.refuse(
            &["alias"],
            "it is a further value of the tag, and there is no tag",
            errors,
        );
        return;
    }
    if matches!(rules.tagging, Tagging::None) {
        return;
    }
    let mut places = vec![span];
    places.extend(aliases(words).into_iter().map(|(_, span)| span));
    for (value, span) in variant.values.iter().zip(places) {
        let other = before
            .iter()
            .find(|other| other.is_json() && other.values.contains(value));
        if let Some(other) = other {
            let (value, other) = (written(value), &other.ident);
            errors.at(
                span,
                format!(
                    "{value} is the tag of `{other}` already: give it another one by `rename`, or have \
                     one message, whose payload is an `untagged` enum of both"
                ),
            );
        }
    }
}

/// Checks that no frames have two variants.
pub(super) fn check_frames(messages: &Messages, errors: &mut Errors) {
    type IsKind = fn(&Payload) -> bool;
    let kinds: [(&str, IsKind); 3] = [
        ("text", |payload| matches!(payload, Payload::Text(_))),
        ("binary", |payload| matches!(payload, Payload::Binary(_))),
        ("unknown", |payload| matches!(payload, Payload::Unknown(_))),
    ];
    for (name, is_kind) in kinds {
        let mut found = messages
            .variants
            .iter()
            .filter(|variant| is_kind(&variant.payload));
        if let Some(first) = found.next() {
            for second in found {
                errors.at(
                    second.span,
                    format!("`{}` takes all `{name}` frames already", first.ident),
                );
            }
        }
    }
}

/// Checks that messages without a tag can be told apart. `stated` is whether the enum says that
/// their structure does.
pub(super) fn check_untagged(
    messages: &Messages,
    stated: bool,
    input: &DeriveInput,
    errors: &mut Errors,
) {
    let json: Vec<&Variant> = messages
        .variants
        .iter()
        .filter(|variant| variant.is_json())
        .collect();
    if json.len() > 1 && !stated {
        errors.at(
            input.ident.span(),
            "nothing tells these messages apart: name the property that does, \
             `#[message(tag = \"type\")]`, or write `#[message(untagged)]` if their structure does",
        );
        return;
    }
    for variant in json {
        if matches!(variant.payload, Payload::Nothing) {
            errors.at(
                variant.span,
                "without a tag a message needs a payload: name the property of the tag, \
                 `#[message(tag = \"type\")]`, or give the variant a payload",
            );
        }
    }
}
