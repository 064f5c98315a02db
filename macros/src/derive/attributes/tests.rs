//! What is read from types as users write them.

use super::super::Derived;
use super::super::ast::{
    Constant, Container, Data, Default, Keyword, Messages, Payload, Record, Tagging,
};
use super::super::errors::Errors;
use quote::ToTokens;

/// What a type says, and its mistakes.
fn read(text: &str) -> (Option<Container>, Vec<String>) {
    let input = syn::parse_str(text).unwrap();
    let mut errors = Errors::default();
    let container = super::container(&input, Derived::Message, &mut errors);
    (container, errors.texts())
}

fn container(text: &str) -> Container {
    let (container, errors) = read(text);
    assert_eq!(errors, [""; 0]);
    container.unwrap()
}

fn record(text: &str) -> Record {
    match container(text).data {
        Data::Record(record) => record,
        _ => panic!("no record: {text}"),
    }
}

fn string(text: &str) -> Constant {
    Constant::String(text.to_owned())
}

#[test]
fn messages_say_their_tags_and_kinds() {
    let set = container(
        r##"
        /// What clients
        /// say.
        #[message(tag = "/header/type", rename_all = "camelCase", name = "Set")]
        enum ClientMessage<'a> {
            JoinRoom(Join),
            /// Says it.
            #[message(rename = "chat.send", alias = "send", alias = 3)] Say { text: String, room: String },
            Ping,
            #[message(rename = -1)] Pong {},
            #[message(binary)] Audio(&'a [u8]),
            #[message(text)] Line(Cow<'a, str>),
            #[message(unknown, name = "rest")] Unknown(Frame<'a>),
        }"##,
    );
    assert_eq!(
        (set.name.as_str(), set.docs.as_str()),
        ("Set", "What clients\nsay.")
    );
    assert_eq!(
        set.runtime.to_string(),
        ":: asyncapi_channels",
        "the runtime where no other is named"
    );
    let Data::Messages(messages) = set.data else {
        panic!("no messages");
    };
    assert!(matches!(&messages.tagging, Tagging::Tag(path) if *path == ["header", "type"]));
    let all: Vec<(&str, Vec<Constant>, &str)> = messages
        .variants
        .iter()
        .map(|variant| {
            let kind = match &variant.payload {
                Payload::Json(_) => "json",
                Payload::Record(_) => "record",
                Payload::Nothing => "nothing",
                Payload::Text(_) => "text",
                Payload::Binary(_) => "binary",
                Payload::Unknown(_) => "unknown",
            };
            (variant.name.as_str(), variant.values.clone(), kind)
        })
        .collect();
    let send = vec![string("chat.send"), string("send"), Constant::Integer(3)];
    assert_eq!(
        all,
        [
            ("joinRoom", vec![string("joinRoom")], "json"),
            ("chat.send", send, "record"),
            ("ping", vec![string("ping")], "nothing"),
            ("pong", vec![Constant::Integer(-1)], "record"),
            ("audio", vec![string("audio")], "binary"),
            ("line", vec![string("line")], "text"),
            ("rest", vec![string("unknown")], "unknown"),
        ]
    );
    let Some(Payload::Record(say)) = messages.variants.get(1).map(|say| &say.payload) else {
        panic!("no record");
    };
    let (path, value) = say.tag.as_ref().unwrap();
    assert_eq!(
        (path.len(), value),
        (2, &string("chat.send")),
        "the record of a variant has the tag of its enum"
    );
}

#[test]
fn fields_say_what_they_are_in_json() {
    let record = record(
        r##"
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        struct Join {
            #[message(min_length = 1, max_length = 40, pattern = "^[a-z]+$", format = "email")]
            room_name: String,
            #[message(range = -1..=1_0, multiple_of = 0.5)]
            level: u8,
            #[serde(rename = "nick", alias = "name", default = "a::b", skip_serializing_if = "Option::is_none", with = "m")]
            user: Option<String>,
            #[message(required)]
            topic: Option<String>,
            #[message(const = 2)]
            version: (),
            #[message(as = std::collections::HashMap<String, u8>, range = ..0.5, unique_items)]
            price: Decimal,
            #[serde(skip)]
            r#type: u8,
        }"##,
    );
    assert!(record.closed);
    assert!(matches!(record.default, Some(Default::Trait)));
    let names: Vec<&str> = record
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "room-name",
            "level",
            "nick",
            "topic",
            "version",
            "price",
            "type"
        ]
    );
    let [room, level, user, topic, version, price, skipped] = record.fields.as_slice() else {
        panic!("other fields");
    };
    assert!(matches!(
        room.constraints
            .iter()
            .map(|constraint| &constraint.keyword)
            .collect::<Vec<_>>()
            .as_slice(),
        [
            Keyword::MinLength(1),
            Keyword::MaxLength(40),
            Keyword::Pattern(_),
            Keyword::Format(_)
        ]
    ));
    assert!(matches!(
        level
            .constraints
            .iter()
            .map(|constraint| &constraint.keyword)
            .collect::<Vec<_>>()
            .as_slice(),
        [Keyword::Minimum(least), Keyword::Maximum(most), Keyword::MultipleOf(factor)]
            if least == "-1" && most == "10" && factor == "0.5"
    ));
    assert_eq!(user.aliases, ["name"]);
    assert!(matches!(&user.default, Some(Default::Path(_))));
    let path = |path: &Option<syn::ExprPath>| path.to_token_stream().to_string();
    assert_eq!(path(&user.skip_writing_if), "Option :: is_none");
    assert_eq!(path(&user.read_with), "m :: deserialize");
    assert_eq!(path(&user.write_with), "m :: serialize");
    assert!(topic.required);
    assert_eq!(version.constant, Some(Constant::Integer(2)));
    assert_eq!(
        price.wire_type.to_token_stream().to_string(),
        "std :: collections :: HashMap < String , u8 >"
    );
    assert!(skipped.skip_reading && skipped.skip_writing);
}

#[test]
fn structs_and_enums_are_of_several_kinds() {
    let kind = |text: &str| match container(text).data {
        Data::Record(_) => "record",
        Data::Transparent(_) => "transparent",
        Data::Values(_) => "values",
        Data::Messages(Messages {
            tagging: Tagging::None,
            ..
        }) => "untagged",
        Data::Messages(Messages {
            tagging: Tagging::Tag(_),
            ..
        }) => "tagged",
        Data::Messages(_) => "envelope",
    };
    for (text, expected) in [
        ("struct A { b: u8 }", "record"),
        ("struct A;", "record"),
        ("#[message(tag = \"t\", rename = 3)] struct A;", "record"),
        (
            "#[serde(bound = \"\", crate = \"x\", expecting = \"y\")] struct A {}",
            "record",
        ),
        ("struct A(u8);", "transparent"),
        ("#[serde(transparent)] struct A { b: u8 }", "transparent"),
        ("enum A { B, C }", "values"),
        (
            "enum A { #[message(rename = 3, alias = 4)] B, C }",
            "values",
        ),
        ("#[message(tag = \"t\")] enum A { B, C }", "tagged"),
        ("enum A { B(B) }", "untagged"),
        ("enum A { B(B), #[message(text)] C(String) }", "untagged"),
        ("#[serde(untagged)] enum A { B(B), C(C) }", "untagged"),
        (
            "#[serde(tag = \"t\", content = \"c\")] enum A { B, C(C) }",
            "envelope",
        ),
        (
            "#[message(envelope(tag = \"t\", payload = \"c\"))] enum A { B, C(C) }",
            "envelope",
        ),
        (
            "#[message(tag = \"t\")] #[serde(tag = \"t\")] enum A { B, C(C) }",
            "tagged",
        ),
    ] {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn a_tag_may_be_a_json_pointer() {
    let path = |attribute: &str| record(&format!("{attribute} struct A;")).tag.unwrap().0;
    assert_eq!(path(r#"#[message(tag = "type")]"#), ["type"]);
    assert_eq!(path(r#"#[message(tag = "/a~1b/~0/")]"#), ["a/b", "~", ""]);
    assert_eq!(path(r#"#[serde(tag = "/a/b")]"#), ["/a/b"]);
}

#[test]
fn no_attribute_whatever_it_says_is_too_much() {
    let texts = [
        "",
        "=",
        "= =",
        "()",
        "(=)",
        "= \"\"",
        "= \"~\"",
        "= 1",
        "= -1",
        "= - -1",
        "= 1..",
        "= ..=",
        "= ..=..",
        "= 1..=1",
        "= {}",
        "= |x| x",
        "::a",
        "= a::b",
        "= \"a b\"",
        "(tag = \"a\")",
        "(serialize = \"\")",
        "= 0xff",
        "= 1e5",
        "= 1_000.5e-3",
        "= '\\''",
        "= \"\\u{0}\"",
        "= b\"x\"",
        "= 99999999999999999999999999999999999999999999",
        ",",
        ",,",
        "= <",
        "= <A as B>::C",
        "= &'a T",
    ];
    for option in super::options::OPTIONS {
        for text in texts {
            let attribute = format!("{}{text}", option.name);
            for source in ["message", "serde"] {
                for input in [
                    format!("#[{source}({attribute})] struct A {{ b: u8 }}"),
                    format!("#[{source}({attribute})] struct A(u8);"),
                    format!("#[{source}({attribute})] enum A {{ B, C(u8), D {{ e: u8 }} }}"),
                    format!("struct A {{ #[{source}({attribute})] b: () }}"),
                    format!("struct A(#[{source}({attribute})] u8);"),
                    format!("enum A {{ #[{source}({attribute})] B, C }}"),
                    format!("#[serde(tag = \"t\")] enum A {{ #[{source}({attribute})] B(u8), C }}"),
                ] {
                    for derived in [Derived::Message, Derived::Parameters] {
                        // Whatever `rustc` hands over can be read.
                        if let Ok(input) = syn::parse_str(&input) {
                            let mut errors = Errors::default();
                            let container = super::container(&input, derived, &mut errors);
                            assert!(container.is_some() || !errors.is_empty());
                        }
                    }
                }
            }
        }
    }
}
