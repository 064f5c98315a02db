//! Sets that are told apart by structure.

use super::{read, refused, write};
use asyncapi_channels::Message;

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Untagged, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      Point: {payload: {$ref: '#/components/schemas/Point'}}
      Space: {payload: {$ref: '#/components/schemas/Space'}}
      Named: {payload: {$ref: '#/components/schemas/Named'}}
operations:
  chat: {action: send, channel: {$ref: '#/channels/chat'}}
components:
  schemas:
    Point: {type: object, required: [x, y], properties: {x: {type: integer, format: int32}, y: {type: integer, format: int32}}}
    Space: {type: object, required: [x, y, z], properties: {x: {type: integer, format: int32}, y: {type: integer, format: int32}, z: {type: integer, format: int32}}}
    Named: {type: object, required: [name], properties: {name: {type: string}, x: {type: integer, format: int32}}, additionalProperties: false}
"#
    }
}

#[derive(Debug, PartialEq, Message)]
struct Point {
    x: i32,
    y: i32,
}

#[derive(Debug, PartialEq, Message)]
struct Space {
    x: i32,
    y: i32,
    z: i32,
}

#[derive(Debug, PartialEq, Message)]
#[message(untagged, deny_unknown_fields)]
enum Shapes {
    Point(Point),
    Space(Space),
    Named { name: String, x: Option<i32> },
}

#[test]
fn properties_tell_objects_apart_as_in_a_generated_set() {
    for text in [
        r#"{"x":1,"y":2}"#,
        r#"{"x":1,"y":2,"z":3}"#,
        r#"{"z":1,"y":2,"x":3}"#,
        r#"{"name":"a"}"#,
        r#"{"x":1,"name":"a"}"#,
        "{}",
        r#"{"x":1}"#,
        r#"{"x":"1","y":2}"#,
        r#"{"name":"a","other":1}"#,
        r#"{"x":1,"y":2,"z":"3"}"#,
    ] {
        let [hand, generated] = [read::<Shapes>(text), read::<api::chat::ClientMessage>(text)];
        let [hand, generated] = [hand, generated].map(|read| read.ok().map(|(name, _)| name));
        assert_eq!(hand, generated, "{text}");
    }
    assert_eq!(read::<Shapes>(r#"{"x":1,"y":2,"z":3}"#).unwrap().0, "Space");
}

#[derive(Debug, PartialEq, Message)]
#[message(untagged)]
enum Any {
    Flag(bool),
    #[message(name = "small")]
    Small(Small),
    Number(i64),
    Text(String),
    List(Vec<Any>),
    Point(Point),
}

#[derive(Debug, PartialEq, Message)]
struct Small(#[message(range = 0..=9)] i64);

#[test]
fn what_reads_and_is_valid_first_is_the_message() {
    for (text, name) in [
        ("true", "Flag"),
        ("3", "small"),
        ("10", "Number"),
        ("\"3\"", "Text"),
        ("[1,[\"a\",{\"x\":1,\"y\":2}]]", "List"),
        ("{\"x\":1,\"y\":2}", "Point"),
    ] {
        assert_eq!(read::<Any>(text), Ok((name, text.to_owned())));
    }
    assert!(refused::<Any>("null").starts_with("none of the messages fits: Flag: "));
    assert_eq!(
        refused::<Any>("[null]")
            .matches("none of the alternatives of `Any`")
            .count(),
        1
    );
    let long = Any::Small(Small(10));
    assert!(long.encode().is_err());
    assert_eq!(write(&Any::Number(10)), "10");
}

#[test]
fn alternatives_inside_each_other_end() {
    let deep = format!("{}1.5{}", "[".repeat(100), "]".repeat(100));
    assert!(read::<Any>(&deep).is_err());
    let deeper = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    assert!(read::<Any>(&deeper).is_err());
}

#[derive(Debug, PartialEq, Message)]
#[message(untagged)]
enum Aliased {
    X {
        x: u8,
    },
    Both {
        x: u8,
        #[message(alias = "why")]
        y: u8,
    },
}

#[test]
fn further_names_of_properties_count() {
    for (text, name) in [
        (r#"{"x":1}"#, "X"),
        (r#"{"x":1,"y":2}"#, "Both"),
        (r#"{"x":1,"why":2}"#, "Both"),
        (r#"{"x":1,"z":2}"#, "X"),
    ] {
        assert_eq!(read::<Aliased>(text).unwrap().0, name, "{text}");
    }
}
