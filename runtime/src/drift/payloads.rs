//! What messages carry, property by property.

use super::fits::{Fit, fit, same};
use super::messages::{Content, Found, Message, is_json, name_of, property_of, subject};
use super::text::{Text, contains};
use super::{
    Expected, Property, difference_of, missing, object_of, of_constant, of_field, of_object,
    subject as subject_of,
};
use crate::describe::{
    Definition, DefinitionKind, Field, Messages, Object, Shape, Tagging, Variant, VariantPayload,
};

pub(super) const fn of_found(found: Found<'_>, message: &Message) -> Option<Text> {
    let (payload, own) = match found {
        Found::Nothing => return None,
        Found::Variant(
            variant,
            Tagging::Envelope {
                tag,
                payload: payload_name,
                closed,
            },
        ) if property_of(message, tag).is_some() && is_json(variant) => {
            return of_envelope(variant, tag, payload_name, *closed, message);
        }
        Found::Variant(variant, Tagging::Tag(path)) => (
            &variant.payload,
            OwnTag {
                path,
                values: variant.values,
            },
        ),
        Found::Variant(variant, _) => (&variant.payload, NO_TAG),
        Found::Whole(definition) => match &definition.kind {
            DefinitionKind::Object(object) => return of_payload(object, message, NO_TAG),
            _ => return None,
        },
    };
    of_content(payload, message, own)
}

const fn of_content(payload: &VariantPayload, message: &Message, own: OwnTag<'_>) -> Option<Text> {
    match (&message.content, payload) {
        (Content::Text, VariantPayload::Text)
        | (Content::Binary, VariantPayload::Binary)
        | (Content::Nothing, VariantPayload::Nothing) => None,
        (Content::Json(_), VariantPayload::Object(object)) => of_payload(object, message, own),
        (Content::Json(_), VariantPayload::Nothing) => of_payload(&EMPTY, message, own),
        (Content::Json(expected), VariantPayload::Json(shape, definition)) => {
            match (expected, object_of(*definition)) {
                (Expected::Object(_), Some(object)) => of_payload(object, message, own),
                _ => {
                    let fit = fit(expected, shape);
                    if matches!(fit, Fit::Fits) || is_one_of(*definition, message, own) {
                        return None;
                    }
                    let mut text = subject(message);
                    text.difference(expected, shape, message.place, fit);
                    Some(text)
                }
            }
        }
        (content, payload) => {
            let mut text = subject(message);
            text.add("the document has ");
            text.add(match content {
                Content::Json(_) => "JSON",
                Content::Text => "a plain text",
                Content::Binary => "bytes",
                Content::Nothing => "no payload",
            });
            text.place(message.place);
            text.add(", but this variant is ");
            text.add(match payload {
                VariantPayload::Json(..) | VariantPayload::Object(_) => "JSON",
                VariantPayload::Nothing => "without payload",
                VariantPayload::Text => "a plain text",
                VariantPayload::Binary => "bytes",
                VariantPayload::Unknown => "what is no message",
            });
            Some(text)
        }
    }
}

/// Messages that share a tag stand in one variant, whose payload tells them apart by structure.
const fn is_one_of(definition: Option<&Definition>, message: &Message, own: OwnTag<'_>) -> bool {
    let Some(Definition {
        kind:
            DefinitionKind::Messages(Messages {
                tagging: Tagging::None,
                variants,
            }),
        ..
    }) = definition
    else {
        return false;
    };
    let mut rest = *variants;
    while let [variant, tail @ ..] = rest {
        // Without a tag, a variant without payload is `null`.
        let is_null = matches!(variant.payload, VariantPayload::Nothing);
        if !is_null && of_content(&variant.payload, message, own).is_none() {
            return true;
        }
        rest = tail;
    }
    false
}

const EMPTY: Object = Object {
    fields: &[],
    closed: false,
};

/// A property of which nothing is said.
const FIELD: Field = Field {
    name: "",
    aliases: &[],
    shape: Shape::Opaque,
    required: false,
    may_be_left_out: false,
    flatten: false,
    constant: None,
    default: None,
    rules: &[],
    docs: "",
};

/// The tag that an enum writes into a payload: the names that lead to it, and the values for the
/// message. No names, where it writes none.
#[derive(Clone, Copy)]
struct OwnTag<'d> {
    path: &'d [&'d str],
    values: &'d [&'d str],
}

const NO_TAG: OwnTag<'static> = OwnTag {
    path: &[],
    values: &[],
};

/// A message in an envelope that the document has as a part of the payload.
const fn of_envelope(
    variant: &Variant,
    tag: &str,
    payload: &str,
    closed: bool,
    message: &Message,
) -> Option<Text> {
    let owner = owner_of(message);
    let owner = owner.as_str();
    let mut rest = message.properties;
    while let [property, tail @ ..] = rest {
        rest = tail;
        let text = if same(property.name, tag) {
            match variant.values {
                [written, ..] => of_constant(owner, written, property),
                [] => None,
            }
        } else if same(property.name, payload) {
            match &variant.payload {
                VariantPayload::Json(shape, _) => {
                    let field = Field {
                        shape: shape.without_absence(variant.optional),
                        may_be_left_out: variant.optional,
                        required: !variant.optional,
                        ..FIELD
                    };
                    of_field(owner, &field, property)
                }
                VariantPayload::Object(_) => {
                    let object = Shape::Map(&Shape::Any);
                    match property.expected {
                        Expected::Map(_) => None,
                        _ => difference_of(owner, property, &property.expected, &object),
                    }
                }
                _ if property.required => Some(missing(owner, property)),
                _ => None,
            }
        } else if property.required || closed {
            Some(missing(owner, property))
        } else {
            None
        };
        if text.is_some() {
            return text;
        }
    }
    None
}

const fn owner_of(message: &Message) -> Text {
    let mut owner = Text::new();
    owner.add("message `");
    owner.add(name_of(message));
    owner.add("`");
    owner
}

/// The first property that is not as in the document, or that the document does not have.
const fn of_payload(object: &Object, message: &Message, own: OwnTag<'_>) -> Option<Text> {
    let owner = owner_of(message);
    let mut rest = message.properties;
    while let [property, tail @ ..] = rest {
        let is_own = match own.path {
            [first, ..] => same(first, property.name),
            [] => false,
        };
        if let ([_], Some(constant), true) = (own.path, property.constant, is_own)
            && !contains(own.values, constant)
        {
            return Some(other_tag(owner.as_str(), property, own));
        }
        let may_lack = is_own || property.is_tag && !own.path.is_empty();
        if let Some(text) = of_object(owner.as_str(), object, property, may_lack) {
            return Some(text);
        }
        rest = tail;
    }
    if !matches!(message.content, Content::Json(Expected::Object(_))) {
        return None;
    }
    let mut rest = object.fields;
    while let [field, tail @ ..] = rest {
        rest = tail;
        if field.flatten || property_of(message, field.name).is_some() {
            continue;
        }
        let mut text = Text::new();
        text.add("`");
        text.add(field.name);
        text.add("` of ");
        text.add(owner.as_str());
        text.add(": not in the document");
        text.place(message.place);
        return Some(text);
    }
    None
}

/// The enum writes another value than the document has.
const fn other_tag(owner: &str, property: &Property, own: OwnTag<'_>) -> Text {
    let mut text = subject_of(owner, property);
    text.add("the document has ");
    text.expected(&property.expected);
    text.place(property.place);
    text.add(", but the tag of this variant is ");
    text.add(match own.values {
        [value, ..] => value,
        [] => "none",
    });
    text
}
