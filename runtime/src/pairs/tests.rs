use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::Parameters;

// Without serde's derive: a type is read through the visitor that its fields have in common.
macro_rules! read {
    ($type:ty, $pairs:expr) => {
        read!($type, ParameterKind::Query, $pairs, &[])
    };
    ($type:ty, $kind:expr, $pairs:expr, $names:expr) => {
        ParameterKind::__read::<BTreeMap<String, $type>>($kind, owned(&$pairs), $names)
            .map_err(|error| error.to_string())
    };
}

fn owned(pairs: &[(&str, &str)]) -> Pairs {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn one<T>(value: T) -> Result<BTreeMap<String, T>, String> {
    Ok(BTreeMap::from([("k".to_owned(), value)]))
}

#[test]
fn scalars_are_parsed() {
    assert_eq!(read!(bool, [("k", "true")]), one(true));
    assert_eq!(read!(bool, [("k", "0")]), one(false));
    assert_eq!(read!(i64, [("k", "-3")]), one(-3));
    assert_eq!(read!(u16, [("k", "65535")]), one(65535));
    assert_eq!(read!(f64, [("k", "1e3")]), one(1000.0));
    assert_eq!(read!(String, [("k", "12")]), one("12".into()));
    assert_eq!(read!(Option<i64>, [("k", "12")]), one(Some(12)));
    assert_eq!(read!((), [("k", "")]), one(()));
    assert_eq!(read!(Value, [("k", "12")]), one(json!("12")));
}

#[test]
fn errors_name_the_key_the_value_and_what_was_expected() {
    let text = "query parameter `k` = \"x\": expected an integer";
    assert_eq!(read!(i64, [("a", "1"), ("k", "x")]).unwrap_err(), text);
    let text = "query parameter `k` = \"256\": expected an integer from 0 to 255";
    assert_eq!(read!(u8, [("k", "256")]).unwrap_err(), text);
    let text = "query parameter `k` = \"\": expected `true` or `false`";
    assert_eq!(read!(bool, [("k", "")]).unwrap_err(), text);
    for value in ["", "x", "NaN", "inf", "1e999"] {
        let text = format!("query parameter `k` = {value:?}: expected a number");
        assert_eq!(read!(f64, [("k", value)]).unwrap_err(), text);
    }
    let text = "query parameter `k` = \"1, 2\": expected a single value, found 2";
    assert_eq!(read!(i64, [("k", "1"), ("k", "2")]).unwrap_err(), text);
    let text = "query parameter `k` = \"1, x\": expected an integer";
    assert_eq!(read!(Vec<i64>, [("k", "1"), ("k", "x")]).unwrap_err(), text);
    assert!(read!((), [("k", "a")]).is_err());
}

#[test]
fn a_repeated_key_is_a_list() {
    let query = [("k", "1"), ("x", "9"), ("k", "2")];
    let found = read!(Vec<i64>, query).unwrap();
    assert_eq!((&found["k"], &found["x"]), (&vec![1, 2], &vec![9]));
    assert_eq!(read!(Vec<String>, [("k", "a,b")]), one(vec!["a,b".into()]));
    assert_eq!(read!(Option<Vec<u8>>, [("k", "1")]), one(Some(vec![1])));
    assert_eq!(
        read!((i64, bool), [("k", "1"), ("k", "true")]),
        one((1, true))
    );
    assert_eq!(
        read!(Vec<Vec<i64>>, [("k", "[1,2]"), ("k", "[]")]),
        one(vec![vec![1, 2], vec![]])
    );
}

#[test]
fn a_repeated_key_of_any_value_is_a_list_of_texts() {
    let found = read!(Value, [("k", "1"), ("x", "9"), ("k", "b")]).unwrap();
    assert_eq!(
        (&found["k"], &found["x"]),
        (&json!(["1", "b"]), &json!("9"))
    );
}

#[test]
fn a_repeated_key_that_is_not_read_is_passed_over() {
    struct Nothing;

    impl<'de> ReadJson<'de> for Nothing {
        fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
            json.skip().map(|()| Self)
        }
    }

    let found = read!(Nothing, [("k", "1"), ("k", "2"), ("x", "3")]).unwrap();
    assert_eq!(found.len(), 2);
}

#[test]
fn an_object_is_json() {
    let found = read!(BTreeMap<String, i64>, [("k", r#"{"a":1}"#)]);
    assert_eq!(found, one(BTreeMap::from([("a".to_owned(), 1)])));
    for text in ["{", "1", r#"{"a":1} x"#, r#"{"a":"1"}"#] {
        let error = read!(BTreeMap<String, i64>, [("k", text)]).unwrap_err();
        assert!(error.starts_with("query parameter `k` = "), "{error}");
    }
}

#[test]
fn the_case_of_a_header_is_no_concern() {
    let names = ["X-Limit"];
    let found = read!(
        i64,
        ParameterKind::Header,
        [("host", "h"), ("x-limit", "3")],
        &names
    );
    assert_eq!(found, Ok(BTreeMap::from([("X-Limit".to_owned(), 3)])));
    let error = read!(i64, ParameterKind::Header, [("X-LIMIT", "a")], &names).unwrap_err();
    assert_eq!(error, "header `X-Limit` = \"a\": expected an integer");
    let twice = [("x-limit", "a"), ("X-Limit", "b")];
    let found = read!(String, ParameterKind::Header, twice, &names).unwrap();
    assert_eq!(found["X-Limit"], "a, b");
    let found = read!(Vec<String>, ParameterKind::Header, twice, &names).unwrap();
    assert_eq!(found["X-Limit"], ["a", "b"]);
    // The names of a query have a case.
    let found = read!(i64, ParameterKind::Query, [("x-limit", "3")], &names).unwrap();
    assert!(found.contains_key("x-limit"));
}

#[test]
fn values_are_written_as_text() {
    let value = json!({
        "a": "x y", "b": 1, "c": 1.5, "d": true, "e": null, "f": ["1", 2, null], "g": {"h": 1},
        "i": [], "j": [[1]],
    });
    let expected = [
        ("a", "x y"),
        ("b", "1"),
        ("c", "1.5"),
        ("d", "true"),
        ("f", "1"),
        ("f", "2"),
        ("g", r#"{"h":1}"#),
        ("j", "[1]"),
    ];
    assert_eq!(ParameterKind::Query.__write(&value), Ok(owned(&expected)));
    assert_eq!(ParameterKind::Query.__write(&()), Ok(vec![]));
    let error = ParameterKind::Header.__write(&1).unwrap_err();
    assert_eq!(error.to_string(), "headers: expected an object");
    assert!(ParameterKind::Query.__write(&Unwritable).is_err());
}

/// A type that serde cannot write, since its keys are no texts.
struct Unwritable;

impl WriteJson for Unwritable {
    fn write_json(&self, out: &mut Writer) {
        out.foreign(&BTreeMap::from([((1, 2), 3)]));
    }
}

/// A map, as generated types are.
#[derive(Debug, PartialEq)]
struct Limits(BTreeMap<String, i64>);

impl WriteJson for Limits {
    fn write_json(&self, out: &mut Writer) {
        self.0.write_json(out);
    }
}

impl<'de> ReadJson<'de> for Limits {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let map = BTreeMap::read_json(json)?;
        if map.is_empty() {
            return Err(json.error("missing property `limit`"));
        }
        Ok(Self(map))
    }
}

impl crate::validation::Validate for Limits {}

crate::__parameters!(Limits, &["limit"]);

#[test]
fn the_macro_implements_both_ways() {
    let limits = Limits(BTreeMap::from([("limit".to_owned(), 3)]));
    let pairs = limits.to_pairs(ParameterKind::Query).unwrap();
    assert_eq!(Limits::from_pairs(ParameterKind::Query, pairs), Ok(limits));
    let error = Limits::from_pairs(ParameterKind::Query, vec![]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "query parameters: missing property `limit`"
    );
    assert_eq!(
        (error.status(), error.kind(), error.key()),
        (400, Some(ParameterKind::Query), None)
    );
}
