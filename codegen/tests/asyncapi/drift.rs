//! What a document has for hand-written types.

use super::*;
use asyncapi_channels_codegen::drift::{Contract, Subject, SubjectKind};

const HEAD: &str = "asyncapi: 3.0.0\ninfo: {title: A, version: 1.0.0}\n";

fn contract(text: &str) -> Contract {
    let text = format!("{HEAD}{text}");
    let options = Options::default();
    let contract = Contract::load(Document::Inline(&text), Path::new("/nowhere"), &options);
    assert_eq!(contract.errors(), Vec::<String>::new());
    contract
}

fn subject(schemas: &str, name: &str) -> Subject {
    let text = format!("components:\n  schemas:\n{}", indented(schemas, 4));
    let subject = contract(&text).schema(name);
    subject.unwrap_or_else(|text| panic!("{text}"))
}

/// What a schema of that text expects, without the path of the type.
fn expected(schema: &str) -> String {
    let subject = subject(
        &format!("A: {schema}\nB: {{type: object, properties: {{a: {{}}}}}}"),
        "A",
    );
    let text = subject.expected.to_string();
    text.replace("__p :: drift :: Expected :: ", "")
        .replace("__p :: ", "")
}

#[test]
fn types() {
    let cases = [
        ("{}", "Any"),
        ("{type: boolean}", "Boolean"),
        ("{type: 'null'}", "Null"),
        ("{type: number}", "Number"),
        ("{type: string}", "String { format : None }"),
        (
            "{type: string, format: uuid}",
            "String { format : Some (\"uuid\") }",
        ),
        (
            "{type: string, format: email}",
            "String { format : Some (\"email\") }",
        ),
        ("{type: [string, 'null']}", "String { format : None }"),
        (
            "{enum: [a, 1]}",
            "Values (& [\"\\\"a\\\"\" , \"1\"] , & [\"A\"])",
        ),
        ("{type: array, items: {type: boolean}}", "Array (& Boolean)"),
        (
            "{type: array, items: {type: [number, 'null']}}",
            "Array (& Nullable (& Number))",
        ),
        (
            "{type: object, additionalProperties: {type: boolean}}",
            "Map (& Boolean)",
        ),
        ("{type: object, properties: {a: {}}}", "Object (& [\"A\"])"),
        (
            "{$ref: '#/components/schemas/B'}",
            "Object (& [\"A\" , \"B\"])",
        ),
        (
            "{oneOf: [{type: string}, {type: number}]}",
            "Alternatives (& [\"A\"])",
        ),
    ];
    for (schema, tokens) in cases {
        assert_eq!(expected(schema), tokens, "{schema}");
    }
}

#[test]
fn integers() {
    let cases = [
        ("{type: integer}", "None", "None"),
        (
            "{type: integer, format: int32}",
            "-2147483648",
            "2147483647",
        ),
        (
            "{type: integer, format: int64}",
            "-9223372036854775808",
            "9223372036854775807",
        ),
        ("{type: integer, minimum: 0}", "0", "None"),
        ("{type: integer, minimum: -3}", "-3", "None"),
        ("{type: integer, maximum: 7}", "None", "7"),
        (
            "{type: integer, exclusiveMinimum: 0, exclusiveMaximum: 256}",
            "1",
            "255",
        ),
        (
            "{type: integer, format: int64, maximum: 7}",
            "-9223372036854775808",
            "7",
        ),
    ];
    for (schema, minimum, maximum) in cases {
        let bound = |bound: &str| match bound {
            "None" => String::from("None"),
            bound => format!("Some({bound})"),
        };
        let text = format!(
            "Integer{{minimum:{},maximum:{}}}",
            bound(minimum),
            bound(maximum)
        );
        assert_eq!(expected(schema).replace(' ', ""), text, "{schema}");
    }
}

#[test]
fn properties_have_their_places() {
    let subject = subject(
        "
A:
  type: object
  required: [b, c, missing]
  properties:
    a: {type: string}
    b: {type: string}
    c: {const: 2}
",
        "A",
    );
    let SubjectKind::Object(properties) = &subject.kind else {
        panic!("{subject:?}");
    };
    let said: Vec<String> = properties
        .iter()
        .map(|property| {
            let constant = property
                .constant
                .as_ref()
                .map(|constant| constant.to_json());
            format!(
                "{} {} {constant:?} {}",
                property.name, property.required, property.place
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "a false None inline:9:9",
            "b true None inline:10:9",
            "c true Some(\"2\") inline:11:9",
            "missing true None inline:6:7",
        ]
    );
    assert_eq!(subject.place, "inline:6:7");
}

#[test]
fn values_have_their_places() {
    let subject = subject("A: {enum: [a, b]}", "A");
    let SubjectKind::Values(values) = &subject.kind else {
        panic!("{subject:?}");
    };
    let places: Vec<&str> = values.iter().map(|value| value.place.as_str()).collect();
    assert_eq!(places, ["inline:5:16", "inline:5:19"]);
}

#[test]
fn alternatives_have_their_tags() {
    let subject = subject(
        "
A:
  oneOf:
    - {$ref: '#/components/schemas/Circle'}
    - {$ref: '#/components/schemas/Square'}
Circle: {type: object, required: [kind], properties: {kind: {const: circle}}}
Square: {type: object, required: [kind], properties: {kind: {const: square}, side: {type: number}}}
",
        "A",
    );
    let SubjectKind::Alternatives(set) = &subject.kind else {
        panic!("{subject:?}");
    };
    assert_eq!(set.path, ["kind"]);
    let names: Vec<&str> = set
        .messages
        .iter()
        .map(|message| message.name.as_str())
        .collect();
    assert_eq!(names, ["Circle", "Square"]);
    let tokens = set.messages[1].tokens.to_string();
    assert!(tokens.contains(r#"tags : & ["\"square\""]"#), "{tokens}");
    assert!(tokens.contains("is_tag : true"), "{tokens}");
}

/// An enum may write what names the only message of a direction.
#[test]
fn a_message_that_is_alone_has_a_tag() {
    const ALONE: &str = "
channels:
  rooms:
    address: /rooms
    messages:
      say: {payload: {$ref: '#/components/schemas/Say'}}
operations:
  ask: {action: send, channel: {$ref: '#/channels/rooms'}}
components:
  schemas:
    Say: {type: object, required: [type, kind], properties: {type: {const: say}, kind: {const: loud}}}
    Other: {type: object, required: [type], properties: {type: {const: other}}}
";
    let mut contract = contract(ALONE);
    let mut tags = |name| {
        let SubjectKind::Object(properties) = contract.schema(name).unwrap().kind else {
            panic!("{name} is no object");
        };
        let tags = properties.into_iter().filter(|property| property.is_tag);
        tags.map(|property| property.name).collect::<Vec<_>>()
    };
    assert_eq!(tags("Say"), ["type"]);
    assert_eq!(tags("Other"), [""; 0]);
}

const CHANNEL: &str = "
channels:
  rooms:
    address: /rooms/{room}
    parameters: {room: {enum: [a, b]}}
    messages:
      Join: {name: join, payload: {type: object, required: [room], properties: {room: {type: string}}}}
      Audio: {contentType: audio/ogg}
      Line: {contentType: text/plain, payload: {type: string}}
operations:
  ask: {action: send, channel: {$ref: '#/channels/rooms'}, messages: [{$ref: '#/channels/rooms/messages/Join'}]}
  tell:
    action: receive
    channel: {$ref: '#/channels/rooms'}
    messages: [{$ref: '#/channels/rooms/messages/Audio'}, {$ref: '#/channels/rooms/messages/Line'}]
";

#[test]
fn channels() {
    let contract = contract(CHANNEL);
    let channel = contract.channel("rooms").expect("it is there");
    assert_eq!(channel.place, "inline:5:3");
    assert_eq!(channel.address.as_deref(), Some("/rooms/{room}"));
    assert_eq!(channel.params.len(), 1);
    assert_eq!(channel.params[0].place, "inline:7:24");
    let join = channel.to_server.messages[0].tokens.to_string();
    assert!(join.contains(r#"names : & ["join" , "Join"]"#), "{join}");
    let contents: Vec<String> = channel
        .to_client
        .messages
        .iter()
        .map(|message| message.tokens.to_string())
        .collect();
    assert!(contents[0].contains("Content :: Binary"), "{contents:?}");
    assert!(contents[1].contains("Content :: Text"), "{contents:?}");
}

#[test]
fn names_that_are_not_there() {
    let mut contract = contract(CHANNEL);
    assert!(contract.schema("Join").is_ok(), "the payload of a message");
    assert!(contract.schema("join").is_ok(), "by its name too");
    let error = |result: Result<Subject, String>| result.expect_err("it is not there");
    assert_eq!(
        error(contract.schema("Joim")),
        "the document has no schema or message `Joim`; did you mean `Join`?"
    );
    assert_eq!(
        error(contract.schema("Nothing")),
        "the document has no schema or message `Nothing`; it has `Audio`, `Join`, `Line`"
    );
    assert_eq!(
        error(contract.schema("Audio")),
        "message `Audio` (inline:10:14) is not JSON, so it has no schema"
    );
    let text = contract.channel("room").expect_err("it is not there");
    assert_eq!(
        text,
        "the document has no channel `room`; did you mean `rooms`?"
    );
}

#[test]
fn a_schema_of_several_names_is_shown_by_the_one_that_is_meant() {
    let schemas = "Person: {type: object, properties: {x: {}}}\n\
                   Account: {$ref: '#/components/schemas/Person'}\n\
                   Room: {type: object, properties: {\
                   person: {$ref: '#/components/schemas/Person'}, \
                   account: {$ref: '#/components/schemas/Account'}, \
                   people: {type: array, items: {$ref: '#/components/schemas/Person'}}}}";
    let names = |tokens: &proc_macro2::TokenStream| {
        let text = tokens.to_string();
        let (_, names) = text.split_once("Object (& [").expect("an object");
        let (names, _) = names.split_once(']').expect("names");
        names.replace(['"', ' '], "")
    };
    assert_eq!(
        names(&subject(schemas, "Person").expected),
        "Person,Account"
    );
    assert_eq!(
        names(&subject(schemas, "Account").expected),
        "Account,Person"
    );
    for name in ["Person", "Account"] {
        let pointed = subject(schemas, &format!("#/components/schemas/{name}"));
        assert_eq!(pointed.name, name);
        assert!(names(&pointed.expected).starts_with(name));
    }
    let SubjectKind::Object(properties) = subject(schemas, "Room").kind else {
        panic!("no object");
    };
    let of = |property: &str| {
        let mut properties = properties.iter();
        let found = properties.find(|own| own.name == property);
        names(&found.expect("the property").tokens)
    };
    assert_eq!(of("person"), "Person,Account");
    assert_eq!(of("account"), "Account,Person");
    assert_eq!(of("people"), "Person,Account");
}

#[test]
fn a_recursive_schema_ends() {
    let text = "A: {type: array, items: {$ref: '#/components/schemas/A'}}";
    let subject = subject(text, "A");
    assert!(subject.expected.to_string().len() < 1000);
}

#[test]
fn replaced_schemas_are_checked() {
    let text = format!(
        "{HEAD}components:\n  schemas:\n    A: {{type: object, properties: {{a: {{type: string}}}}}}\n    \
         B: {{type: string}}\n"
    );
    let options = Options {
        replace: vec![("A".to_owned(), "own::A".parse().expect("a path"))],
        ..Options::default()
    };
    let tokens = expansion_with(&text, &options).tokens.to_string();
    assert_eq!(tokens.matches("drift :: property").count(), 1, "{tokens}");
    assert!(
        tokens.contains("Probe :: < own :: A > :: DEFINITION"),
        "{tokens}"
    );
    let plain = expansion_with(&text, &Options::default())
        .tokens
        .to_string();
    assert!(!plain.contains("drift"), "{plain}");
}

#[test]
fn schemas_without_a_name_at_their_pointers() {
    let schemas = "A: {type: object, properties: {in: {type: object, title: I, properties: {x: {}}}}}\n\
                   B: {type: object, properties: {in: {type: object, properties: {x: {}}}}}\n\
                   C: {allOf: [{type: object, properties: {y: {}}}]}\n\
                   D: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}\n";
    let at = |pointer: &str| subject(schemas, pointer);
    let inner = at("#/components/schemas/A/properties/in");
    assert_eq!(inner.name, "#/components/schemas/A/properties/in");
    assert_eq!(
        inner.expected.to_string().replace(' ', ""),
        "__p::drift::Expected::Object(&[\"#/components/schemas/A/properties/in\",\
         \"#/components/schemas/B/properties/in\"])"
    );
    let past = "#/components/schemas/D/properties/a/properties/in";
    assert_eq!(at(past).name, inner.name);
    assert_eq!(at("#/components/schemas/D/properties/a").name, "A");
    assert_eq!(at("#/components/schemas/A").name, "A");
    assert!(matches!(
        at("#/components/schemas/C/allOf/0").kind,
        SubjectKind::Object(_)
    ));
    let text = format!("components:\n  schemas:\n{}", indented(schemas, 4));
    let mut contract = contract(&text);
    for pointer in [
        "#",
        "#/",
        "#x",
        "#/info",
        "#/components/schemas/A/type/0",
        "#/%",
    ] {
        assert!(contract.schema(pointer).is_err(), "{pointer}");
    }
}
