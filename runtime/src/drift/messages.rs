//! The messages of a channel, and the alternatives of a value.

use super::fits::same;
use super::payloads::of_found;
use super::text::{Text, contains};
use super::{Expected, Property, object_of, report};
use crate::describe::{
    Definition, DefinitionKind, Messages, Shape, Tagging, Variant, VariantPayload,
};

/// A message of the document, or an alternative.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// The names that it has, the one that is shown first.
    pub names: &'static [&'static str],
    /// The values of the tag that it has, as JSON; none where the document has no tag.
    pub tags: &'static [&'static str],
    /// What it carries.
    pub content: Content,
    /// The properties of what it carries, if that is an object.
    pub properties: &'static [Property],
    /// Where it stands in the document.
    pub place: &'static str,
}

/// What a message carries.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// JSON.
    Json(Expected),
    /// The text of the frame.
    Text,
    /// The bytes of the frame.
    Binary,
    /// Nothing but its name.
    Nothing,
}

/// Holds one message of the document against the set in which it must be. `role` says what the
/// document makes of it, such as "the server sends it"; `others` is the set of the other direction.
#[track_caller]
pub const fn message(
    set: Option<&Definition>,
    others: Option<&Definition>,
    message: &Message,
    role: &str,
) {
    let Some(set) = set else {
        return;
    };
    // What has a mistake of its own has no name; that mistake is told already.
    if set.name.is_empty() && matches!(set.kind, DefinitionKind::Same(Shape::Any, [])) {
        return;
    }
    let found = find(set, message);
    if let Found::Nothing = found {
        let mut text = subject(message);
        text.add(role);
        text.place(message.place);
        text.add(match others {
            Some(others) if !matches!(find(others, message), Found::Nothing) => {
                ", but it stands among the messages of the other side, in `"
            }
            _ => ", but no message of this name or tag is in `",
        });
        text.add(match others {
            Some(others) if !matches!(find(others, message), Found::Nothing) => others.name,
            _ => set.name,
        });
        text.add("`");
        report(&Some(text));
    }
    if let Found::Variant(variant, tagging) = found
        && is_json(variant)
        && tags_of(tagging, message).is_some()
        && let ([written, ..], [_, ..]) = (variant.values, message.tags)
        && !contains(message.tags, written)
    {
        // It is read by a further value.
        let mut text = Text::new();
        other_tag_of_name(&mut text, variant, message);
        report(&Some(text));
    }
    report(&of_found(found, message));
}

/// Whether a set is that of the alternatives of the only message rather than the message.
pub const fn is_inside(set: Option<&Definition>, only: &[Message]) -> bool {
    match set {
        Some(Definition {
            kind: DefinitionKind::Messages(messages),
            ..
        }) => {
            let mut rest = messages.variants;
            while let [variant, tail @ ..] = rest {
                if first_match(messages, variant, only).is_some() {
                    return false;
                }
                rest = tail;
            }
            true
        }
        _ => false,
    }
}

/// Tells of a set of which nothing is known.
#[track_caller]
pub const fn known(set: Option<&Definition>) {
    if set.is_none() {
        panic!(
            "nothing is known of these messages, so they cannot be held against the document: \
             derive `Message` for them"
        );
    }
}

/// Tells of messages of a set that are none of the document's. Those that are only in the wrong set
/// are told of where they are missing.
#[track_caller]
pub const fn no_other_messages(
    set: Option<&Definition>,
    known: &[Message],
    other_set: Option<&Definition>,
    others: &[Message],
    place: &str,
) {
    let Some(set) = set else {
        return;
    };
    let DefinitionKind::Messages(messages) = &set.kind else {
        return;
    };
    let mut text = Text::new();
    let mut hints = Text::new();
    let mut rest = messages.variants;
    while let [variant, tail @ ..] = rest {
        rest = tail;
        let is_told = is_missing(messages, variant, other_set, others);
        if matches!(variant.payload, VariantPayload::Unknown)
            || first_match(messages, variant, known).is_some()
            || is_told
        {
            continue;
        }
        match of_name(variant, known) {
            Some(message) => other_tag_of_name(&mut hints, variant, message),
            None => {
                text.list("`", variant.name, "`");
                other_name(&mut hints, set, messages, variant, known);
            }
        }
    }
    if text.is_empty() && hints.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.add(": not in the document");
        text.place(place);
        text.add(", which has here ");
        let mut names = Text::new();
        let mut rest = known;
        while let [message, tail @ ..] = rest {
            names.list("`", name_of(message), "`");
            rest = tail;
        }
        text.add(if names.is_empty() {
            "nothing"
        } else {
            names.as_str()
        });
        if !hints.is_empty() {
            text.add("; ");
        }
    }
    text.add(hints.as_str());
    report(&Some(text));
}

/// The message of a variant's name.
const fn of_name<'m>(variant: &Variant, known: &'m [Message]) -> Option<&'m Message> {
    let mut rest = known;
    while let [message, tail @ ..] = rest {
        if contains(message.names, variant.name) {
            return Some(message);
        }
        rest = tail;
    }
    None
}

/// A variant that has the name of a message, but is told apart, or written, by another value.
const fn other_tag_of_name(hints: &mut Text, variant: &Variant, message: &Message) {
    separate(hints);
    hints.add("message `");
    hints.add(variant.name);
    hints.add("`: the document has the tag ");
    hints.add(match message.tags {
        [tag, ..] => tag,
        [] => "of another message",
    });
    hints.place(message.place);
    hints.add(", but the tag of this variant is ");
    hints.add(match variant.values {
        [value, ..] => value,
        [] => "none",
    });
}

/// The way out for a variant that is a message of the document but for its name.
const fn other_name(
    hints: &mut Text,
    set: &Definition,
    messages: &Messages,
    variant: &Variant,
    known: &[Message],
) {
    let mut rest = known;
    while let [message, tail @ ..] = rest {
        rest = tail;
        let by_tag = !message.tags.is_empty() && !variant.values.is_empty();
        let found = Found::Variant(variant, &messages.tagging);
        if by_tag
            || !matches!(find(set, message), Found::Nothing)
            || of_found(found, message).is_some()
        {
            continue;
        }
        separate(hints);
        hints.add("if `");
        hints.add(variant.name);
        hints.add("` is `");
        hints.add(name_of(message));
        hints.add("`, write `#[message(name = \"");
        hints.add(name_of(message));
        hints.add("\")]` on it");
        return;
    }
}

const fn separate(text: &mut Text) {
    if !text.is_empty() {
        text.add("; ");
    }
}

/// Holds the property that tells messages apart against the document's.
#[track_caller]
pub const fn tag(set: Option<&Definition>, path: &[&str], place: &str) {
    let Some(Definition {
        kind:
            DefinitionKind::Messages(Messages {
                tagging: Tagging::Tag(own),
                ..
            }),
        name,
        ..
    }) = set
    else {
        return;
    };
    if path.is_empty() || is_same_path(own, path) {
        return;
    }
    let mut text = Text::new();
    text.add("the document tells these messages apart by ");
    text.add_path(path);
    text.place(place);
    text.add(", but `");
    text.add(name);
    text.add("` does by ");
    text.add_path(own);
    report(&Some(text));
}

/// The message in a set.
#[derive(Clone, Copy)]
pub(super) enum Found<'d> {
    Nothing,
    Variant(&'d Variant, &'d Tagging),
    /// The set is the message itself.
    Whole(&'d Definition),
}

const fn find<'d>(set: &'d Definition, message: &Message) -> Found<'d> {
    let DefinitionKind::Messages(messages) = &set.kind else {
        return match contains(message.names, set.name)
            || has_tag(set, message)
            || agrees(Found::Whole(set), message)
        {
            true => Found::Whole(set),
            false => Found::Nothing,
        };
    };
    let mut rest = messages.variants;
    while let [variant, tail @ ..] = rest {
        if is_same(messages, variant, message) {
            return Found::Variant(variant, &messages.tagging);
        }
        rest = tail;
    }
    let mut rest = messages.variants;
    while let [variant, tail @ ..] = rest {
        if is_by_structure(messages, variant, message) {
            return Found::Variant(variant, &messages.tagging);
        }
        rest = tail;
    }
    Found::Nothing
}

/// By the tag where both have one, else by name.
const fn is_same(messages: &Messages, variant: &Variant, message: &Message) -> bool {
    if is_json(variant)
        && let Some(tags) = tags_of(&messages.tagging, message)
    {
        let mut rest = variant.values;
        while let [value, tail @ ..] = rest {
            if contains(tags, value) {
                return true;
            }
            rest = tail;
        }
        if !message.tags.is_empty() {
            return false;
        }
    }
    contains(message.names, variant.name)
}

/// Without a tag, names are on no wire: a variant that agrees is the message, too.
const fn is_by_structure(messages: &Messages, variant: &Variant, message: &Message) -> bool {
    matches!(messages.tagging, Tagging::None)
        && is_json(variant)
        && agrees(Found::Variant(variant, &messages.tagging), message)
}

const fn agrees(found: Found<'_>, message: &Message) -> bool {
    match message.content {
        // Every type would agree.
        Content::Json(Expected::Any) => false,
        Content::Json(_) => of_found(found, message).is_none(),
        _ => false,
    }
}

pub(super) const fn is_json(variant: &Variant) -> bool {
    matches!(
        variant.payload,
        VariantPayload::Json(..) | VariantPayload::Object(_) | VariantPayload::Nothing
    )
}

/// The values that the document has for the tag that an enum writes. Where a message is the only one,
/// the document needs no tag, but may have the property.
const fn tags_of<'m>(tagging: &Tagging, message: &'m Message) -> Option<&'m [&'static str]> {
    let property = match tagging {
        Tagging::None => return None,
        Tagging::Tag([name]) => property_of(message, name),
        Tagging::Tag(_) => None,
        Tagging::Envelope { tag, .. } => match property_of(message, tag) {
            // The document leaves the envelope out.
            None => return None,
            property => property,
        },
    };
    match property {
        _ if !message.tags.is_empty() => Some(message.tags),
        Some(Property {
            expected: Expected::Values(values, _),
            ..
        }) => Some(values),
        _ => None,
    }
}

pub(super) const fn property_of<'m>(message: &'m Message, name: &str) -> Option<&'m Property> {
    let mut rest = message.properties;
    while let [property, tail @ ..] = rest {
        if same(property.name, name) {
            return Some(property);
        }
        rest = tail;
    }
    None
}

/// Whether an object has a constant that is one of the message's tags.
const fn has_tag(definition: &Definition, message: &Message) -> bool {
    let Some(object) = object_of(Some(definition)) else {
        return false;
    };
    let mut rest = object.fields;
    while let [field, tail @ ..] = rest {
        if let Some(constant) = field.constant
            && contains(message.tags, constant)
        {
            return true;
        }
        rest = tail;
    }
    false
}

const fn first_match<'m>(
    messages: &Messages,
    variant: &Variant,
    known: &'m [Message],
) -> Option<&'m Message> {
    let mut rest = known;
    while let [message, tail @ ..] = rest {
        if is_same(messages, variant, message) {
            return Some(message);
        }
        rest = tail;
    }
    let mut rest = known;
    while let [message, tail @ ..] = rest {
        if is_by_structure(messages, variant, message) {
            return Some(message);
        }
        rest = tail;
    }
    None
}

/// Whether a variant is a message of the other direction that is missing there.
const fn is_missing(
    messages: &Messages,
    variant: &Variant,
    other_set: Option<&Definition>,
    others: &[Message],
) -> bool {
    match (first_match(messages, variant, others), other_set) {
        (Some(message), Some(other_set)) => matches!(find(other_set, message), Found::Nothing),
        // Of a side that has no messages all are missing.
        (Some(_), None) => true,
        (None, _) => false,
    }
}

pub(super) const fn subject(message: &Message) -> Text {
    let mut text = Text::new();
    text.add("message `");
    text.add(name_of(message));
    text.add("`: ");
    text
}

pub(super) const fn name_of(message: &Message) -> &'static str {
    match message.names {
        [name, ..] => name,
        [] => "",
    }
}

const fn is_same_path(one: &[&str], other: &[&str]) -> bool {
    let (mut one, mut other) = (one, other);
    loop {
        match (one, other) {
            ([], []) => return true,
            ([a, one_tail @ ..], [b, other_tail @ ..]) if same(a, b) => {
                (one, other) = (one_tail, other_tail);
            }
            _ => return false,
        }
    }
}
