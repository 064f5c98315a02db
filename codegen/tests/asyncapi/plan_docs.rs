//! What the documentation of an enum says of how its variants are told apart.

use crate::{expansion_with, schemas, v3};
use asyncapi_channels_codegen::{Envelope, Options};
use proc_macro2::TokenStream;
use quote::ToTokens;

/// The documentation of each item of the expansion that is called `name`, then of its variants.
#[track_caller]
fn documentation(text: &str, options: &Options, name: &str) -> Vec<String> {
    let expansion = expansion_with(text, options);
    assert_eq!(expansion.errors.join("\n"), "");
    let file: syn::File = syn::parse2(expansion.tokens).expect("Rust");
    let found = find(&file.items, name).unwrap_or_else(|| panic!("no enum {name}"));
    let own = std::iter::once(&found.attrs);
    let variants = found.variants.iter().map(|variant| &variant.attrs);
    own.chain(variants)
        .map(|attributes| text_of(attributes))
        .collect()
}

fn find<'f>(items: &'f [syn::Item], name: &str) -> Option<&'f syn::ItemEnum> {
    items.iter().find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == name => Some(item),
        syn::Item::Mod(module) => find(&module.content.as_ref()?.1, name),
        _ => None,
    })
}

fn text_of(attributes: &[syn::Attribute]) -> String {
    let docs = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => {
                let value: TokenStream = pair.value.to_token_stream();
                let text: syn::LitStr = syn::parse2(value).ok()?;
                Some(text.value())
            }
            _ => None,
        });
    docs.collect::<Vec<_>>().join("\n")
}

/// What is said of the messages `m0`, `m1`, …, each with its paragraph about the plan.
#[track_caller]
fn said_of(payloads: &[&str], expected: &[&str]) {
    let messages = payloads.iter().enumerate();
    let messages: String = messages
        .map(|(index, payload)| format!("m{index}: {payload}\n"))
        .collect();
    let found = documentation(&v3(&messages), &Options::default(), "ClientMessage");
    let last: Vec<&str> = found
        .iter()
        .map(|text| text.split("\n\n").nth(1).unwrap_or_default())
        .collect();
    assert_eq!(last, expected);
}

/// A message that is an object with these properties, all required.
fn object(properties: &str) -> String {
    let names: Vec<&str> = properties
        .split(", ")
        .filter_map(|property| Some(property.split_once(": ")?.0))
        .collect();
    format!(
        "{{payload: {{type: object, required: [{}], properties: {{{properties}}}}}}}",
        names.join(", ")
    )
}

#[test]
fn one_message_is_not_told_apart() {
    said_of(&[&object("t: {}")], &["", ""]);
}

#[test]
fn a_tag_is_named_and_so_are_its_values() {
    said_of(
        &[&object("t: {const: a}"), &object("t: {enum: [1, b]}")],
        &[
            "Told apart by the property `t`.",
            "Its tag: the property `t` is `\"a\"`.",
            "Its tag: the property `t` is `1` or `\"b\"`.",
        ],
    );
    let nested = |tag: &str| {
        object(&format!(
            "h/x: {{type: object, required: [k], properties: {{k: {{const: {tag}}}}}}}"
        ))
    };
    said_of(
        &[&nested("a"), &nested("b")],
        &[
            "Told apart by the value at `/h~1x/k`.",
            "Its tag: the value at `/h~1x/k` is `\"a\"`.",
            "Its tag: the value at `/h~1x/k` is `\"b\"`.",
        ],
    );
}

#[test]
fn what_a_tag_leaves_open_follows() {
    said_of(
        &[
            &object("t: {const: a}"),
            &object("t: {const: b}"),
            &object("x: {}"),
            &object("y: {}"),
        ],
        &[
            "Told apart by the property `t`; without it `M2` and `M3` by their properties.",
            "Its tag: the property `t` is `\"a\"`.",
            "Its tag: the property `t` is `\"b\"`.",
            "",
            "",
        ],
    );
    said_of(
        &[
            &object("c: {const: x}, e: {const: add}"),
            &object("c: {const: x}, e: {const: del}"),
            &object("c: {const: y}, e: {const: add}"),
        ],
        &[
            "Told apart by the property `c`; `M0` and `M1` by the property `e`.",
            "Its tag: the property `c` is `\"x\"`; the property `e` is `\"add\"`.",
            "Its tag: the property `c` is `\"x\"`; the property `e` is `\"del\"`.",
            "Its tag: the property `c` is `\"y\"`.",
        ],
    );
}

#[test]
fn kinds_of_json_and_of_frames_are_named() {
    said_of(
        &[
            "{contentType: audio/ogg}",
            "{contentType: text/plain}",
            &object("x: {}"),
            &object("y: {}"),
            "{payload: {type: array}}",
        ],
        &[
            "Told apart by the kind of frame; by the kind of JSON value; `M2` and `M3` by their properties; `M1` by not being JSON of another message.",
            "",
            "",
            "",
            "",
            "",
        ],
    );
    said_of(
        &["{payload: {type: number}}", "{payload: {type: integer}}"],
        &[
            "Told apart by trying them in this order: `M1` and `M0`.",
            "",
            "",
        ],
    );
    let position = |tag: &str| {
        format!("{{payload: {{type: array, minItems: 2, items: [{{}}, {{const: {tag}}}]}}}}")
    };
    said_of(
        &[&position("a"), &position("b")],
        &[
            "Told apart by item 1 of the array.",
            "Its tag: item 1 of the array is `\"a\"`.",
            "Its tag: item 1 of the array is `\"b\"`.",
        ],
    );
}

#[test]
fn long_lists_are_cut() {
    let values: Vec<String> = (0..9).map(|value| value.to_string()).collect();
    let found = documentation(
        &v3(&format!(
            "a: {}\nb: {}",
            object(&format!("t: {{enum: [{}]}}", values.join(", "))),
            object("t: {const: x}")
        )),
        &Options::default(),
        "ClientMessage",
    );
    assert!(
        found[1]
            .ends_with("Its tag: the property `t` is `0`, `1`, `2`, `3`, `4`, `5` or 3 others."),
        "{found:?}"
    );
}

#[test]
fn envelopes_and_unknown_frames_are_explained() {
    let options = Options {
        envelope: Some(Envelope {
            tag: "route".to_owned(),
            payload: "data".to_owned(),
            headers: None,
        }),
        unknown_variant: true,
        ..Options::default()
    };
    let found = documentation(
        &v3("a: {payload: {type: string}}\nb: {}"),
        &options,
        "ClientMessage",
    );
    let expected = [
        "The messages of this channel, client → server.\n\nEach JSON message travels in an object that has its name as `route` and its payload as `data`.\n\nTold apart by the property `route`.\n\nA frame that is none of them is `Unknown`.",
        "Message `a`.\n\nIts tag: the property `route` is `\"a\"`.",
        "Message `b`.\n\nIts tag: the property `route` is `\"b\"`.",
        "A frame that is none of the messages, as it was received. It is sent as it is.\n\nA frame that is known to be a message and is not a valid one is an error rather than this.",
    ];
    assert_eq!(found, expected);
}

#[test]
fn headers_that_travel_are_told() {
    let message = "a: {correlationId: {location: '$message.header#/id'}, headers: {type: object, properties: {id: {type: string}}}, payload: {type: string}}";
    let notes = |headers: Option<&str>| {
        let options = Options {
            envelope: Some(Envelope {
                tag: "route".to_owned(),
                payload: "data".to_owned(),
                headers: headers.map(str::to_owned),
            }),
            ..Options::default()
        };
        let found = documentation(&v3(message), &options, "ClientMessage");
        found.get(1).cloned().unwrap_or_default()
    };
    let alone = notes(None);
    assert!(alone.contains("a WebSocket frame carries none"), "{alone}");
    assert!(alone.contains("`$message.header#/id`."), "{alone}");
    let carried = notes(Some("headers"));
    assert!(
        carried.contains("of them, only the correlation id travels."),
        "{carried}"
    );
    assert!(
        carried.contains("`$message.header#/id`, in the envelope."),
        "{carried}"
    );
}

#[test]
fn unions_say_it_too() {
    let found = documentation(
        &schemas(
            "S: {oneOf: [{title: A, type: object, required: [t], properties: {t: {const: a}}}, {title: B, type: object, required: [t], properties: {t: {const: b}}}, {type: string}]}",
        ),
        &Options::default(),
        "S",
    );
    let expected = [
        "One of several alternatives.\n\nTold apart by the kind of JSON value; `A` and `B` by the property `t`.",
        "`A`.\n\nIts tag: the property `t` is `\"a\"`.",
        "`B`.\n\nIts tag: the property `t` is `\"b\"`.",
        "`String`.",
    ];
    assert_eq!(found, expected);
}
