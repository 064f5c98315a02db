//! The options of `#[message(…)]`, and which of them serde has, too: where they may stand, how they
//! are written, and what reads them.

use super::constraints;
use super::parse::{self, Parsed};
use syn::parse::ParseStream;

/// What an attribute stands on.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Struct,
    Enum,
    Variant,
    Field,
}

impl Place {
    /// The place in a sentence.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Struct => "a struct",
            Self::Enum => "an enum",
            Self::Variant => "a variant",
            Self::Field => "a field",
        }
    }
}

/// An option that there is.
pub(super) struct Known {
    pub(super) name: &'static str,
    /// How it is written.
    pub(super) form: &'static str,
    pub(super) places: &'static [Place],
    /// Whether serde has it, too.
    pub(super) serde: bool,
    /// Reads what follows its name.
    pub(super) parse: fn(ParseStream<'_>) -> Parsed,
}

const ANY_TYPE: &[Place] = &[Place::Struct, Place::Enum];
const NAMED: &[Place] = &[Place::Struct, Place::Enum, Place::Variant];
const RENAMED: &[Place] = &[Place::Struct, Place::Variant, Place::Field];
const CONVERTED: &[Place] = &[Place::Variant, Place::Field];
const STRUCT: &[Place] = &[Place::Struct];
const ENUM: &[Place] = &[Place::Enum];
const VARIANT: &[Place] = &[Place::Variant];
const FIELD: &[Place] = &[Place::Field];

/// An option that only `#[message(…)]` has.
const fn own(
    name: &'static str,
    form: &'static str,
    places: &'static [Place],
    parse: fn(ParseStream<'_>) -> Parsed,
) -> Known {
    Known {
        name,
        form,
        places,
        serde: false,
        parse,
    }
}

/// An option that serde has, too.
const fn shared(
    name: &'static str,
    form: &'static str,
    places: &'static [Place],
    parse: fn(ParseStream<'_>) -> Parsed,
) -> Known {
    Known {
        name,
        form,
        places,
        serde: true,
        parse,
    }
}

/// All options.
pub(super) const OPTIONS: &[Known] = &[
    own("name", "`name = \"Join\"`", NAMED, parse::text),
    shared("rename", "`rename = \"name\"`", RENAMED, parse::rename),
    shared("alias", "`alias = \"name\"`", CONVERTED, parse::constant),
    shared(
        "rename_all",
        "`rename_all = \"camelCase\"`",
        NAMED,
        parse::rule,
    ),
    shared(
        "rename_all_fields",
        "`rename_all_fields = \"camelCase\"`",
        ENUM,
        parse::rule,
    ),
    shared(
        "tag",
        "`tag = \"type\"`, or `tag = \"/header/type\"` for a nested one",
        ANY_TYPE,
        parse::text,
    ),
    shared("content", "`content = \"payload\"`", ENUM, parse::text),
    own(
        "envelope",
        "`envelope(tag = \"route\", payload = \"payload\")`",
        ENUM,
        parse::envelope,
    ),
    shared("untagged", "`untagged`", ENUM, parse::flag),
    shared("transparent", "`transparent`", STRUCT, parse::flag),
    shared(
        "deny_unknown_fields",
        "`deny_unknown_fields`",
        ANY_TYPE,
        parse::flag,
    ),
    own("spec", "`spec = \"api/chat.yaml\"`", ANY_TYPE, parse::text),
    own("schema", "`schema = \"SendChat\"`", ANY_TYPE, parse::text),
    own(
        "crate",
        "`crate = ::path::to::runtime`",
        ANY_TYPE,
        parse::runtime,
    ),
    own("bound", "`bound = \"T: Clone\"`", ANY_TYPE, parse::bound),
    own("text", "`text`", VARIANT, parse::flag),
    own("binary", "`binary`", VARIANT, parse::flag),
    own("unknown", "`unknown`", VARIANT, parse::flag),
    shared(
        "default",
        "`default` or `default = \"path::to::function\"`",
        &[Place::Struct, Place::Field],
        parse::default,
    ),
    own("required", "`required`", FIELD, parse::flag),
    shared("skip", "`skip`", FIELD, parse::flag),
    shared("skip_serializing", "`skip_serializing`", FIELD, parse::flag),
    shared(
        "skip_deserializing",
        "`skip_deserializing`",
        FIELD,
        parse::flag,
    ),
    shared(
        "skip_serializing_if",
        "`skip_serializing_if = \"Option::is_none\"`",
        FIELD,
        parse::path,
    ),
    shared(
        "with",
        "`with = \"path::to::module\"`",
        CONVERTED,
        parse::path,
    ),
    shared(
        "serialize_with",
        "`serialize_with = \"path::to::function\"`",
        CONVERTED,
        parse::path,
    ),
    shared(
        "deserialize_with",
        "`deserialize_with = \"path::to::function\"`",
        CONVERTED,
        parse::path,
    ),
    shared("flatten", "`flatten`", FIELD, parse::flag),
    own(
        "const",
        "`const = \"text\"`, `const = 2` or `const = true`",
        FIELD,
        parse::constant,
    ),
    own("as", "`as = String`", FIELD, parse::wire_type),
    own(
        "min_length",
        "`min_length = 1`",
        FIELD,
        constraints::min_length,
    ),
    own(
        "max_length",
        "`max_length = 40`",
        FIELD,
        constraints::max_length,
    ),
    own(
        "pattern",
        "`pattern = \"^[a-z]+$\"`",
        FIELD,
        constraints::pattern,
    ),
    own("format", "`format = \"email\"`", FIELD, constraints::format),
    own(
        "range",
        "`range = 0..=10`, `range = 1..` or `range = ..0.5`",
        FIELD,
        constraints::range,
    ),
    own("minimum", "`minimum = 0`", FIELD, constraints::minimum),
    own("maximum", "`maximum = 10`", FIELD, constraints::maximum),
    own(
        "exclusive_minimum",
        "`exclusive_minimum = 0`",
        FIELD,
        constraints::exclusive_minimum,
    ),
    own(
        "exclusive_maximum",
        "`exclusive_maximum = 10`",
        FIELD,
        constraints::exclusive_maximum,
    ),
    own(
        "multiple_of",
        "`multiple_of = 0.5`",
        FIELD,
        constraints::multiple_of,
    ),
    own(
        "min_items",
        "`min_items = 1`",
        FIELD,
        constraints::min_items,
    ),
    own(
        "max_items",
        "`max_items = 5`",
        FIELD,
        constraints::max_items,
    ),
    own(
        "unique_items",
        "`unique_items`",
        FIELD,
        constraints::unique_items,
    ),
    own(
        "min_properties",
        "`min_properties = 1`",
        FIELD,
        constraints::min_properties,
    ),
    own(
        "max_properties",
        "`max_properties = 5`",
        FIELD,
        constraints::max_properties,
    ),
];

/// The names of the options of a place.
pub(super) fn of_place(place: Place) -> impl Iterator<Item = &'static str> {
    OPTIONS
        .iter()
        .filter(move |option| option.places.contains(&place))
        .map(|option| option.name)
}

/// The same in a sentence.
pub(super) fn names(place: Place) -> String {
    of_place(place).collect::<Vec<_>>().join(", ")
}
