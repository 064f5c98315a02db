use super::*;
use crate::json::{Plain, plain_document};

const A: Select = Select::Variants(&[0]);
const B: Select = Select::Variants(&[1]);
const C: Select = Select::Variants(&[2]);

static TYPE: Select = Select::Tag {
    path: &[Step::Key("type")],
    values: &[(Constant::Str("a"), A), (Constant::Str("b"), B)],
    absent: &[],
    other: &[],
};

static OPEN: Select = Select::Tag {
    path: &[Step::Key("type")],
    values: &[(Constant::Str("a"), A)],
    absent: &[B],
    other: &[C],
};

static NESTED: Select = Select::Tag {
    path: &[Step::Key("data"), Step::Key("kind"), Step::Index(1)],
    values: &[(Constant::Str("a"), A), (Constant::Str("b"), B)],
    absent: &[],
    other: &[],
};

static ARRAY: Select = Select::Tag {
    path: &[Step::Index(0)],
    values: &[
        (Constant::Json("1"), A),
        (Constant::Json("true"), B),
        (Constant::Json("null"), C),
    ],
    absent: &[],
    other: &[],
};

static KINDS: Select = Select::Kind(&[
    (Kind::Object, A),
    (Kind::Array, B),
    (Kind::Number, Select::Variants(&[3, 2])),
]);

static KEYS: Select = Select::Keys(&[
    KeySet {
        variant: 0,
        required: &["id"],
        known: &["id", "name"],
        closed: false,
    },
    KeySet {
        variant: 1,
        required: &["id", "size"],
        known: &["id", "size"],
        closed: true,
    },
    KeySet {
        variant: 2,
        required: &["id"],
        known: &["id", "size", "colour"],
        closed: false,
    },
]);

fn chosen(select: &'static Select, json: &str) -> Vec<u16> {
    choose(select, &Reader::new(json))
        .unwrap()
        .as_slice()
        .to_vec()
}

fn refused(select: &'static Select, json: &str) -> String {
    choose(select, &Reader::new(json))
        .unwrap_err()
        .located(json)
        .to_string()
}

#[test]
fn a_tag_decides_wherever_it_is() {
    assert_eq!(chosen(&TYPE, r#"{"type":"a"}"#), [0]);
    assert_eq!(
        chosen(&TYPE, r#" {"x":{"type":"a"},"y":["type"],"type" : "b"} "#),
        [1]
    );
}

#[test]
fn an_escaped_tag_counts() {
    assert_eq!(chosen(&TYPE, r#"{"ty\u0070e":"b"}"#), [1]);
    assert_eq!(chosen(&TYPE, r#"{"type":"\u0062"}"#), [1]);
}

#[test]
fn either_of_two_tags_counts() {
    // Whichever message is read refuses the other tag.
    assert_eq!(chosen(&TYPE, r#"{"type":"a","type":"b"}"#), [0]);
    assert_eq!(chosen(&TYPE, r#"{"ty\u0070e":"b","type":"a"}"#), [0]);
}

#[test]
fn an_unknown_or_missing_tag_is_an_error() {
    assert_eq!(
        refused(&TYPE, r#"{"type":"c"}"#),
        r#"/type: must be one of "a", "b", found "c""#
    );
    assert_eq!(
        refused(&TYPE, r#"{"type":{"type":"a"}}"#),
        r#"/type: must be one of "a", "b", found an object"#
    );
    assert_eq!(
        refused(&TYPE, r#"{"types":"a"}"#),
        r#"missing property `type`, expected one of "a", "b""#
    );
    for (json, found) in [
        ("[\"type\"]", "an array"),
        ("\"type\"", "a string"),
        ("1", "a number"),
        ("true", "a boolean"),
        ("null", "null"),
    ] {
        assert_eq!(
            refused(&TYPE, json),
            format!("expected an object, found {found}")
        );
    }
}

#[test]
fn an_unknown_or_missing_tag_can_have_an_alternative() {
    assert_eq!(chosen(&OPEN, r#"{"type":"a"}"#), [0]);
    assert_eq!(chosen(&OPEN, "{}"), [1]);
    assert_eq!(chosen(&OPEN, "5"), [1]);
    assert_eq!(chosen(&OPEN, r#"{"type":null}"#), [2]);
}

#[test]
fn a_tag_can_be_nested() {
    assert_eq!(
        chosen(&NESTED, r#"{"kind":0,"data":{"kind":["x","b","a"]}}"#),
        [1]
    );
    for json in [
        r#"{"data":{"kind":["x"]}}"#,
        r#"{"data":{"kind":{"1":"a"}}}"#,
        r#"{"data":"kind"}"#,
        r#"{"data":[["x","a"]]}"#,
    ] {
        assert_eq!(
            refused(&NESTED, json),
            r#"/data/kind: missing item 1, expected one of "a", "b""#
        );
    }
}

#[test]
fn a_tag_can_be_an_item_and_no_text() {
    assert_eq!(chosen(&ARRAY, "[1,{}]"), [0]);
    assert_eq!(chosen(&ARRAY, "[1.0]"), [0]);
    assert_eq!(chosen(&ARRAY, "[true]"), [1]);
    assert_eq!(chosen(&ARRAY, "[null]"), [2]);
    assert_eq!(
        refused(&ARRAY, "[\"1\"]"),
        "/0: must be one of 1, true, null, found \"1\""
    );
    assert_eq!(
        refused(&ARRAY, "[]"),
        "missing item 0, expected one of 1, true, null"
    );
    assert_eq!(
        refused(&ARRAY, "{\"0\":1}"),
        "expected an array, found an object"
    );
}

#[test]
fn kinds_decide() {
    assert_eq!(chosen(&KINDS, "\r\n\t {}"), [0]);
    assert_eq!(chosen(&KINDS, "[]"), [1]);
    assert_eq!(chosen(&KINDS, "-1"), [3, 2]);
    assert_eq!(
        refused(&KINDS, "\"x\""),
        "expected an object, an array or a number, found a string"
    );
    assert_eq!(
        refused(&KINDS, ""),
        "expected a value, found the end of the text at line 1 column 0"
    );
    assert_eq!(
        refused(&KINDS, "x"),
        "expected a value, found `x` at line 1 column 1"
    );
}

#[test]
fn keys_decide_by_what_is_required_and_known() {
    // The closed one fits whole, and so does the third: the order decides.
    assert_eq!(chosen(&KEYS, r#"{"id":1,"size":2}"#), [1, 2, 0]);
    assert_eq!(chosen(&KEYS, r#"{"id":1,"name":2}"#), [0, 2]);
    assert_eq!(chosen(&KEYS, r#"{"id":1}"#), [0, 2]);
    assert_eq!(chosen(&KEYS, r#"{"i\u0064":1,"colour":2}"#), [2, 0]);
    // Keys that are there twice count once.
    assert_eq!(chosen(&KEYS, r#"{"id":1,"id":1,"x":1,"x":1}"#), [0, 2]);
}

#[test]
fn all_are_tried_when_no_keys_fit() {
    for json in ["{}", r#"{"size":1}"#, "[]", "\"id\"", "null", "1.5"] {
        assert_eq!(chosen(&KEYS, json), [0, 1, 2]);
    }
}

#[test]
fn broken_text_is_an_error() {
    for select in [&TYPE, &NESTED, &ARRAY, &KEYS] {
        for json in [
            "",
            "{",
            "[1",
            "{\"type\":\"a",
            "{\"type\" \"a\"}",
            "nul",
            "{1:2}",
        ] {
            let error = refused(select, json);
            assert!(error.contains(" at line 1 column "), "{json}: {error}");
        }
    }
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    for open in ["[", "{\"data\":", "{\"type\":", "[[{\"type\":"] {
        let json = open.repeat(100_000);
        for select in [&TYPE, &OPEN, &NESTED, &ARRAY, &KEYS] {
            assert!(choose(select, &Reader::new(&json)).is_err());
        }
    }
}

#[test]
fn a_parameter_is_no_place_for_a_tag() {
    let entries = [("x", r#","type":"a","#), ("type", "b")];
    let entries = entries.map(|(name, text)| (name.to_owned(), vec![text.to_owned()]));
    let document = plain_document(&entries);
    let chosen = choose(&TYPE, &Reader::plain(&document, Plain::Value)).unwrap();
    assert_eq!(chosen.as_slice(), [1]);
}
