//! What the checks say. That they are errors of the compiler is tested where derives are.

use super::*;
use crate::describe::{Describe, Messages, Tagging, Value, Variant, VariantPayload};

const TEXT: Shape = Shape::String { format: None };
const BYTE: Shape = Shape::Integer {
    minimum: 0,
    maximum: 255,
};
const I64: Shape = Shape::Integer {
    minimum: i64::MIN as i128,
    maximum: i64::MAX as i128,
};
const U64: Shape = Shape::Integer {
    minimum: 0,
    maximum: u64::MAX as i128,
};
const OPEN: Expected = Expected::Integer {
    minimum: None,
    maximum: None,
};
const STRING: Expected = Expected::String { format: None };
const UUID: Expected = Expected::String {
    format: Some("uuid"),
};
const UUID_TYPE: Shape = Shape::String {
    format: Some("uuid"),
};
const MOOD: Shape = Shape::Values {
    name: "Mood",
    schema: None,
    values: &["\"glad\"", "\"odd\""],
    aliases: &[],
    definition: || &DEFINITION,
};
const CHECKED: Shape = Shape::Values {
    name: "Mood",
    schema: Some("Mood"),
    values: &["\"glad\""],
    aliases: &[],
    definition: || &DEFINITION,
};
const OF_ALIASES: Shape = Shape::Values {
    name: "Mood",
    schema: None,
    values: &["\"glad\"", "\"odd\""],
    aliases: &["\"odd\""],
    definition: || &DEFINITION,
};
const DEFINITION: Definition = Definition {
    name: "Room",
    docs: "",
    kind: DefinitionKind::Values(&[Value {
        value: "\"glad\"",
        docs: "",
    }]),
};

const fn user(schema: Option<&'static str>, is_object: bool) -> Shape {
    Shape::Defined {
        name: "User",
        schema,
        is_object,
        definition: || &DEFINITION,
    }
}

fn text_of(expected: Expected, shape: Shape) -> String {
    let text = difference("", &expected, &shape, "a.yaml:1:2");
    text.map_or_else(String::new, |text| text.as_str().to_owned())
}

#[test]
fn types_that_fit() {
    let fitting = [
        (Expected::Any, Shape::Opaque),
        (STRING, Shape::Any),
        (STRING, TEXT),
        (UUID, TEXT),
        (UUID, UUID_TYPE),
        (OPEN, I64),
        (OPEN, U64),
        (OPEN, <std::num::NonZeroU32 as Describe>::SHAPE),
        (Expected::Array(&OPEN), <[u32; 2] as Describe>::SHAPE),
        (STRING, <char as Describe>::SHAPE),
        (
            Expected::Integer {
                minimum: Some(1),
                maximum: Some(200),
            },
            BYTE,
        ),
        (Expected::Array(&STRING), Shape::Array(&TEXT)),
        (Expected::Nullable(&OPEN), Shape::Nullable(&I64)),
        (Expected::Tuple(&[STRING, OPEN]), Shape::Tuple(&[TEXT, I64])),
        (Expected::Map(&STRING), Shape::Map(&TEXT)),
        (Expected::Values(&["\"odd\"", "\"glad\""], &[]), MOOD),
        // What is told where the type is checked itself is not told again.
        (Expected::Values(&["\"sad\""], &["Temper", "Mood"]), CHECKED),
        // What is only read may be more.
        (Expected::Values(&["\"glad\""], &[]), OF_ALIASES),
        (Expected::Values(&["\"glad\"", "\"odd\""], &[]), OF_ALIASES),
        (Expected::Object(&["User"]), user(None, true)),
        (
            Expected::Object(&["User", "Person"]),
            user(Some("Person"), true),
        ),
        (Expected::Object(&[]), user(Some("User"), true)),
        (Expected::Object(&["User"]), Shape::Map(&TEXT)),
        (Expected::Map(&Expected::Any), user(None, true)),
        (Expected::Alternatives(&["Shape"]), user(None, false)),
        (
            STRING,
            Shape::Same {
                shape: &TEXT,
                definition: || &DEFINITION,
            },
        ),
    ];
    for (expected, shape) in fitting {
        assert_eq!(text_of(expected, shape), "");
    }
}

#[test]
fn types_that_differ() {
    let cases = [
        (
            OPEN,
            BYTE,
            "an integer without bounds",
            "an integer from 0 to 255",
        ),
        (
            Expected::Integer {
                minimum: Some(0),
                maximum: None,
            },
            I64,
            "",
            "",
        ),
        (
            Expected::Integer {
                minimum: Some(-7),
                maximum: None,
            },
            U64,
            "an integer of at least -7",
            "an integer of 64 bits without sign",
        ),
        (STRING, UUID_TYPE, "a string", "a string of format uuid"),
        (Expected::Number, I64, "a number", "an integer of 64 bits"),
        (OPEN, Shape::Number, "an integer without bounds", "a number"),
        (
            Expected::Array(&STRING),
            Shape::Array(&BYTE),
            "an array, each item a string",
            "an array, each item an integer from 0 to 255",
        ),
        (
            Expected::Tuple(&[STRING]),
            Shape::Tuple(&[]),
            "an array of exactly (a string)",
            "an array of exactly ()",
        ),
        (
            Expected::Nullable(&STRING),
            TEXT,
            "a string, or null",
            "a string",
        ),
        (
            STRING,
            Shape::Nullable(&TEXT),
            "a string",
            "a string, or null",
        ),
        (
            Expected::Object(&["User"]),
            user(Some("Room"), true),
            "an object `User`",
            "an object `Room`",
        ),
        (
            Expected::Object(&["User"]),
            user(None, false),
            "an object `User`",
            "alternatives `User`",
        ),
        (
            Expected::Values(&["\"glad\"", "\"sad\""], &[]),
            MOOD,
            "one of \"glad\", \"sad\"",
            "one of \"glad\", \"odd\"; missing: \"sad\"; unknown: \"odd\"",
        ),
        // What is written must be known.
        (
            Expected::Values(&["\"odd\"", "\"sad\""], &[]),
            OF_ALIASES,
            "one of \"odd\", \"sad\"",
            "one of \"glad\", \"odd\"; missing: \"sad\"; unknown: \"glad\"",
        ),
        (
            Expected::Values(&["\"sad\""], &["Temper"]),
            CHECKED,
            "always \"sad\"",
            "always \"glad\"; missing: \"sad\"; unknown: \"glad\"",
        ),
    ];
    for (expected, shape, stated, own) in cases {
        let text = match stated {
            "" => String::new(),
            _ => format!("the document has {stated} (a.yaml:1:2), but this is {own}"),
        };
        assert_eq!(text_of(expected, shape), text);
    }
}

#[test]
fn a_type_of_which_nothing_is_known() {
    let text = text_of(STRING, Shape::Opaque);
    assert!(text.contains("nothing is known of this type"), "{text}");
    assert!(text.contains("#[message(as = String)]"), "{text}");
    assert!(of_whole("", None, &Shape::Opaque, &STRING, "").is_none());
}

const fn field(name: &'static str, shape: Shape, required: bool) -> Field {
    Field {
        name,
        aliases: &[],
        shape,
        required,
        may_be_left_out: !required,
        flatten: false,
        constant: None,
        default: None,
        rules: &[],
        docs: "",
    }
}

const fn stated(name: &'static str, expected: Expected, required: bool) -> Property {
    Property {
        name,
        expected,
        required,
        constant: None,
        is_tag: false,
        place: "a.yaml:3:4",
    }
}

fn object_text(field: Field, property: Property) -> String {
    let fields: &'static [Field] = Vec::leak(vec![field]);
    let object = Object {
        fields,
        closed: false,
    };
    let text = of_object("schema `Room`", &object, &property, property.is_tag);
    text.map_or_else(String::new, |text| text.as_str().to_owned())
}

#[test]
fn presence() {
    assert_eq!(
        object_text(field("a", TEXT, true), stated("a", STRING, true)),
        ""
    );
    assert_eq!(
        object_text(field("a", TEXT, false), stated("a", STRING, false)),
        ""
    );
    let nullable = Expected::Nullable(&STRING);
    assert_eq!(
        object_text(field("a", TEXT, false), stated("a", nullable, false)),
        ""
    );
    let nullable_type = Shape::Nullable(&TEXT);
    assert_eq!(
        object_text(field("a", nullable_type, true), stated("a", nullable, true)),
        ""
    );

    let text = object_text(field("a", TEXT, false), stated("a", STRING, true));
    assert!(
        text.starts_with(
            "`a` of schema `Room`: the document requires it (a.yaml:3:4), but it may be left out"
        ),
        "{text}"
    );
    let text = object_text(field("a", TEXT, true), stated("a", STRING, false));
    assert!(
        text.contains("does not require it (a.yaml:3:4), but it must be there"),
        "{text}"
    );
    // With a default, it is read all the same, and always written.
    let with_default = Field {
        may_be_left_out: false,
        ..field("a", TEXT, false)
    };
    assert_eq!(object_text(with_default, stated("a", STRING, true)), "");
    assert_eq!(object_text(with_default, stated("a", STRING, false)), "");
    assert_ne!(object_text(with_default, stated("a", nullable, false)), "");
}

#[test]
fn properties_that_are_missing_or_constant() {
    let text = object_text(field("b", TEXT, true), stated("a", STRING, true));
    assert_eq!(
        text,
        "`a` of schema `Room`: the document has it (a.yaml:3:4), but the type does not"
    );
    let tag = Property {
        constant: Some("2"),
        expected: Expected::Values(&["2"], &[]),
        is_tag: true,
        ..stated("a", STRING, true)
    };
    assert_eq!(object_text(field("b", TEXT, true), tag), "");
    let fixed = Property {
        is_tag: false,
        ..tag
    };
    let own = |constant| Field {
        constant: Some(constant),
        ..field("a", Shape::Null, true)
    };
    assert_eq!(object_text(own("2"), fixed), "");
    let text = object_text(own("3"), fixed);
    assert!(
        text.ends_with("the document has always 2 (a.yaml:3:4), but this is always 3"),
        "{text}"
    );
    let text = object_text(field("a", BYTE, true), fixed);
    assert!(text.contains("write `#[message(const = 2)]`"), "{text}");
}

const fn variant(name: &'static str, values: &'static [&'static str]) -> Variant {
    Variant {
        name,
        optional: false,
        rules: &[],
        values,
        payload: VariantPayload::Nothing,
        docs: "",
    }
}

const fn set(variants: &'static [Variant]) -> Definition {
    Definition {
        name: "ClientMessage",
        docs: "",
        kind: DefinitionKind::Messages(Messages {
            tagging: Tagging::Tag(&["type"]),
            variants,
        }),
    }
}

const JOIN: Message = Message {
    names: &["Join"],
    tags: &["\"join\""],
    content: Content::Json(Expected::Object(&[])),
    properties: &[Property {
        constant: Some("\"join\""),
        is_tag: true,
        ..stated("type", Expected::Values(&["\"join\""], &[]), true)
    }],
    place: "a.yaml:9:1",
};
const KICK: Message = Message {
    names: &["Kick"],
    tags: &["\"kick\""],
    ..JOIN
};

/// What a check panics with; nothing if it does not.
fn panic_of(check: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = std::panic::catch_unwind(check).err();
    panic.map_or_else(String::new, |panic| {
        *panic.downcast::<String>().expect("texts are formatted")
    })
}

#[test]
fn messages_by_their_tags() {
    const BOTH: &[Variant] = &[
        variant("Enter", &["\"join\""]),
        variant("Kick", &["\"kick\""]),
    ];
    let client = set(BOTH);
    let server = set(&[]);
    let role = "the server sends it";
    assert_eq!(
        panic_of(|| message(Some(&client), Some(&server), &JOIN, role)),
        ""
    );
    let text = panic_of(|| message(Some(&server), Some(&client), &KICK, role));
    assert!(
        text.contains("among the messages of the other side, in `ClientMessage`"),
        "{text}"
    );
    let text = panic_of(|| message(Some(&server), None, &KICK, role));
    assert!(
        text.starts_with("message `Kick`: the server sends it (a.yaml:9:1), but no message"),
        "{text}"
    );
    // What stands on the wrong side is told of where it is missing.
    let check = || no_other_messages(Some(&client), &[JOIN], Some(&server), &[KICK], "a.yaml:1:1");
    assert_eq!(panic_of(check), "");
    let check = || no_other_messages(Some(&client), &[JOIN], None, &[], "a.yaml:1:1");
    assert_eq!(
        panic_of(check),
        "`Kick`: not in the document (a.yaml:1:1), which has here `Join`"
    );
    // A name that is there, with another tag.
    const ENTER: &[Variant] = &[variant("Join", &["\"enter\""])];
    let renamed = set(ENTER);
    let check = || no_other_messages(Some(&renamed), &[JOIN], None, &[], "a.yaml:1:1");
    assert_eq!(
        panic_of(check),
        "message `Join`: the document has the tag \"join\" (a.yaml:9:1), but the tag of this variant \
         is \"enter\""
    );
    // Only the name is another.
    const BLOB: Message = Message {
        names: &["Blob"],
        tags: &[],
        content: Content::Binary,
        properties: &[],
        place: "a.yaml:5:6",
    };
    const RAW: &[Variant] = &[Variant {
        payload: VariantPayload::Binary,
        ..variant("Raw", &[])
    }];
    let raw = set(RAW);
    let check = || no_other_messages(Some(&raw), &[JOIN, BLOB], None, &[], "a.yaml:1:1");
    assert_eq!(
        panic_of(check),
        "`Raw`: not in the document (a.yaml:1:1), which has here `Join`, `Blob`; if `Raw` is `Blob`, \
         write `#[message(name = \"Blob\")]` on it"
    );
    // The document's value is only read.
    let other = set(&const { [variant("speak", &["\"speak\"", "\"join\""])] });
    assert_eq!(
        panic_of(|| message(Some(&other), None, &JOIN, "the client sends it")),
        "message `speak`: the document has the tag \"join\" (a.yaml:9:1), but the tag of this \
         variant is \"speak\""
    );
    let text = panic_of(|| tag(Some(&client), &["header", "kind"], "a.yaml:1:1"));
    assert!(
        text.ends_with("by `/header/kind` (a.yaml:1:1), but `ClientMessage` does by `type`"),
        "{text}"
    );
}

#[test]
fn a_message_that_is_alone_may_have_a_tag() {
    const ALONE: Message = Message {
        tags: &[],
        properties: &[Property {
            constant: Some("\"join\""),
            ..stated("type", Expected::Values(&["\"join\""], &[]), true)
        }],
        ..JOIN
    };
    const ENTER: &[Variant] = &[variant("Enter", &["\"join\""])];
    const OTHER: &[Variant] = &[variant("Join", &["\"enter\""])];
    const UNTAGGED: &[Variant] = &[variant("Join", &[])];
    let check = |set: Definition| panic_of(move || message(Some(&set), None, &ALONE, "it is sent"));
    assert_eq!(check(set(ENTER)), "");
    let client = set(ENTER);
    let others = || no_other_messages(Some(&client), &[ALONE], None, &[], "a.yaml:1:1");
    assert_eq!(panic_of(others), "");
    assert_eq!(
        check(set(OTHER)),
        "`type` of message `Join`: the document has always \"join\" (a.yaml:3:4), but the tag of this \
         variant is \"enter\""
    );
    let untagged = Definition {
        kind: DefinitionKind::Messages(Messages {
            tagging: Tagging::None,
            variants: UNTAGGED,
        }),
        ..set(&[])
    };
    assert_eq!(
        check(untagged),
        "`type` of message `Join`: the document has it (a.yaml:3:4), but the type does not"
    );
}

#[test]
fn texts_that_do_not_fit_are_cut() {
    let mut text = Text::new();
    for _ in 0..10_000 {
        text.list("`", "ä", "`");
    }
    assert!(text.as_str().len() <= 4000);
    assert!(text.as_str().starts_with("`ä`, `ä`"));
}
