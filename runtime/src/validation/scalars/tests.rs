use super::*;
use crate::validation::Validate;
use crate::validation::formats;
use serde_json::json;
use std::collections::BTreeMap;

fn text(checked: Checked) -> String {
    checked.map_or_else(|violation| violation.to_string(), |()| String::new())
}

#[test]
fn bounds_are_exact() {
    let big = 9_007_199_254_740_993_i64;
    assert_eq!(
        minimum(&big, Number::Float(9_007_199_254_740_992.0)),
        Ok(())
    );
    assert_eq!(
        exclusive_minimum(&big, Number::Float(9_007_199_254_740_992.0)),
        Ok(())
    );
    assert!(maximum(&big, Number::Float(9_007_199_254_740_992.0)).is_err());
    assert!(exclusive_maximum(&big, Number::Int(big.into())).is_err());
    assert!(exclusive_minimum(&big, Number::Int(big.into())).is_err());
    assert_eq!(maximum(&u64::MAX, Number::Int(u64::MAX.into())), Ok(()));
    assert_eq!(minimum(&1_u8, Number::Float(0.5)), Ok(()));
    assert_eq!(minimum(&-2, Number::Float(-2.0)), Ok(()));
    assert!(minimum(&json!(-2.0001), Number::Int(-2)).is_err());
    assert_eq!(
        text(maximum(&3.5, Number::Int(3))),
        "`maximum` 3, found 3.5"
    );
    assert_eq!(
        text(minimum(&json!(1), Number::Float(1.5))),
        "`minimum` 1.5, found 1"
    );
    assert_eq!(minimum("x", Number::Int(3)), Ok(()));
    assert_eq!(minimum(&None::<i64>, Number::Int(3)), Ok(()));
    // What is no number is found by the type, but passes no bound either.
    assert!(minimum(&f64::NAN, Number::Int(3)).is_err() && f64::NAN.validate().is_err());
}

#[test]
fn multiples_and_ranges() {
    assert_eq!(multiple_of(&0.0075, Number::Float(0.0001)), Ok(()));
    assert_eq!(
        text(multiple_of(&json!(7), Number::Int(2))),
        "`multipleOf` 2, found 7"
    );
    assert_eq!(multiple_of("7", Number::Int(2)), Ok(()));
    let int8 = |value: Value| integer(&value, "int8", -128, 127);
    for value in [json!(-128), json!(127), json!(127.0), json!("x")] {
        assert_eq!(int8(value), Ok(()));
    }
    assert_eq!(text(int8(json!(128))), "`format` \"int8\", found 128");
    assert_eq!(
        text(int8(json!(-1e300))),
        "`format` \"int8\", found -1e+300"
    );
    assert_eq!(integer(&u64::MAX, "uint64", 0, u64::MAX.into()), Ok(()));
}

#[test]
fn lengths_count_characters() {
    // Each of one to four bytes.
    for character in ["a", "é", "€", "😀"] {
        for length in 0..20 {
            let value = character.repeat(length);
            for limit in 0..20 {
                assert_eq!(min_length(&value, limit).is_ok(), length as u64 >= limit);
                assert_eq!(max_length(&value, limit).is_ok(), length as u64 <= limit);
            }
        }
    }
    assert_eq!(max_length("a", u64::MAX), Ok(()));
    assert!(min_length("a", u64::MAX).is_err());
    assert_eq!(min_length(&json!(1), 5), Ok(()));
    assert_eq!(text(min_length("ab", 3)), "`minLength` 3, found \"ab\"");
    assert_eq!(
        text(max_length(&Some("ab".to_owned()), 1)),
        "`maxLength` 1, found \"ab\""
    );
}

#[test]
fn patterns_and_formats_are_shown_in_quotes() {
    static PATTERN: Pattern = Pattern::new("^a+$");
    assert_eq!(pattern("aa", &PATTERN), Ok(()));
    assert_eq!(pattern(&1, &PATTERN), Ok(()));
    assert_eq!(
        text(pattern("b", &PATTERN)),
        "`pattern` \"^a+$\", found \"b\""
    );
    assert_eq!(format("2020-01-01", "date", formats::date), Ok(()));
    assert_eq!(format(&1, "date", formats::date), Ok(()));
    assert_eq!(
        text(format("x", "date", formats::date)),
        "`format` \"date\", found \"x\""
    );
}

#[test]
fn contents_are_read() {
    for (value, base64, is_json, keyword) in [
        ("{\"a\": 1}", false, true, ""),
        ("{:}", false, true, "contentMediaType"),
        ("eyJmb28iOiAiYmFyIn0K", true, true, ""),
        ("ezp9Cg==", true, true, "contentMediaType"),
        ("ezp9Cg==", true, false, ""),
        ("{}", true, true, "contentEncoding"),
        ("eyJmb28iOi%iYmFyIn0K", true, false, "contentEncoding"),
    ] {
        let found = content(value, base64, is_json);
        let found = found.map_or_else(|it| it.keyword().to_owned(), |()| String::new());
        assert_eq!(found, keyword, "{value}");
    }
    assert_eq!(content(&100, true, true), Ok(()));
}

#[test]
fn items_and_properties_are_counted() {
    let map = BTreeMap::from([("a".to_owned(), 1)]);
    assert_eq!(min_items(&vec![1], 1), Ok(()));
    assert_eq!(max_items(&json!([1]), 1), Ok(()));
    assert_eq!(min_properties(&map, 1), Ok(()));
    assert_eq!(max_properties(&json!({"a": 1}), 1), Ok(()));
    assert_eq!(text(min_items(&vec![1], 2)), "`minItems` 2, found [1]");
    assert_eq!(text(max_items(&json!([1]), 0)), "`maxItems` 0, found [1]");
    assert_eq!(
        text(min_properties(&map, 2)),
        "`minProperties` 2, found {\"a\":1}"
    );
    assert_eq!(
        text(max_properties(&map, 0)),
        "`maxProperties` 0, found {\"a\":1}"
    );
    assert_eq!(max_items(&map, 0), Ok(()));
    assert_eq!(max_properties(&vec![1], 0), Ok(()));
    assert_eq!(min_items("", 1), Ok(()));
}
