//! A property that an object has twice is an error, wherever it is.

use crate::api::kinds;
use crate::subject::{CODES, Channel, KINDS, NESTED, SWITCHES};
use asyncapi_channels::{Frame, Message};

#[test]
fn a_tag_is_there_once() {
    let cases: &[(&Channel, &str)] = &[
        (&KINDS, r#"{"type":"say","type":"say","id":1,"text":""}"#),
        (&KINDS, r#"{"type":"say","id":1,"text":"","type":"tree"}"#),
        (&KINDS, r#"{"type":"tree","name":"a","type":"say"}"#),
        (
            &KINDS,
            r#"{"type":"say","id":1,"text":"","ty\u0070e":"say"}"#,
        ),
        (
            &KINDS,
            r#"{"ty\u0070e":"say","id":1,"text":"","type":"say"}"#,
        ),
        (&KINDS, r#"{"type":"say","id":1,"text":"","type":null}"#),
        (&KINDS, r#"{"type":null,"id":1,"text":"","type":"say"}"#),
        (
            &KINDS,
            r#"{"type":"nothing","id":1,"text":"","type":"say"}"#,
        ),
        (
            &NESTED,
            r#"{"head":{"kind":"stop"},"head":{"kind":"stop"}}"#,
        ),
        (&NESTED, r#"{"head":{"kind":"stop","kind":"stop"}}"#),
        (&NESTED, r#"{"head":{"kind":"move","kind":"stop"},"by":1}"#),
        (&NESTED, r#"{"head":{},"head":{"kind":"stop"}}"#),
        (&NESTED, r#"{"head":{"kind":"stop"},"head":{}}"#),
        (&CODES, r#"{"op":1,"op":1}"#),
        (&CODES, r#"{"op":1,"op":2}"#),
        (&CODES, r#"{"op":1,"op":1.0}"#),
        (&SWITCHES, r#"{"on":true,"on":true}"#),
        (&SWITCHES, r#"{"on":true,"on":false}"#),
    ];
    for (channel, json) in cases {
        channel.refuses(json);
    }
}

#[test]
fn the_error_is_about_the_tag() {
    for json in [
        r#"{"type":"say","type":"tree","id":1,"text":""}"#,
        r#"{"id":1,"type":"say","text":"","type":"say"}"#,
        r#"{"ty\u0070e":"bag","any":1,"type":"say"}"#,
    ] {
        let reason = match kinds::ClientMessage::decode(Frame::Text(json)) {
            Ok(_) => panic!("accepted: {json}"),
            Err(error) => error.to_string(),
        };
        assert!(
            reason.contains("duplicate property `type`") || reason.contains("/type: must be"),
            "{json}: {reason}"
        );
    }
}

#[test]
fn properties_are_there_once_at_any_depth() {
    for json in [
        r#"{"type":"say","id":1,"id":1,"text":""}"#,
        r#"{"type":"say","id":1,"text":"a","text":"b"}"#,
        r#"{"type":"say","id":1,"text":"a","te\u0078t":"a"}"#,
        r#"{"type":"say","id":1,"text":"","x":1,"x":1}"#,
        r#"{"type":"say","id":1,"text":"","x":1,"\u0078":2}"#,
        r#"{"type":"say","id":1,"text":"","":1,"":2}"#,
        r#"{"type":"say","id":1,"text":"","gift":true,"gift":true}"#,
        r#"{"type":"say","id":1,"text":"","weight":1,"weight":1}"#,
        r#"{"type":"lines","lines":[],"lines":[]}"#,
        r#"{"type":"lines","lines":[{"author":"","text":""},{"author":"","text":"","text":""}]}"#,
        r#"{"type":"tree","name":"","left":{"type":"tree","name":"","name":""}}"#,
        r#"{"type":"tree","name":"","children":[{"type":"tree","type":"tree","name":""}]}"#,
        r#"{"type":"bag","any":1,"any":1}"#,
        r#"{"type":"bag","any":1,"a":1,"a":2}"#,
        r#"{"type":"pick","shape":{"radius":1,"radius":1}}"#,
        r#"{"type":"pick","shape":{"side":1,"of":{"radius":1,"r\u0061dius":2}}}"#,
        r#"{"type":"pick","shape":1,"shape":{"radius":1}}"#,
        r#"{"type":"spot","at":[1,"",{"radius":1,"radius":1}]}"#,
        r#"{"type":"settings","nickname":null,"nickname":null}"#,
        r#"{"type":"settings","nickname":null,"theme":"","theme":""}"#,
        r#"{"type":"settings","nickname":null,"phone":null,"phone":null}"#,
    ] {
        KINDS.refuses(json);
    }
    NESTED.refuses(r#"{"head":{"kind":"stop","id":1,"id":1}}"#);
    NESTED.refuses(r#"{"head":{"kind":"stop","x":1,"x":1}}"#);
}

/// Values of which the schema says nothing.
#[test]
fn properties_of_any_value_are_there_once() {
    for value in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":2,"\u0061":3}"#,
        r#"[[{"a":[{"":1,"":1}]}]]"#,
        r#"{"a":{"b":{"c":null,"c":null}}}"#,
    ] {
        KINDS.refuses(format!(r#"{{"type":"bag","any":{value}}}"#));
        KINDS.refuses(format!(r#"{{"any":{value},"type":"bag"}}"#));
        KINDS.refuses(format!(
            r#"{{"type":"bag","any":1,"free":{{"a":{value}}}}}"#
        ));
        KINDS.refuses(format!(r#"{{"type":"say","id":1,"text":"","x":{value}}}"#));
        NESTED.refuses(format!(r#"{{"head":{{"kind":"stop","x":{value}}}}}"#));
    }
}

#[test]
fn the_same_name_in_two_objects_is_no_duplicate() {
    for json in [
        r#"{"type":"bag","any":{"type":"bag","any":{"type":"bag"}}}"#,
        r#"{"type":"bag","any":[{"a":1},{"a":1}],"a":1}"#,
        r#"{"type":"tree","name":"","left":{"type":"tree","name":""}}"#,
        r#"{"type":"say","id":1,"text":"","Type":"say","TYPE":1,"types":2}"#,
    ] {
        KINDS.accepts(json);
    }
}
