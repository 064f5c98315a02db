//! How the messages of a set are told apart.

use crate::{
    assert_parts, clean, expansion, expansion_with, message, said, schemas, show, shown, v3, warned,
};
use asyncapi_channels_codegen::{Envelope, Expansion, Options};

/// The plan of the messages, each an object `m0`, `m1`, … with this payload.
fn expanded(payloads: &[&str]) -> Expansion {
    let messages: String = payloads
        .iter()
        .enumerate()
        .map(|(index, payload)| format!("m{index}: {{payload: {payload}}}\n"))
        .collect();
    expansion(&v3(&messages))
}

#[track_caller]
fn plan(payloads: &[&str]) -> String {
    let expansion = expanded(payloads);
    assert_eq!(said(&expansion), "");
    show::frames(&expansion.api.channels[0].to_server.frames)
}

/// The plan, and the names in the warning about it.
#[track_caller]
fn unsure(payloads: &[&str], names: &str) -> String {
    let expansion = expanded(payloads);
    assert_eq!(expansion.errors.join("\n"), "");
    assert_eq!(expansion.warnings.len(), 1, "{}", said(&expansion));
    let warning = &expansion.warnings[0];
    let wanted = format!("channel `c`: nothing tells the messages {names} apart");
    assert!(warning.contains(&wanted), "{warning}");
    assert!(warning.starts_with("inline:4:3: warning"), "{warning}");
    show::frames(&expansion.api.channels[0].to_server.frames)
}

#[test]
fn one_message_needs_no_telling() {
    assert_eq!(plan(&["{type: object, properties: {a: {}}}"]), "0");
    assert_eq!(plan(&["{}"]), "0");
}

#[test]
fn a_required_tag_decides() {
    assert_eq!(
        plan(&[
            "{type: object, required: [type], properties: {type: {const: a}, x: {const: same}}}",
            "{type: object, required: [type], properties: {type: {const: b}, x: {const: same}}}",
            "{type: object, required: [type], properties: {type: {type: string, enum: [c]}}}",
        ]),
        "/type(a: 0, b: 1, c: 2)"
    );
}

#[test]
fn integers_and_booleans_are_tags_too() {
    assert_eq!(
        plan(&[
            "{type: object, required: [op], properties: {op: {const: 0}}}",
            "{type: object, required: [op], properties: {op: {const: 10}}}",
        ]),
        "/op(=0: 0, =10: 1)"
    );
    assert_eq!(
        plan(&[
            "{type: object, required: [ok], properties: {ok: {const: true}}}",
            "{type: object, required: [ok], properties: {ok: {const: false}}}",
        ]),
        "/ok(=true: 0, =false: 1)"
    );
}

#[test]
fn an_optional_tag_counts_and_is_written() {
    let expansion = expanded(&[
        "{type: object, properties: {type: {const: a}, v: {type: string}}}",
        "{type: object, properties: {type: {const: b}, w: {type: string}}}",
    ]);
    assert_eq!(said(&expansion), "");
    let frames = show::frames(&expansion.api.channels[0].to_server.frames);
    assert_eq!(
        frames,
        "/type(a: 0, b: 1, none: keys(0: type v, 1: type w))"
    );
    assert_eq!(shown(&expansion.api, "M0"), "{#type ?= \"a\", v?: String}");
}

#[test]
fn a_constant_that_is_no_tag_stays_optional() {
    let api = clean(&v3(
        "m0: {payload: {type: object, required: [t], properties: {t: {const: a}, flag: {const: x}}}}\nm1: {payload: {type: object, required: [t], properties: {t: {const: b}}}}",
    ));
    assert_eq!(shown(&api, "M0"), "{#t = \"a\", flag ?= \"x\"}");
}

#[test]
fn a_nested_tag_is_found() {
    assert_eq!(
        plan(&[
            "{type: object, required: [head], properties: {head: {type: object, required: [kind], properties: {kind: {const: a}}}}}",
            "{type: object, required: [head], properties: {head: {type: object, required: [kind], properties: {kind: {const: b}}}}}",
        ]),
        "/head/kind(a: 0, b: 1)"
    );
}

#[test]
fn a_near_tag_is_preferred_to_a_deep_one() {
    let message = |tag: &str| {
        format!(
            "{{type: object, required: [head, t], properties: {{head: {{type: object, required: [kind], properties: {{kind: {{const: {tag}}}}}}}, t: {{const: {tag}}}}}}}"
        )
    };
    assert_eq!(plan(&[&message("a"), &message("b")]), "/t(a: 0, b: 1)");
}

#[test]
fn the_tag_of_an_array_is_found() {
    assert_eq!(
        plan(&[
            "{type: array, items: [{type: integer}, {const: trade}], minItems: 2}",
            "{type: array, items: [{type: integer}, {const: book}], minItems: 2}",
            "{type: object, properties: {a: {}}}",
        ]),
        "kind(object: 2, array: /1(trade: 0, book: 1))"
    );
}

#[test]
fn disjoint_enumerations_are_tags() {
    assert_eq!(
        plan(&[
            "{type: object, required: [e], properties: {e: {enum: [a, b]}}}",
            "{type: object, required: [e], properties: {e: {enum: [c, d]}}}",
        ]),
        "/e(a: 0, b: 0, c: 1, d: 1)"
    );
}

#[test]
fn overlapping_tags_are_followed_by_another_look() {
    assert_eq!(
        plan(&[
            "{type: object, required: [c, e], properties: {c: {const: x}, e: {const: add}}}",
            "{type: object, required: [c, e], properties: {c: {const: x}, e: {const: del}}}",
            "{type: object, required: [c, e], properties: {c: {const: y}, e: {const: add}}}",
            "{type: object, required: [c, e], properties: {c: {const: y}, e: {const: del}}}",
        ]),
        "/c(x: /e(add: 0, del: 1), y: /e(add: 2, del: 3))"
    );
    assert_eq!(
        plan(&[
            "{type: object, required: [t], properties: {t: {enum: [a, b]}, x: {}}}",
            "{type: object, required: [t], properties: {t: {enum: [b, c]}, y: {}}}",
        ]),
        // Either may come with any of the keys: both are tried, the likely one first.
        "keys(0: +t x, 1: +t y)"
    );
}

#[test]
fn a_tag_on_some_leaves_the_rest_to_the_structure() {
    assert_eq!(
        plan(&[
            "{type: object, required: [t], properties: {t: {const: a}}}",
            "{type: object, required: [t], properties: {t: {const: b}}}",
            "{type: object, required: [x], properties: {x: {type: string}}}",
            "{type: object, required: [y], properties: {y: {type: string}}}",
        ]),
        "/t(a: 0, b: 1, none: keys(2: +x, 3: +y), else: keys(2: +x, 3: +y))"
    );
}

#[test]
fn a_free_tag_takes_what_no_constant_takes() {
    assert_eq!(
        plan(&[
            "{type: object, required: [t], properties: {t: {const: a}}}",
            "{type: object, required: [t], properties: {t: {const: b}}}",
            "{type: object, required: [t], properties: {t: {type: string}, z: {}}}",
        ]),
        "/t(a: keys(0: +t, 2: +t z), b: keys(1: +t, 2: +t z), none: 2, else: 2)"
    );
}

#[test]
fn the_kind_of_json_decides_before_the_tag() {
    assert_eq!(
        plan(&[
            "{type: object, properties: {a: {}}}",
            "{type: array, items: {type: string}}",
            "{type: string}",
            "{type: integer}",
            "{type: boolean}",
            "{type: 'null'}",
        ]),
        "kind(object: 0, array: 1, string: 2, number: 3, boolean: 4, null: 5)"
    );
    assert_eq!(plan(&["{type: number}", "{type: integer}"]), "try 1 0");
    assert_eq!(plan(&["{type: string}", "{enum: [a, b]}"]), "try 1 0");
}

#[test]
fn required_keys_then_property_sets_decide() {
    assert_eq!(
        plan(&[
            "{type: object, required: [a], properties: {a: {type: string}, s: {}}}",
            "{type: object, required: [b], properties: {b: {type: string}, s: {}}}",
        ]),
        "keys(0: +a s, 1: +b s)"
    );
    assert_eq!(
        plan(&[
            "{type: object, properties: {a: {}, s: {}}}",
            "{type: object, properties: {b: {}, s: {}}, additionalProperties: false}",
        ]),
        "keys(0: a s, 1: b s!)"
    );
}

#[test]
fn what_nothing_tells_apart_is_named() {
    assert_eq!(
        unsure(
            &[
                "{type: object, properties: {a: {type: string}}}",
                "{type: object, properties: {a: {type: integer}}}",
                "{type: object, required: [b], properties: {b: {}}}",
            ],
            "`m0`, `m1`"
        ),
        "keys(0: a, 1: a, 2: +b); ambiguous 0 1"
    );
    assert_eq!(
        unsure(
            &["{type: string}", "{type: string, minLength: 2}"],
            "`m0`, `m1`"
        ),
        "try 0 1; ambiguous 0 1"
    );
    assert_eq!(
        unsure(
            &[
                "{type: array, items: {type: string}}",
                "{type: array, items: {type: integer}}"
            ],
            "`m0`, `m1`"
        ),
        "try 0 1; ambiguous 0 1"
    );
}

#[test]
fn the_frame_decides_between_binary_text_and_json() {
    let frames = |messages: &str| {
        let expansion = expansion(&v3(messages));
        assert_eq!(expansion.errors.join("\n"), "");
        (
            show::frames(&expansion.api.channels[0].to_server.frames),
            expansion.warnings.len(),
        )
    };
    assert_eq!(
        frames(
            "a: {contentType: application/octet-stream}\nb: {payload: {type: object, properties: {x: {}}}}\nc: {contentType: text/plain}"
        ),
        ("1; text 2; binary 0".to_owned(), 0)
    );
    assert_eq!(
        frames("a: {contentType: application/octet-stream}\nb: {contentType: audio/ogg}"),
        ("binary 0 1; ambiguous 0 1".to_owned(), 1)
    );
    let (plan, warnings) = frames("a: {contentType: text/plain}\nb: {contentType: text/csv}");
    assert_eq!((plan.as_str(), warnings), ("text 0; ambiguous 0 1", 1));
}

#[test]
fn messages_that_are_unions_are_told_apart_by_their_parts() {
    assert_eq!(
        plan(&[
            "{oneOf: [{type: object, required: [t], properties: {t: {const: a}}}, {type: object, required: [t], properties: {t: {const: b}}}]}",
            "{type: object, required: [t], properties: {t: {const: c}}}",
        ]),
        "/t(a: 0, b: 0, c: 1)"
    );
}

#[test]
fn a_tag_may_be_null() {
    let plan = plan(&[
        "{type: object, required: [t, x], properties: {t: {type: [string, 'null'], enum: [a, null]}, x: {}}}",
        "{type: object, required: [t, y], properties: {t: {const: b}, y: {}}}",
    ]);
    assert_eq!(plan, "/t(a: 0, =null: 0, b: 1)");
}

#[test]
fn many_constants_of_their_own_stay_a_small_plan() {
    let payloads: Vec<String> = (0..40)
        .map(|index| {
            format!(
                "{{type: object, required: [k{index}], properties: {{k{index}: {{const: x}}}}}}"
            )
        })
        .collect();
    let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
    let started = std::time::Instant::now();
    let expansion = expanded(&payloads);
    let text = show::frames(&expansion.api.channels[0].to_server.frames);
    assert!(text.len() < 50_000, "{}", text.len());
    assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
}

#[test]
fn unions_without_a_plan_do_not_stop_the_build() {
    let alternatives = "[{type: object, properties: {a: {type: string}}}, {type: object, properties: {a: {type: integer}}}]";
    for (keyword, what) in [
        ("oneOf", "a value that fits several is refused"),
        ("anyOf", "the first that fits wins"),
    ] {
        let part = format!(
            "inline:6:9: warning: `S`: nothing tells the alternatives `Object`, `Object2` apart … {what}; give each a `const` property, such as `type`"
        );
        let api = warned(
            &schemas(&format!("S: {{{keyword}: {alternatives}}}")),
            &[&part],
        );
        assert!(shown(&api, "S").ends_with("by keys(0: a, 1: a)"));
    }
}

#[test]
fn the_order_of_alternatives_that_share_no_value_does_not_matter() {
    for alternatives in [
        "{type: object, required: [a], properties: {a: {type: string}}}, {type: object, properties: {a: {type: integer}}}",
        "{type: object, required: [a], properties: {a: {type: array}}}, {type: object, required: [a], properties: {a: {enum: [x, 1]}}}",
        "{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/B'}}}, {type: object, required: [a], properties: {a: {type: object, required: [b], properties: {b: {type: boolean}}}}}",
        "{type: array, minItems: 1, items: [{type: string}]}, {type: array, minItems: 1, items: [{type: integer}]}",
        "{type: array, minItems: 2, maxItems: 2, items: [{}, {}]}, {type: array, minItems: 3, maxItems: 3, items: [{}, {}, {}]}",
        "{type: number}, {type: integer}",
        "{type: string}, {$ref: '#/components/schemas/E'}",
    ] {
        clean(&schemas(&format!(
            "B: {{type: object, required: [b], properties: {{b: {{type: string}}}}}}\nE: {{enum: [a, b]}}\nS: {{anyOf: [{alternatives}]}}"
        )));
    }
}

#[test]
fn a_constant_comes_before_anything_at_its_place() {
    assert_eq!(
        plan(&[
            "{type: object, required: [t], properties: {t: {type: string}}}",
            "{type: object, required: [t], properties: {t: {const: a}}}",
        ]),
        "keys(1: +t, 0: +t)"
    );
}

#[test]
fn one_warning_a_set_names_all_that_is_alike() {
    let alike = |key: &str| format!("{{type: object, properties: {{{key}: {{}}}}}}");
    let [a, b] = ["a", "b"].map(alike);
    let plan = unsure(
        &[&a, &b, "{type: string}", &a, "{type: string}", &b],
        "`m0`, `m3` apart, nor `m1`, `m5` apart, nor `m2`, `m4`",
    );
    assert!(
        plan.ends_with("; ambiguous 0 3; ambiguous 1 5; ambiguous 2 4"),
        "{plan}"
    );
}

#[test]
fn messages_of_one_name_are_shown_by_their_variants() {
    warned(
        &v3("a: {name: x, payload: {type: string}}\nb: {name: x, payload: {type: string}}"),
        &["nothing tells the messages `A`, `B` apart"],
    );
}

fn in_envelope() -> Options {
    Options {
        envelope: Some(Envelope {
            tag: "route".to_owned(),
            payload: "payload".to_owned(),
            headers: None,
        }),
        ..Options::default()
    }
}

#[test]
fn an_envelope_tells_by_name_and_leaves_the_payloads_as_they_are() {
    let text = v3(
        "a: {payload: {type: object, properties: {kind: {const: k}}}}\nb: {name: B!, payload: {type: object}}\nc: {}\nd: {contentType: application/octet-stream}\ne: {contentType: text/plain}",
    );
    let expansion = expansion_with(&text, &in_envelope());
    assert_eq!(said(&expansion), "");
    let set = &expansion.api.channels[0].to_server;
    assert_eq!(
        show::frames(&set.frames),
        "/route(a: 0, B!: 1, c: 2); text 4; binary 3"
    );
    assert_eq!(shown(&expansion.api, "A"), "{kind ?= \"k\"}");
    assert_eq!(
        show::payload(&expansion.api, &message(&expansion.api, "c").payload),
        "nothing"
    );
}

#[test]
fn names_in_an_envelope_differ() {
    let text = v3(
        "a: {name: x, payload: {type: object}}\nb: {name: x}\nc: {contentType: text/plain, name: x}",
    );
    let expansion = expansion_with(&text, &in_envelope());
    assert_parts(
        &expansion.errors,
        &["inline:8:17: channel `c` has two messages of the name `x` … inline:7:17 … first here"],
    );
    assert_eq!(expansion.warnings, [""; 0]);
}

#[test]
fn channels_of_one_address_may_have_messages_of_one_name() {
    let channel = |key: &str, ty: &str| {
        format!("  {key}:\n    address: /c\n    messages: {{m: {{payload: {{type: {ty}}}}}}}\n")
    };
    let operation = |key: &str| {
        format!("  say_{key}: {{action: send, channel: {{$ref: '#/channels/{key}'}}}}\n")
    };
    let text = format!(
        "asyncapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nchannels:\n{}{}operations:\n{}{}",
        channel("a", "string"),
        channel("b", "integer"),
        operation("a"),
        operation("b"),
    );
    let expansion = expansion_with(&text, &in_envelope());
    assert_eq!(said(&expansion), "");
    let frames: Vec<String> = expansion
        .api
        .channels
        .iter()
        .map(|channel| show::frames(&channel.to_server.frames))
        .collect();
    assert_eq!(
        frames,
        ["/route(m: 0)", "/route(m: 0)", "/route(m: try 0 1)"]
    );
}

/// The plan of a set beside which there may be unknown frames.
#[track_caller]
fn plan_with_unknown(payloads: &[&str]) -> String {
    let messages = payloads.iter().enumerate();
    let messages: String = messages
        .map(|(index, payload)| format!("m{index}: {{payload: {payload}}}\n"))
        .collect();
    let options = Options {
        unknown_variant: true,
        ..Options::default()
    };
    let expansion = expansion_with(&v3(&messages), &options);
    assert_eq!(said(&expansion), "");
    let set = &expansion.api.channels[0].to_server;
    assert_eq!(set.unknown.as_deref(), Some("Unknown"));
    show::frames(&set.frames)
}

#[test]
fn what_may_be_unknown_is_looked_for_even_if_there_is_nothing_else() {
    for (payload, plan) in [
        (
            "{type: object, required: [t], properties: {t: {const: a}}}",
            "/t(a: 0)",
        ),
        (
            "{type: object, properties: {t: {const: a}}}",
            "/t(a: 0, none: 0)",
        ),
        (
            "{type: object, required: [t], properties: {t: {enum: [a, b]}}}",
            "keys(0: +t)",
        ),
        (
            "{type: object, required: [x], properties: {x: {}}}",
            "keys(0: +x)",
        ),
        (
            "{type: array, minItems: 1, items: [{const: a}]}",
            "/0(a: 0)",
        ),
        ("{type: string}", "0"),
        (
            "{}",
            "kind(object: 0, array: 0, string: 0, number: 0, boolean: 0, null: 0)",
        ),
    ] {
        assert_eq!(plan_with_unknown(&[payload]), plan, "{payload}");
    }
    assert_eq!(
        plan_with_unknown(&[
            "{type: object, required: [t], properties: {t: {const: a}}}",
            "{type: array, items: {}}",
        ]),
        "kind(object: /t(a: 0), array: 1)"
    );
}

#[test]
fn the_variant_for_unknown_frames_has_a_name_of_its_own() {
    let options = Options {
        unknown_variant: true,
        ..Options::default()
    };
    let text = v3("unknown: {payload: {type: string}}\nUnknown2: {contentType: text/plain}");
    let expansion = expansion_with(&text, &options);
    let channel = &expansion.api.channels[0];
    assert_eq!(channel.to_server.unknown.as_deref(), Some("Unknown3"));
    assert_eq!(channel.to_client.unknown.as_deref(), Some("Unknown"));
}
