//! Constraints of fields, as violations of the keywords that they are.

use super::{read, write};
use asyncapi_channels::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Only serde knows it.
#[derive(Serialize, Deserialize, PartialEq, Debug, Clone)]
struct Price(String);

#[derive(Message, PartialEq, Debug)]
struct Limits {
    #[message(min_length = 1, max_length = 3, pattern = "^[a-z]+$")]
    text: Option<String>,
    #[message(format = "email")]
    email: Option<Box<str>>,
    #[message(format = "byte")]
    bytes: Option<String>,
    #[message(range = 0..=10)]
    level: Option<u8>,
    #[message(range = ..1.5)]
    float: Option<f64>,
    #[message(minimum = -2, exclusive_maximum = 3, multiple_of = 2)]
    even: Option<i64>,
    #[message(min_items = 1, max_items = 2, unique_items)]
    list: Option<Vec<Item>>,
    #[message(min_properties = 1, max_properties = 1)]
    map: Option<BTreeMap<String, u8>>,
    #[message(as = String, max_length = 2)]
    price: Option<Price>,
    #[message(max_length = 1)]
    any: Option<Value>,
    #[message(min_items = 1)]
    set: Option<HashSet<u8>>,
    #[message(max_properties = 0)]
    hash: Option<HashMap<String, Item>>,
    named: Option<Name>,
}

#[derive(Message, PartialEq, Debug)]
struct Item {
    id: u8,
}

#[derive(Message, PartialEq, Debug)]
struct Name(#[message(min_length = 2)] String);

#[test]
fn each_keyword_is_checked_both_ways() {
    for valid in [
        "{}",
        r#"{"text":"abc","email":"a@b.c","bytes":"YQ==","level":10,"float":1.4,"even":-2}"#,
        r#"{"list":[{"id":1},{"id":2}],"map":{"a":1},"price":"12","any":"a","named":"ab"}"#,
        r#"{"any":[1,2]}"#,
        r#"{"set":[1],"hash":{}}"#,
    ] {
        let value = read::<Limits>(valid).unwrap();
        assert_eq!(write(&value), valid);
    }
    for (text, violation) in [
        (r#"{"text":""}"#, r#"/text: `minLength` 1, found """#),
        (
            r#"{"text":"abcd"}"#,
            r#"/text: `maxLength` 3, found "abcd""#,
        ),
        (
            r#"{"text":"A"}"#,
            r#"/text: `pattern` "^[a-z]+$", found "A""#,
        ),
        (r#"{"email":"a"}"#, r#"/email: `format` "email", found "a""#),
        (r#"{"bytes":"_"}"#, r#"/bytes: `format` "byte", found "_""#),
        (r#"{"level":11}"#, "/level: `maximum` 10, found 11"),
        (
            r#"{"float":1.5}"#,
            "/float: `exclusiveMaximum` 1.5, found 1.5",
        ),
        (r#"{"even":-4}"#, "/even: `minimum` -2, found -4"),
        (r#"{"even":3}"#, "/even: `exclusiveMaximum` 3, found 3"),
        (r#"{"even":1}"#, "/even: `multipleOf` 2, found 1"),
        (r#"{"list":[]}"#, "/list: `minItems` 1, found []"),
        (
            r#"{"list":[{"id":1},{"id":2},{"id":3}]}"#,
            r#"/list: `maxItems` 2, found [{"id":1},{"id":2},{"id":3}]"#,
        ),
        (
            r#"{"list":[{"id":1},{"id":1}]}"#,
            r#"/list: `uniqueItems` true, found [{"id":1},{"id":1}]"#,
        ),
        (r#"{"map":{}}"#, "/map: `minProperties` 1, found {}"),
        (
            r#"{"map":{"a":1,"b":2}}"#,
            r#"/map: `maxProperties` 1, found {"a":1,"b":2}"#,
        ),
        (
            r#"{"price":"123"}"#,
            r#"/price: `maxLength` 2, found "123""#,
        ),
        (r#"{"any":"ab"}"#, r#"/any: `maxLength` 1, found "ab""#),
        (r#"{"set":[]}"#, "/set: `minItems` 1, found []"),
        (
            r#"{"hash":{"a":{"id":1}}}"#,
            r#"/hash: `maxProperties` 0, found {"a":{"id":1}}"#,
        ),
        (r#"{"named":"a"}"#, r#"/named: `minLength` 2, found "a""#),
    ] {
        let error = Limits::decode(asyncapi_channels::Frame::Text(text)).unwrap_err();
        assert_eq!(error.reason(), violation);
        let pointer = violation.split(':').next();
        assert_eq!(error.violation().map(|it| it.pointer()), pointer);
        // What is not checked is read, and then not written.
        let value = Limits::decode_unchecked(asyncapi_channels::Frame::Text(text)).unwrap();
        assert_eq!(value.encode().unwrap_err().reason(), violation);
        assert_eq!(value.encode_unchecked().unwrap().as_text(), Some(text));
    }
}

#[derive(Message, PartialEq, Debug)]
struct Numbers {
    float: f64,
    small: f32,
}

#[test]
fn what_json_has_no_number_for_is_not_written() {
    let numbers = Numbers {
        float: f64::NAN,
        small: 1.5,
    };
    assert_eq!(
        numbers.encode().unwrap_err().reason(),
        r#"/float: `type` "number", found NaN"#
    );
    let numbers = Numbers {
        float: 0.1,
        small: f32::INFINITY,
    };
    assert_eq!(
        numbers.encode().unwrap_err().reason(),
        r#"/small: `type` "number", found inf"#
    );
    assert!(read::<Numbers>(r#"{"float":1,"small":1e300}"#).is_err());
}
