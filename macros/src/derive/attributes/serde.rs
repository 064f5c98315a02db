//! serde's attributes that the derives have no option for.

use super::options::Place;

/// What becomes of one.
pub(super) enum Treatment {
    /// It says nothing of what is on the wire.
    Ignored,
    /// It cannot be honoured, for this reason.
    Refused(&'static str),
    /// serde has no such attribute.
    Unknown,
}

/// Attributes that concern nothing but the code that serde derives.
const IGNORED: &[&str] = &["bound", "borrow", "crate", "expecting"];

const OTHER_TYPE: &str = "a message is read and written as its own type: derive `Message` for the \
     type on the wire and convert, or convert each field of this type by `with`";
const IDENTIFIER: &str = "this is for serde's own use and says nothing of a message";

/// Attributes that would change what is on the wire, and what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("from", OTHER_TYPE),
    ("try_from", OTHER_TYPE),
    ("into", OTHER_TYPE),
    (
        "remote",
        "derive `Message` for a type of your own, or convert the fields of the other type by `with`",
    ),
    (
        "getter",
        "a message is read and written by its fields: convert the other type by `with`",
    ),
    (
        "other",
        "what is lost by this is kept by a variant of its own: \
         `#[message(unknown)] Unknown(Payload)`",
    ),
    ("variant_identifier", IDENTIFIER),
    ("field_identifier", IDENTIFIER),
];

/// Attributes that serde has on variants, and the derives have not.
const REFUSED_ON_VARIANTS: &[&str] = &["skip", "skip_serializing", "skip_deserializing"];

/// What becomes of an attribute of serde.
pub(super) fn treatment(name: &str, place: Place) -> Treatment {
    if IGNORED.contains(&name) || (name == "rename" && place == Place::Enum) {
        return Treatment::Ignored;
    }
    if place == Place::Variant && REFUSED_ON_VARIANTS.contains(&name) {
        return Treatment::Refused(
            "each variant is a message that is read and written: leave the variant out, or keep it \
             in an enum of its own",
        );
    }
    if place == Place::Variant && name == "untagged" {
        return Treatment::Refused(
            "one variant alone cannot be untagged: what has no known tag is kept by \
             `#[message(unknown)] Unknown(Payload)`",
        );
    }
    match REFUSED.iter().find(|(refused, _)| *refused == name) {
        Some((_, why)) => Treatment::Refused(why),
        None => Treatment::Unknown,
    }
}
