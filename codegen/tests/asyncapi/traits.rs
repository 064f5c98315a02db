//! Operation and message traits: in 2.x the trait wins, in 3.x the target.

use crate::{Directory, channel, clean, message, refused, said, show, shown};

fn document(version: &str, message: &str, traits: &str) -> String {
    let head = format!("asyncapi: {version}\ninfo: {{title: T, version: '1'}}\n");
    let components = format!(
        "components:\n  messageTraits:\n{}  messages:\n    M:\n{}",
        crate::indented(traits, 4),
        crate::indented(message, 6)
    );
    if version.starts_with('2') {
        format!(
            "{head}channels:\n  a: {{publish: {{message: {{$ref: '#/components/messages/M'}}}}}}\n{components}"
        )
    } else {
        format!(
            "{head}channels:\n  a: {{address: a, messages: {{M: {{$ref: '#/components/messages/M'}}}}}}\noperations:\n  o: {{action: send, channel: {{$ref: '#/channels/a'}}}}\n{components}"
        )
    }
}

const MESSAGE: &str = "
    name: own
    title: Own
    payload: {type: object, properties: {a: {type: string}, b: {type: string}}}
    traits: [{$ref: '#/components/messageTraits/T'}, {$ref: '#/components/messageTraits/U'}]
";
const TRAITS: &str = "
    T: {name: trait, summary: From T., payload: {properties: {b: {type: integer}, c: {type: boolean}}}}
    U: {summary: From U., description: Also U.}
";

#[test]
fn in_2_x_the_trait_wins_and_the_last_one_above_all() {
    let api = clean(&document("2.6.0", MESSAGE, TRAITS));
    let found = message(&api, "M");
    assert_eq!(found.name, "trait");
    assert_eq!(found.docs.summary.as_deref(), Some("From U."));
    assert_eq!(found.docs.description.as_deref(), Some("Also U."));
    assert_eq!(shown(&api, "M"), "{a?: String, b?: i64, c?: bool}");
}

#[test]
fn in_3_x_the_target_wins_and_the_first_trait_after_it() {
    let api = clean(&document("3.0.0", MESSAGE, TRAITS));
    let found = message(&api, "M");
    assert_eq!(found.name, "own");
    assert_eq!(found.docs.summary.as_deref(), Some("From T."));
    assert_eq!(found.docs.description.as_deref(), Some("Also U."));
    assert_eq!(shown(&api, "M"), "{b?: String, c?: bool, a?: String}");
}

#[test]
fn null_in_a_trait_of_2_x_takes_a_key_away() {
    let api = clean(&document(
        "2.6.0",
        "payload: {type: string}\ncontentType: application/json\ntraits: [{contentType: null}]",
        "T: {}",
    ));
    assert_eq!(show::payload(&api, &message(&api, "M").payload), "String");
}

#[test]
fn null_inside_a_payload_is_kept() {
    for version in ["2.6.0", "3.0.0"] {
        let api = clean(&document(
            version,
            "payload: {type: object, properties: {a: {type: [string, 'null'], default: null}}}\ntraits: [{payload: {title: Titled, properties: {b: {type: integer}}}}]",
            "T: {}",
        ));
        assert!(
            shown(&api, "M").contains("a: Option<String> = null"),
            "{}",
            shown(&api, "M")
        );
    }
}

#[test]
fn a_trait_may_give_the_content_type_and_the_payload() {
    for version in ["2.6.0", "3.0.0"] {
        let api = clean(&document(
            version,
            "traits: [{contentType: audio/ogg}]\nsummary: Sound.",
            "T: {}",
        ));
        assert_eq!(show::payload(&api, &message(&api, "M").payload), "binary");
        let api = clean(&document(
            version,
            "traits: [{payload: {$ref: '#/components/messageTraits/T/payload'}}]",
            "T: {payload: {type: integer}}",
        ));
        assert_eq!(show::payload(&api, &message(&api, "M").payload), "TPayload");
        assert_eq!(shown(&api, "TPayload"), "= i64");
    }
}

#[test]
fn a_reference_is_replaced_and_not_merged_into() {
    let api = clean(&document(
        "2.6.0",
        "payload: {type: object, properties: {a: {type: string}}}\ntraits: [{payload: {$ref: '#/components/messageTraits/T/payload'}}]",
        "T: {payload: {type: integer}}",
    ));
    assert_eq!(show::payload(&api, &message(&api, "M").payload), "TPayload");
    assert_eq!(shown(&api, "TPayload"), "= i64");
}

#[test]
fn operation_traits_follow_the_same_rules() {
    for (version, expected) in [("2.6.0", "Trait."), ("3.0.0", "Own.")] {
        let head = format!("asyncapi: {version}\ninfo: {{title: T, version: '1'}}\n");
        let body = if version.starts_with('2') {
            "channels:\n  a: {publish: {summary: Own., traits: [{$ref: '#/components/operationTraits/T'}], message: {payload: {type: string}}}}\n"
        } else {
            "channels:\n  a: {address: a, messages: {m: {payload: {type: string}}}}\noperations:\n  o: {action: send, summary: Own., channel: {$ref: '#/channels/a'}, traits: [{$ref: '#/components/operationTraits/T'}]}\n"
        };
        let api = clean(&format!(
            "{head}{body}components: {{operationTraits: {{T: {{summary: Trait., description: More., operationId: named}}}}}}\n"
        ));
        let operation = &channel(&api, "a").operations[0];
        assert_eq!(operation.docs.summary.as_deref(), Some(expected));
        assert_eq!(operation.docs.description.as_deref(), Some("More."));
        if version.starts_with('2') {
            assert_eq!(operation.name, "named");
        }
    }
}

#[test]
fn a_trait_with_parameters_of_2_0_is_the_trait() {
    let api = clean(&document(
        "2.0.0",
        "payload: {type: string}\ntraits: [[{$ref: '#/components/messageTraits/T'}, {a: 1}]]",
        "T: {name: trait}",
    ));
    assert_eq!(message(&api, "M").name, "trait");
}

#[test]
fn traits_of_another_file_keep_their_place() {
    let directory = Directory::new(&[
        (
            "main.yaml",
            "asyncapi: 3.0.0
info: {title: T, version: '1'}
channels:
  a: {address: a, messages: {m: {traits: [{$ref: 'traits/t.yaml#/T'}]}}}
operations:
  o: {action: send, channel: {$ref: '#/channels/a'}}
",
        ),
        ("traits/t.yaml", "T: {payload: {$ref: 's.yaml'}}\n"),
        (
            "traits/s.yaml",
            "type: object\nproperties: {a: {$ref: '#/$defs/n'}}\n$defs: {n: {type: integer}}\n",
        ),
    ]);
    let expansion = directory.expand("main.yaml");
    assert_eq!(said(&expansion), "");
    let found = message(&expansion.api, "m");
    let name = show::payload(&expansion.api, &found.payload);
    assert!(shown(&expansion.api, &name).contains("a?: "), "{name}");
}

#[test]
fn traits_of_the_wrong_kind_are_refused() {
    refused(
        &document("3.0.0", "payload: {type: string}\ntraits: text", "T: {}"),
        &["`traits` cannot be a string … a list"],
    );
    refused(
        &document(
            "3.0.0",
            "payload: {type: string}\ntraits: [1, {$ref: '#/components/messageTraits/TT'}]",
            "T: {}",
        ),
        &["`traits` cannot be", "TT"],
    );
}
