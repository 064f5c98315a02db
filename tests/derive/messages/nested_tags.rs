//! Tags inside of a property.

use super::{read, refused, same, write};
use asyncapi_channels::Message;

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Nested, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      move: {payload: {type: object, required: [header, by], properties: {header: {type: object, required: [type, id], properties: {type: {const: move}, id: {type: integer, format: int32}}}, by: {type: integer, format: int32}}}}
      stop: {payload: {type: object, required: [header], properties: {header: {type: object, required: [type], properties: {type: {const: stop}}}}}}
operations:
  chat: {action: send, channel: {$ref: '#/channels/chat'}}
"#
    }
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "/header/type", rename_all = "camelCase")]
enum ClientMessage {
    Move(Move),
    Stop,
    Turn {
        left: bool,
    },
    #[message(alias = "skip")]
    Jump(Jump),
}

#[derive(Debug, PartialEq, Message)]
struct Move {
    header: Header,
    by: i32,
}

#[derive(Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Header {
    id: i32,
}

#[derive(Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Jump {
    high: u8,
}

#[test]
fn it_reads_and_writes_what_a_generated_set_does() {
    for text in [
        r#"{"header":{"type":"move","id":1},"by":2}"#,
        r#"{"by":2,"header":{"id":1,"type":"move"}}"#,
        r#"{"header":{"type":"stop"}}"#,
    ] {
        assert!(read::<ClientMessage>(text).is_ok(), "{text}");
        same::<ClientMessage, api::chat::ClientMessage>(text);
    }
    for text in [
        "{}",
        "[]",
        r#"{"header":{}}"#,
        r#"{"header":"move"}"#,
        r#"{"type":"stop"}"#,
        r#"{"header":{"type":"move"},"by":1}"#,
        r#"{"header":{"type":"move","id":"1"},"by":1}"#,
    ] {
        let [hand, generated] = [
            read::<ClientMessage>(text),
            read::<api::chat::ClientMessage>(text),
        ]
        .map(Result::unwrap_err);
        // One knows more messages than the other.
        let [hand, generated] =
            [&hand, &generated].map(|reason| reason.split(", expected one of").next());
        assert_eq!(hand, generated);
    }
}

#[test]
fn a_header_that_the_payload_has_not_is_made() {
    for (message, text) in [
        (
            ClientMessage::Turn { left: true },
            r#"{"header":{"type":"turn"},"left":true}"#,
        ),
        (
            ClientMessage::Jump(Jump { high: 1 }),
            r#"{"header":{"type":"jump"},"high":1}"#,
        ),
        (ClientMessage::Stop, r#"{"header":{"type":"stop"}}"#),
    ] {
        assert_eq!(write(&message), text);
        assert_eq!(read::<ClientMessage>(text).unwrap().1, text);
    }
    let skip = r#"{"high":1,"header":{"type":"skip"}}"#;
    assert_eq!(
        read::<ClientMessage>(skip).unwrap().1,
        r#"{"header":{"type":"jump"},"high":1}"#
    );
}

#[test]
fn what_else_a_payload_does_not_know_is_still_refused() {
    assert!(
        refused::<ClientMessage>(r#"{"header":{"type":"move","id":1,"to":1},"by":2}"#)
            .starts_with("/header: unknown property `to`")
    );
    assert!(
        refused::<ClientMessage>(r#"{"header":{"type":"jump"},"high":1,"low":1}"#)
            .starts_with("unknown property `low`")
    );
    assert!(
        refused::<ClientMessage>(r#"{"header":{"type":"jump"},"high":1,"header":{"type":"stop"}}"#)
            .starts_with("duplicate property `header`")
    );
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "/a\"/b~1c", rename = "x")]
struct Escaped {
    n: u8,
}

#[test]
fn a_struct_can_have_a_nested_tag_too() {
    let text = r#"{"a\"":{"b/c":"x"},"n":1}"#;
    assert_eq!(write(&Escaped { n: 1 }), text);
    assert_eq!(read::<Escaped>(text).unwrap().1, text);
    assert!(read::<Escaped>(r#"{"a\"":{"b/c":"y"},"n":1}"#).is_err());
    assert!(read::<Escaped>(r#"{"n":1}"#).is_err());
}
