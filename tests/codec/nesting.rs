//! Deep nesting is an error and never a stack overflow; nesting that people use is fine.

use crate::subject::{CODES, Channel, KINDS, NESTED, PLACES, SWITCHES};

/// Nesting that would exhaust any stack.
const DEEP: usize = 100_000;
/// Nesting that must be read.
const FINE: usize = 100;

/// Pairs of brackets in each other, of three kinds.
fn nests(depth: usize) -> [String; 3] {
    let half = depth / 2;
    [
        format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
        format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth)),
        format!("{}[]{}", r#"[{"a":"#.repeat(half), "}]".repeat(half)),
    ]
}

/// A value in every position that a value can be in: known, unknown, of any type, before and after
/// the tag, and in the tag's own place.
const POSITIONS: &[(&Channel, &[&str])] = &[
    (
        &KINDS,
        &[
            r#"{"type":"say","id":1,"text":"","x":@}"#,
            r#"{"x":@,"type":"say","id":1,"text":""}"#,
            r#"{"type":"say","id":@,"text":""}"#,
            r#"{"id":@,"text":"","type":"say"}"#,
            r#"{"type":"say","id":1,"text":@}"#,
            r#"{"type":"say","id":1,"text":"","gift":@}"#,
            r#"{"type":@,"id":1,"text":""}"#,
            r#"{"type":"say","id":1,"text":"","type":@}"#,
            r#"{"type":"nothing","x":@}"#,
            r#"{"x":@,"type":"nothing"}"#,
            r#"{"x":@}"#,
            r#"{"type":"lines","lines":@}"#,
            r#"{"type":"lines","lines":[],"x":@}"#,
            r#"{"type":"lines","lines":[@]}"#,
            r#"{"type":"tree","name":"","left":@}"#,
            r#"{"type":"tree","name":"","children":@}"#,
            r#"{"type":"bag","any":@}"#,
            r#"{"any":@,"type":"bag"}"#,
            r#"{"type":"bag","any":1,"free":@}"#,
            r#"{"type":"bag","any":1,"x":@}"#,
            r#"{"type":"pick","shape":@}"#,
            r#"{"type":"pick","shape":{"of":@,"side":1}}"#,
            r#"{"type":"spot","at":@}"#,
            r#"{"type":"settings","nickname":@}"#,
            "@",
        ],
    ),
    (
        &NESTED,
        &[
            r#"{"head":@}"#,
            r#"{"head":{"kind":@}}"#,
            r#"{"head":{"x":@,"kind":"stop"}}"#,
            r#"{"x":@,"head":{"kind":"stop"}}"#,
            "@",
        ],
    ),
    (
        &PLACES,
        &[r#"[@,"drop"]"#, "[1,@]", r#"[1,"put","",1,@]"#, "@"],
    ),
    (&CODES, &[r#"{"op":@}"#, r#"{"x":@,"op":1}"#]),
    (&SWITCHES, &[r#"{"on":@}"#, r#"{"x":@,"on":true}"#]),
];

/// Checks that the value is refused in every position.
fn refuse_everywhere(value: &str) {
    for (channel, positions) in POSITIONS {
        for position in *positions {
            channel.refuses(position.replace('@', value));
        }
    }
}

#[test]
fn deep_nesting_is_an_error_everywhere() {
    nests(DEEP / 10)
        .iter()
        .for_each(|nest| refuse_everywhere(nest));
}

#[test]
fn very_deep_nesting_is_an_error_everywhere() {
    let [lists, ..] = nests(DEEP);
    refuse_everywhere(&lists);
}

#[test]
fn nesting_that_is_never_closed_is_an_error_everywhere() {
    refuse_everywhere(&"[".repeat(DEEP));
    for open in [r#"{"a":"#, r#"[{"type":"#, r#"{"type":["#] {
        refuse_everywhere(&open.repeat(DEEP / 10));
    }
}

#[test]
fn recursive_messages_that_nest_too_deep_are_an_error() {
    for (open, close) in [
        (r#"{"type":"tree","name":"","left":"#, "}"),
        (r#"{"type":"tree","name":"","children":["#, "]}"),
        (r#"{"children":["#, r#"],"type":"tree","name":""}"#),
    ] {
        KINDS.refuses(open.repeat(DEEP / 10));
        let inner = r#"{"type":"tree","name":""}"#;
        let json = open.repeat(DEEP / 10) + inner + &close.repeat(DEEP / 10);
        KINDS.refuses(json);
    }
}

#[test]
fn brackets_that_do_not_match_are_an_error() {
    for nest in [
        "[", "]", "{", "}", "[}", "{]", "[[]", "[]]", "{{}}", "{[]}", "[}]", "[{]}",
    ] {
        refuse_everywhere(nest);
    }
}

#[test]
fn a_hundred_levels_are_fine() {
    let [lists, objects, both] = nests(FINE);
    for nest in [&lists, &objects, &both] {
        for json in [
            format!(r#"{{"type":"bag","any":{nest}}}"#),
            format!(r#"{{"any":{nest},"type":"bag"}}"#),
            format!(r#"{{"type":"say","id":1,"text":"","x":{nest}}}"#),
            format!(r#"{{"x":{nest},"type":"say","id":1,"text":""}}"#),
        ] {
            KINDS.accepts(&json);
        }
    }
    let json = format!(r#"{{"type":"bag","any":1,"free":{objects}}}"#);
    KINDS.accepts(&json);

    let inner = r#"{"type":"tree","name":""}"#;
    for (open, close, levels) in [
        (r#"{"type":"tree","name":"","left":"#, "}", FINE),
        (r#"{"left":"#, r#","name":"","type":"tree"}"#, FINE),
        (r#"{"type":"tree","name":"","children":["#, "]}", FINE / 2),
    ] {
        let json = open.repeat(levels) + inner + &close.repeat(levels);
        let (name, _) = KINDS.accepts(&json);
        assert_eq!(name, "tree");
    }
}

/// Brackets in texts are no nesting.
#[test]
fn brackets_in_a_text_are_characters() {
    let text = "[{\\\"".repeat(DEEP);
    KINDS.accepts(&format!(r#"{{"type":"say","id":1,"text":"{text}"}}"#));
    KINDS.accepts(&format!(
        r#"{{"text":"{text}","{text}":1,"id":1,"type":"say"}}"#
    ));
    KINDS.accepts(&format!(r#"{{"type":"pick","shape":"{text}"}}"#));
}

/// Many values beside each other are no nesting.
#[test]
fn long_arrays_are_not_deep() {
    let items = vec!["[{}]"; DEEP / 5].join(",");
    KINDS.accepts(&format!(r#"{{"type":"bag","any":[{items}]}}"#));
    KINDS.accepts(&format!(
        r#"{{"x":[{items}],"type":"say","id":1,"text":""}}"#
    ));
}
