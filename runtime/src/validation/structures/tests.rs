use super::*;
use serde_json::json;

/// The text of the violation, or nothing.
fn text(checked: Checked) -> String {
    checked.map_or_else(|violation| violation.to_string(), |()| String::new())
}

fn any(_: &Value) -> Checked {
    Ok(())
}

fn string(value: &Value) -> Checked {
    types(value, &[JsonType::String])
}

fn integer(value: &Value) -> Checked {
    types(value, &[JsonType::Integer])
}

#[test]
fn types_are_told_apart() {
    use JsonType::*;
    const ALL: &[JsonType] = &[Null, Boolean, Integer, Number, String, Array, Object];
    for (value, expected) in [
        (json!(null), &[Null][..]),
        (json!(false), &[Boolean]),
        (json!(1), &[Integer, Number]),
        (json!(1.0), &[Integer, Number]),
        (json!(1e300), &[Integer, Number]),
        (json!(-0.0), &[Integer, Number]),
        (json!(u64::MAX), &[Integer, Number]),
        (json!(1.5), &[Number]),
        (json!(""), &[String]),
        (json!([]), &[Array]),
        (json!({}), &[Object]),
    ] {
        for each in ALL {
            let single = std::slice::from_ref(each);
            assert_eq!(
                types(&value, single).is_ok(),
                expected.contains(each),
                "{value} {each}"
            );
        }
    }
    assert_eq!(
        text(types(&json!(1), &[String])),
        "`type` \"string\", found 1"
    );
    assert_eq!(
        text(types(&json!(1), &[String, Null])),
        "`type` [\"string\",\"null\"], found 1"
    );
    assert_eq!(text(types(&json!(null), &[String, Null])), "");
}

#[test]
fn constants_are_compared_by_value() {
    const VALUES: &[Constant] = &[
        Constant::Str("a"),
        Constant::Json("1"),
        Constant::Json("[null]"),
    ];
    for value in [json!("a"), json!(1.0), json!([null])] {
        assert_eq!(one_of_values(&value, "enum", VALUES), Ok(()));
    }
    let found = text(one_of_values(&json!(true), "enum", VALUES));
    assert_eq!(found, "`enum` [\"a\",1,[null]], found true");
    let found = text(one_of_values(&json!("b"), "const", &[Constant::Str("a")]));
    assert_eq!(found, "`const` \"a\", found \"b\"");
    let found = text(one_of_values(&json!("b"), "enum", &[Constant::Str("a")]));
    assert_eq!(found, "`enum` [\"a\"], found \"b\"");
}

#[test]
fn nothing_passes_false() {
    assert_eq!(
        text(never(&json!({}))),
        "`false schema` allows no value, found {}"
    );
}

#[test]
fn missing_properties_are_named() {
    let value = json!({"a": 1});
    assert_eq!(required(&value, &["a"]), Ok(()));
    assert_eq!(required(&json!([]), &["a"]), Ok(()));
    // Names that objects of JavaScript have anyway are no properties.
    assert!(required(&value, &["a", "__proto__"]).is_err());
    assert_eq!(
        text(required(&value, &["a", "b", "c"])),
        "`required` \"b\", found {\"a\":1}"
    );
}

#[test]
fn dependencies_count_where_the_property_is() {
    const NAMES: &[(&str, &[&str])] = &[("a", &["b", "c"]), ("x", &["y"])];
    assert_eq!(dependent_required(&json!({"b": 1}), NAMES), Ok(()));
    assert_eq!(
        dependent_required(&json!({"a": 1, "b": 2, "c": 3}), NAMES),
        Ok(())
    );
    assert_eq!(dependent_required(&json!("a"), NAMES), Ok(()));
    assert_eq!(
        text(dependent_required(&json!({"a": 1, "b": 2}), NAMES)),
        "`dependencies` {\"a\":[\"c\"]}, found {\"a\":1,\"b\":2}"
    );
    fn with_b(value: &Value) -> Checked {
        required(value, &["b"])
    }
    assert_eq!(dependent_schemas(&json!({}), &[("a", with_b)]), Ok(()));
    assert_eq!(
        dependent_schemas(&json!({"a": 1, "b": 1}), &[("a", with_b)]),
        Ok(())
    );
    assert_eq!(
        text(dependent_schemas(&json!({"a": 1}), &[("a", with_b)])),
        "`required` \"b\", found {\"a\":1}"
    );
}

#[test]
fn properties_are_checked_at_their_place() {
    let value = json!({"a/b": 1, "c": "x", "cc": 2});
    assert_eq!(
        properties(&value, &[("a/b", integer), ("absent", never)]),
        Ok(())
    );
    assert_eq!(properties(&json!(["c"]), &[("c", never)]), Ok(()));
    assert_eq!(
        text(properties(&value, &[("a/b", string)])),
        "/a~1b: `type` \"string\", found 1"
    );
    static STARTS_WITH_C: Pattern = Pattern::new("^c");
    static TWO: Pattern = Pattern::new("cc");
    assert_eq!(pattern_properties(&value, &[(&STARTS_WITH_C, any)]), Ok(()));
    assert_eq!(pattern_properties(&value, &[(&TWO, integer)]), Ok(()));
    assert_eq!(
        text(pattern_properties(
            &value,
            &[(&TWO, integer), (&STARTS_WITH_C, string)]
        )),
        "/cc: `type` \"string\", found 2"
    );
    let additional = |patterns: &[&'static Pattern], rules| {
        additional_properties(&value, &["a/b"], patterns, rules)
    };
    assert_eq!(additional(&[&STARTS_WITH_C], never), Ok(()));
    assert_eq!(
        text(additional(&[&TWO], never)),
        "/c: `additionalProperties` false, found \"x\""
    );
    assert_eq!(
        text(additional(&[], string)),
        "/cc: `type` \"string\", found 2"
    );
    assert_eq!(additional_properties(&json!(1), &[], &[], never), Ok(()));
}

#[test]
fn only_false_itself_is_reported_as_the_keyword() {
    fn inner(value: &Value) -> Checked {
        properties(value, &[("b", never)])
    }
    assert_eq!(
        text(additional_properties(
            &json!({"a": {"b": 1}}),
            &[],
            &[],
            inner
        )),
        "/a/b: `false schema` allows no value, found 1"
    );
    assert_eq!(
        text(additional_items(&json!([1, 2]), 1, never)),
        "/1: `additionalItems` false, found 2"
    );
}

#[test]
fn names_are_checked_as_texts() {
    fn short(value: &Value) -> Checked {
        crate::validation::max_length(value, 1)
    }
    assert_eq!(property_names(&json!({"a": 1, "": 2}), short), Ok(()));
    assert_eq!(property_names(&json!({}), never), Ok(()));
    assert_eq!(property_names(&json!("long"), short), Ok(()));
    assert_eq!(
        text(property_names(&json!({"a": 1, "ab": 2}), short)),
        "`propertyNames` `maxLength` 1, found \"ab\""
    );
}

#[test]
fn items_are_checked_at_their_place() {
    let value = json!([1, "a", 2]);
    assert_eq!(
        text(items(&value, integer)),
        "/1: `type` \"integer\", found \"a\""
    );
    assert_eq!(items(&json!({"0": "a"}), integer), Ok(()));
    assert_eq!(tuple(&value, &[integer, string]), Ok(()));
    assert_eq!(tuple(&json!([1]), &[integer, never]), Ok(()));
    assert_eq!(
        text(tuple(&value, &[any, integer])),
        "/1: `type` \"integer\", found \"a\""
    );
    assert_eq!(additional_items(&value, 2, integer), Ok(()));
    assert_eq!(additional_items(&value, 3, never), Ok(()));
    assert_eq!(
        text(additional_items(&value, 1, integer)),
        "/1: `type` \"integer\", found \"a\""
    );
    assert_eq!(contains(&value, string), Ok(()));
    assert_eq!(contains(&json!("no array"), never), Ok(()));
    assert_eq!(
        text(contains(&json!([1]), string)),
        "`contains` `type` \"string\", found [1]"
    );
    assert_eq!(
        text(contains(&json!([]), any)),
        "`contains` an item, found []"
    );
}

/// The array, and the same behind more items than are compared one by one.
fn short_and_long(items: &Value) -> [Value; 2] {
    let items = items.as_array().unwrap();
    let others = (0..1000).map(|index| json!({"index": index}));
    [
        items.iter().cloned().collect(),
        others.chain(items.iter().cloned()).collect(),
    ]
}

#[test]
fn items_are_unique_by_value() {
    for (items, expected) in [
        (json!([]), true),
        (json!([1, 2]), true),
        (json!([1, true]), true),
        (json!([0, false]), true),
        (json!([1, "1"]), true),
        (json!([[1], [true]]), true),
        (json!([[0], [false], null, {}, [], "", [[]], [{}]]), true),
        (json!([{"a": 1}, {"a": true}, {"a": [1]}, {"b": 1}]), true),
        (json!([{"a": 1, "b": 2}, {"a": 2, "b": 1}]), true),
        (json!([[1, 2], [2, 1]]), true),
        (
            json!([9_007_199_254_740_993_u64, 9_007_199_254_740_992.0]),
            true,
        ),
        (json!([1e300, -1e300, 0.5, -0.5]), true),
        (json!([1, 1]), false),
        (json!([1.0, 1.00, 1]), false),
        (json!([1, 1.0]), false),
        (json!([0, -0.0]), false),
        (
            json!([9_007_199_254_740_992_u64, 9_007_199_254_740_992.0]),
            false,
        ),
        (json!([18_446_744_073_709_551_615_u64, u64::MAX]), false),
        (json!([1e300, 1e300]), false),
        (json!(["a", "b", "a"]), false),
        (json!([{"a": 1, "b": [1.0]}, {"b": [1], "a": 1}]), false),
        (json!([[{"a": null}], 1, [{"a": null}]]), false),
    ] {
        for value in short_and_long(&items) {
            assert_eq!(unique_items(&value).is_ok(), expected, "{items}");
        }
    }
    assert_eq!(unique_items(&json!("aa")), Ok(()));
    assert_eq!(
        text(unique_items(&json!([1, 1]))),
        "`uniqueItems` true, found [1,1]"
    );
}

#[test]
fn many_items_take_no_quadratic_time() {
    let items: Vec<Value> = (0..200_000).map(|index| json!([index, 0.5])).collect();
    assert_eq!(unique_items(&Value::from(items)), Ok(()));
    assert!(unique_items(&Value::from(vec![Value::Null; 200_000])).is_err());
}
