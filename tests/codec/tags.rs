//! Tags in unusual places, and of every type.

use crate::subject::{CODES, KINDS, NESTED, PLACES, SWITCHES};
use serde_json::json;

/// A property of a megabyte: strings that look like structure, numbers and nested objects.
fn megabyte() -> String {
    let item = r#"{"type":"lines","]}\"":[-1.5e-3,"\\\"type\\\":\"tree\"",null,{"type":{}}]}"#;
    let items = vec![item; 1 + (1 << 20) / item.len()];
    format!("[{}]", items.join(" , "))
}

#[test]
fn a_tag_may_come_late() {
    let large = megabyte();
    let (name, value) = KINDS.accepts(&format!(r#"{{"x":{large},"id":1,"text":"","type":"say"}}"#));
    assert_eq!((name, &value["id"]), ("say", &json!(1)));
    assert_eq!(
        value["x"].as_array().map(Vec::len),
        Some(large.matches("null").count())
    );
    KINDS.refuses(format!(r#"{{"x":{large},"id":1,"text":""}}"#));
    KINDS.refuses(format!(r#"{{"x":{large},"id":1,"text":"","type":"tree"}}"#));

    let (name, _) = NESTED.accepts(&format!(
        r#"{{"x":{large},"head":{{"y":{large},"kind":"stop"}}}}"#
    ));
    assert_eq!(name, "stop");
}

#[test]
fn a_long_string_may_come_before_the_tag() {
    let long = "\\\\\\\"é ".repeat(1 << 17);
    let (name, value) = KINDS.accepts(&format!(r#"{{"id":1,"text":"{long}","type":"say"}}"#));
    assert_eq!(name, "say");
    assert_eq!(value["text"].as_str().map(str::len), Some(5 << 17));
}

#[test]
fn a_nested_tag_is_found_in_its_own_object_only() {
    for (json, name) in [
        (r#"{"head":{"kind":"stop"}}"#, "stop"),
        (r#"{"kind":"move","head":{"kind":"stop"}}"#, "stop"),
        (
            r#"{"by":1,"head":{"x":{"kind":"stop"},"kind":"move"},"kind":"stop"}"#,
            "move",
        ),
        (
            r#"{"x":{"head":{"kind":"stop"}},"by":1,"head":{"kind":"move"}}"#,
            "move",
        ),
    ] {
        assert_eq!(NESTED.accepts(json).0, name, "{json}");
    }
    for json in [
        r#"{"head":"stop"}"#,
        r#"{"head":["kind","stop"]}"#,
        r#"{"head":null}"#,
        r#"{"head":{}}"#,
        r#"{"head":{"head":{"kind":"stop"}}}"#,
        r#"{"head":{"kind":["stop"]}}"#,
        r#"{"head":{"kind":"Stop"}}"#,
        r#"{"head":{"kind":"stop "}}"#,
        r#"{"kind":"stop"}"#,
        r#"{"head.kind":"stop"}"#,
    ] {
        NESTED.refuses(json);
    }
}

#[test]
fn a_tag_may_be_an_item_of_an_array() {
    for (json, name) in [
        (r#"[1,"put",""]"#, "put"),
        (r#"[1,"drop"]"#, "drop"),
        (" [ -1 ,\t\"drop\"\n] ", "drop"),
        (r#"[1,"\u0070ut","drop",2,true,false]"#, "put"),
    ] {
        assert_eq!(PLACES.accepts(json).0, name, "{json}");
    }
    for json in [
        "[]",
        "[1]",
        r#"["put",1,""]"#,
        r#"["drop",1]"#,
        r#"[[1],"drop"]"#,
        r#"[1,["drop"]]"#,
        r#"[1,"drop","drop"]"#,
        r#"[1,"put"]"#,
        r#"{"0":1,"1":"drop"}"#,
        r#"[1,,"drop"]"#,
        r#"[1,"drop",]"#,
    ] {
        PLACES.refuses(json);
    }
}

#[test]
fn a_tag_may_be_an_integer() {
    for (json, name) in [
        (r#"{"op":1}"#, "first"),
        (r#"{"op":2}"#, "second"),
        (r#"{"op":-3}"#, "below"),
        (r#"{"op":1.0}"#, "first"),
        (r#"{"op":2.000e0}"#, "second"),
        (r#"{"op":20E-1}"#, "second"),
        (r#"{"op":-0.3e+1 }"#, "below"),
    ] {
        assert_eq!(CODES.accepts(json).0, name, "{json}");
    }
    for value in [
        "3",
        "-1",
        "-2",
        "1.5",
        "11",
        "1e1",
        "01",
        "+1",
        "1.",
        "--3",
        "- 3",
        "1 2",
        "\"1\"",
        "true",
        "null",
        "[1]",
        "1e400",
        "18446744073709551617",
        "0x1",
        "",
        "1e",
        "1e-",
    ] {
        CODES.refuses(format!(r#"{{"op":{value}}}"#));
    }
}

#[test]
fn a_tag_may_be_a_boolean() {
    assert_eq!(SWITCHES.accepts(r#"{"on" : true }"#).0, "lit");
    assert_eq!(SWITCHES.accepts(r#"{"until":1,"on":false}"#).0, "dark");
    for value in [
        "1",
        "0",
        "\"true\"",
        "null",
        "True",
        "tru",
        "truefalse",
        "t",
        "[]",
    ] {
        SWITCHES.refuses(format!(r#"{{"on":{value}}}"#));
    }
}

#[test]
fn unknown_tags_are_refused_whatever_else_there_is() {
    for json in [
        "{}",
        "[]",
        "1",
        "null",
        r#""say""#,
        r#"{"type":"","id":1,"text":""}"#,
        r#"{"type":"SAY","id":1,"text":""}"#,
        r#"{"type":"say\u0000","id":1,"text":""}"#,
        r#"{"type":null,"id":1,"text":""}"#,
        r#"{"type":{"type":"say"},"id":1,"text":""}"#,
        r#"{"type ":"say","id":1,"text":""}"#,
        r#"{"Type":"say","id":1,"text":""}"#,
        r#"[{"type":"say","id":1,"text":""}]"#,
    ] {
        KINDS.refuses(json);
    }
}
