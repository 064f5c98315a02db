//! What a type says of itself.

use super::super::Derived;
use super::super::ast::{Constant, Container, Data, Default, Messages, Record, Spec, Tagging};
use super::super::errors::Errors;
use super::field;
use super::options::Place;
use super::parse::Said;
use super::rename::Rename;
use super::variant::{self, Rules};
use super::words::Words;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{DataEnum, DataStruct, DeriveInput, Fields};

/// What a type says of itself; `None` if not even that can be made out.
pub(crate) fn container(
    input: &DeriveInput,
    derived: Derived,
    errors: &mut Errors,
) -> Option<Container> {
    let (words, data) = match &input.data {
        syn::Data::Struct(data) => {
            let words = Words::read(&input.attrs, Place::Struct, errors);
            let data = structure(input, data, &words, errors);
            (words, data)
        }
        syn::Data::Enum(data) => {
            let words = Words::read(&input.attrs, Place::Enum, errors);
            let data = enumeration(input, data, &words, errors);
            (words, data)
        }
        syn::Data::Union(data) => {
            errors.at(
                data.union_token.span,
                "a union cannot say which of its fields it holds: write an enum",
            );
            return None;
        }
    };
    for lifetime in input.generics.lifetimes() {
        if lifetime.lifetime.ident == "de" {
            errors.at(
                lifetime.lifetime.span(),
                "`'de` is the lifetime of the text that is read: give this one \
                 another name, such as `'a`",
            );
        }
    }
    let name = match words.text("name") {
        Some((name, _)) => name,
        None => input.ident.unraw().to_string(),
    };
    let spec = spec(&words, &name, errors);
    let data = data?;
    if derived == Derived::Parameters {
        check_parameters(input, &words, &data, errors);
    }
    Some(Container {
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        bound: bound(&words),
        runtime: runtime_of(&words),
        name,
        docs: super::docs(&input.attrs),
        spec,
        data,
    })
}

/// The path of the runtime crate, whatever else is wrong with a type.
pub(crate) fn runtime(input: &DeriveInput) -> TokenStream {
    let place = match &input.data {
        syn::Data::Enum(_) => Place::Enum,
        _ => Place::Struct,
    };
    runtime_of(&Words::read(&input.attrs, place, &mut Errors::default()))
}

fn runtime_of(words: &Words) -> TokenStream {
    match words.get("crate").map(|word| &word.said) {
        Some(Said::Runtime(path)) => path.clone(),
        _ => quote!(::asyncapi_channels),
    }
}

/// What is asked of type parameters.
fn bound(words: &Words) -> Option<TokenStream> {
    match &words.get("bound")?.said {
        Said::Bound(bound) => Some(bound.clone()),
        _ => None,
    }
}

/// The document that the type is checked against.
fn spec(words: &Words, name: &str, errors: &mut Errors) -> Option<Spec> {
    let Some(file) = words.text("spec") else {
        if let Some(schema) = words.get("schema").filter(|_| words.lack("spec")) {
            errors.at(
                schema.span,
                "`schema` is the name of a schema in a document: say which, \
                 `spec = \"api/chat.yaml\"`",
            );
        }
        return None;
    };
    let schema = words.text("schema");
    let schema = schema.unwrap_or_else(|| (name.to_owned(), file.1));
    Some(Spec { file, schema })
}

fn structure(
    input: &DeriveInput,
    data: &DataStruct,
    words: &Words,
    errors: &mut Errors,
) -> Option<Data> {
    let transparent = words.get("transparent");
    match &data.fields {
        Fields::Named(fields) => {
            let Some(transparent) = transparent else {
                return record(input, &data.fields, words, errors);
            };
            refuse_names(words, errors);
            let mut fields = fields.named.iter();
            match (fields.next(), fields.next()) {
                (Some(field), None) => {
                    let field = field::unnamed(field, false, &Words::none(), errors);
                    Some(Data::Transparent(Box::new(field)))
                }
                _ => {
                    errors.at(
                        transparent.span,
                        "`transparent` is for a struct of one field, which it is the same as \
                         on the wire",
                    );
                    None
                }
            }
        }
        Fields::Unnamed(fields) => {
            refuse_names(words, errors);
            let mut all = fields.unnamed.iter();
            match (all.next(), all.next()) {
                (Some(field), None) => {
                    let field = field::unnamed(field, false, &Words::none(), errors);
                    Some(Data::Transparent(Box::new(field)))
                }
                _ => {
                    errors.at(
                        input.ident.span(),
                        "a message is an object: give the fields names, `struct \
                         Name { field: Type }`; for an array, wrap a tuple, `struct Name((First, Second))`",
                    );
                    None
                }
            }
        }
        Fields::Unit => {
            words.refuse(&["default", "transparent"], "there are no fields", errors);
            record(input, &data.fields, words, errors)
        }
    }
}

/// A struct that is what its only field is has no use for options about the fields of an object.
fn refuse_names(words: &Words, errors: &mut Errors) {
    words.refuse(
        &[
            "rename",
            "rename_all",
            "tag",
            "default",
            "deny_unknown_fields",
        ],
        "the struct is on the wire what its only field is; to be an object with properties, it \
         gives that field a name",
        errors,
    );
}

fn record(
    input: &DeriveInput,
    fields: &Fields,
    words: &Words,
    errors: &mut Errors,
) -> Option<Data> {
    let value = match words.get("rename").map(|word| &word.said) {
        Some(Said::Constant(value)) => value.clone(),
        _ => Constant::String(input.ident.unraw().to_string()),
    };
    let tag = tag(words, errors);
    if let Some(rename) = words
        .get("rename")
        .filter(|word| words.lack("tag") && !word.serde)
    {
        errors.at(
            rename.span,
            "`rename` is the value of the tag, and there is no tag: write `tag = \"type\"` beside it, \
             or `name = \"…\"` for the message's name",
        );
    }
    let record = Record {
        fields: field::all(fields, words.rule("rename_all"), errors),
        closed: words.has("deny_unknown_fields"),
        default: default_of(words),
        tag: tag.map(|names| (names, value)),
    };
    field::check(&record, errors);
    Some(Data::Record(record.with_defaults()))
}

/// The names of the property with the tag, from the outside. A text that begins with `/` is a JSON
/// pointer (RFC 6901); serde has no pointers.
fn tag(words: &Words, errors: &mut Errors) -> Option<Vec<String>> {
    let (text, span) = words.text("tag")?;
    let is_name = words.get("tag").is_some_and(|word| word.serde);
    let Some(pointer) = text.strip_prefix('/').filter(|_| !is_name) else {
        return Some(vec![text]);
    };
    let names = pointer.split('/').map(|step| unescaped(step, span, errors));
    Some(names.collect())
}

/// A step of a JSON pointer (RFC 6901, section 4).
fn unescaped(step: &str, span: Span, errors: &mut Errors) -> String {
    let mut parts = step.split('~');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match (part.strip_prefix('0'), part.strip_prefix('1')) {
            (Some(rest), _) => name.push_str(&format!("~{rest}")),
            (_, Some(rest)) => name.push_str(&format!("/{rest}")),
            _ => errors.at(
                span,
                "in a JSON pointer (RFC 6901), `~` is written `~0`, and `/` within a name `~1`",
            ),
        }
    }
    name
}

fn enumeration(
    input: &DeriveInput,
    data: &DataEnum,
    words: &Words,
    errors: &mut Errors,
) -> Option<Data> {
    if data.variants.is_empty() {
        errors.at(
            input.ident.span(),
            "an enum without variants holds no message; a side of a channel that sends nothing is \
             left out of `#[channel(…)]`",
        );
        return None;
    }
    let tagging = tagging(words, errors);
    let ways = ["tag", "content", "envelope", "untagged"];
    let all_unit = data
        .variants
        .iter()
        .all(|variant| matches!(variant.fields, Fields::Unit));
    if all_unit && !ways.iter().any(|way| words.has(way)) {
        let rule = words.rule("rename_all");
        let values = variant::values(&data.variants, rule, errors);
        return Some(Data::Values(values));
    }
    let untagged = words.has("untagged") || ways.iter().all(|way| words.lack(way));
    let rules = Rules {
        variants: words.rule("rename_all"),
        fields: words.rule("rename_all_fields"),
        closed: words.has("deny_unknown_fields"),
        tagging: &tagging,
        untagged,
    };
    let variants = variant::all(&data.variants, &rules, errors);
    let messages = Messages { tagging, variants };
    variant::check_frames(&messages, errors);
    if untagged {
        variant::check_untagged(&messages, words.has("untagged"), input, errors);
    }
    Some(Data::Messages(messages))
}

/// How the messages of an enum are told apart.
fn tagging(words: &Words, errors: &mut Errors) -> Tagging {
    for (name, others) in [
        ("untagged", &["tag", "content", "envelope"] as &[&str]),
        ("envelope", &["tag", "content"]),
    ] {
        if words.has(name) {
            words.refuse(others, &format!("the enum is `{name}`"), errors);
        }
    }
    let envelope = match words.get("envelope").map(|word| &word.said) {
        Some(Said::Envelope(tag, payload)) => Some((tag.value(), payload.value(), payload.span())),
        _ => None,
    };
    let tag = tag(words, errors);
    let content = words.text("content");
    let (tag, payload, span) = match (envelope, tag, content) {
        (Some(envelope), _, _) => envelope,
        (None, Some(tag), None) => return Tagging::Tag(tag),
        (None, None, None) => return Tagging::None,
        (None, None, Some((_, span))) => {
            if words.lack("untagged") {
                errors.at(
                    span,
                    "`content` is the property beside the tag: say which property that is, \
                     `tag = \"type\"`",
                );
            }
            return Tagging::None;
        }
        (None, Some(tag), Some((content, span))) => match <[String; 1]>::try_from(tag) {
            Ok([tag]) => (tag, content, span),
            Err(tag) => {
                errors.at(
                    span,
                    "a nested tag stands within the message, not beside its `content`: leave out one \
                     of both",
                );
                return Tagging::Tag(tag);
            }
        },
    };
    if tag == payload {
        errors.at(
            span,
            format!("`{payload}` is the property of the tag already"),
        );
    }
    Tagging::Envelope {
        tag,
        payload,
        closed: words.has("deny_unknown_fields"),
    }
}

/// Parameters are pairs of names and texts.
fn check_parameters(input: &DeriveInput, words: &Words, data: &Data, errors: &mut Errors) {
    words.refuse(
        &["tag"],
        "parameters belong to one channel, and nothing is to be told apart",
        errors,
    );
    let Data::Record(record) = data else {
        errors.at(
            input.ident.span(),
            "parameters are pairs of a name and a text: write a struct with named fields",
        );
        return;
    };
    for field in record.fields.iter().filter(|field| field.flatten) {
        errors.at(
            field.span,
            "the names of parameters must be known: a field of them cannot be flattened",
        );
    }
}

/// What a `default` says.
pub(super) fn default_of(words: &Words) -> Option<Default> {
    match words.get("default").map(|word| &word.said) {
        Some(Said::Default(default)) => Some(default.clone()),
        _ => None,
    }
}

impl Words {
    /// The rule for names that an option states.
    pub(super) fn rule(&self, name: &str) -> Rename {
        match self.get(name).map(|word| &word.said) {
            Some(Said::Rule(rule)) => *rule,
            _ => Rename::None,
        }
    }
}
