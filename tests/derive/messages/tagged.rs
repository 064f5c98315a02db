//! Sets with a tag in the payload, held against the set that is generated for the same document.

use super::{read, refused, same, write};
use asyncapi_channels::Message;

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Tagged, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      join: {payload: {$ref: '#/components/schemas/Join'}}
      chat.send: {payload: {$ref: '#/components/schemas/Say'}}
      ping: {payload: {$ref: '#/components/schemas/Ping'}}
  codes:
    address: /codes
    messages:
      first: {payload: {type: object, required: [op, id], properties: {op: {const: 1}, id: {type: integer, format: int64}}}}
      second: {payload: {type: object, required: [op], properties: {op: {const: -2}}}}
      off: {payload: {type: object, required: [op], properties: {op: {const: false}}}}
operations:
  chat: {action: send, channel: {$ref: '#/channels/chat'}}
  codes: {action: send, channel: {$ref: '#/channels/codes'}}
components:
  schemas:
    Join:
      type: object
      required: [type, room, level]
      properties:
        type: {const: join}
        room: {type: string}
        level: {type: integer, format: int32}
      additionalProperties: false
    Say:
      type: object
      required: [type, text]
      properties:
        type: {const: chat.send}
        text: {type: string}
    Ping:
      type: object
      required: [type]
      properties:
        type: {const: ping}
"#
    }
}

#[derive(Debug, Clone, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Join {
    room: String,
    level: i32,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ClientMessage {
    Join(Join),
    #[message(rename = "chat.send")]
    Say {
        text: String,
    },
    Ping,
}

type Generated = api::chat::ClientMessage;

#[test]
fn it_reads_and_writes_what_a_generated_set_does() {
    for text in [
        r#"{"type":"join","room":"a","level":3}"#,
        r#" { "room" : "a\n\"" , "level" : 3 , "type" : "join" } "#,
        r#"{"room":"a","typ\u0065":"jo\u0069n","level":-1}"#,
        r#"{"type":"chat.send","text":""}"#,
        r#"{"text":"type","type":"chat.send"}"#,
        r#"{"type":"ping"}"#,
        r#" {"type": "ping" }"#,
    ] {
        assert!(read::<ClientMessage>(text).is_ok(), "{text}");
        same::<ClientMessage, Generated>(text);
    }
    assert_eq!(
        read::<ClientMessage>(r#"{"level":3,"room":"a","type":"join"}"#),
        Ok(("join", r#"{"type":"join","room":"a","level":3}"#.to_owned()))
    );
}

#[test]
fn it_refuses_what_a_generated_set_does_for_the_same_reason() {
    for text in [
        "",
        "3",
        "[]",
        "{}",
        "null",
        r#""join""#,
        r#"{"type":"leave"}"#,
        r#"{"type":3}"#,
        r#"{"type":null}"#,
        r#"{"type":{"type":"join"}}"#,
        r#"{"kind":"join","room":"a","level":1}"#,
        r#"{"type":"join","room":"a"}"#,
        r#"{"type":"join","room":"a","level":1,"x":1}"#,
        r#"{"type":"join","room":3,"level":1}"#,
        r#"{"type":"join","room":"a","level":"1"}"#,
        r#"{"type":"join","room":"a","level":1,"room":"b"}"#,
        r#"{"type":"join","room":"a","level":1} x"#,
        r#"{"type":"join","room":"a","level":1"#,
        r#"{"type":"chat.send","text":"a","text":"b"}"#,
    ] {
        assert!(read::<ClientMessage>(text).is_err(), "{text}");
        same::<ClientMessage, Generated>(text);
    }
    let unknown = refused::<ClientMessage>(r#"{"type":"leave"}"#);
    assert_eq!(
        unknown,
        r#"/type: must be one of "join", "chat.send", "ping", found "leave""#
    );
}

#[test]
fn a_tag_that_is_there_twice_is_refused() {
    for text in [
        r#"{"type":"join","room":"a","level":1,"type":"join"}"#,
        r#"{"type":"join","type":"join","room":"a","level":1}"#,
        r#"{"room":"a","type":"join","level":1,"type":"chat.send","text":""}"#,
        r#"{"type":"chat.send","text":"","type":"join"}"#,
        r#"{"type":"ping","type":"ping"}"#,
    ] {
        assert!(
            refused::<ClientMessage>(text).contains("duplicate property `type`"),
            "{text}"
        );
        assert!(read::<Generated>(text).is_err());
    }
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "op")]
enum Codes {
    #[message(rename = 1, name = "first")]
    First(First),
    #[message(rename = -2, name = "second", alias = 22, alias = "two")]
    Second {},
    #[message(rename = false, name = "off")]
    Off,
}

#[derive(Debug, PartialEq, Message)]
struct First {
    id: i64,
}

#[test]
fn tags_may_be_integers_and_booleans() {
    for text in [
        r#"{"op":1,"id":7}"#,
        r#"{"op":1.0,"id":7}"#,
        r#"{"op":-2}"#,
        r#"{"op":false}"#,
    ] {
        assert!(read::<Codes>(text).is_ok(), "{text}");
        same::<Codes, api::codes::ClientMessage>(text);
    }
    for text in [r#"{"op":1}"#, r#"{"op":"1","id":7}"#, r#"{"op":true}"#] {
        assert!(read::<Codes>(text).is_err());
    }
    assert!(refused::<Codes>(r#"{"op":3}"#).contains("one of 1, -2, 22, \"two\", false"));
}

#[test]
fn aliases_are_read_and_the_first_value_is_written() {
    for text in [r#"{"op":22}"#, r#"{"op":"two"}"#, r#"{"op":-2}"#] {
        assert_eq!(
            read::<Codes>(text),
            Ok(("second", r#"{"op":-2}"#.to_owned()))
        );
    }
}

/// Its own set, and a payload of another.
#[derive(Debug, Clone, PartialEq, Message)]
#[message(tag = "type", rename = "join", name = "joined")]
struct TaggedJoin {
    room: String,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum WithTagged {
    Join(TaggedJoin),
    Other(TaggedJoin),
    Unit(Nothing),
    List(Numbers),
}

/// Of this, the compiler does not know that it is no object.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Numbers(Vec<u8>);

#[derive(Debug, PartialEq, Message)]
struct Nothing {}

#[test]
fn a_payload_that_writes_the_tag_itself_writes_it_once() {
    let join = TaggedJoin { room: "a".into() };
    let text = r#"{"type":"join","room":"a"}"#;
    assert_eq!(write(&join), text);
    assert_eq!(write(&WithTagged::Join(join.clone())), text);
    assert_eq!(read::<WithTagged>(text), Ok(("join", text.to_owned())));
    assert_eq!(read::<TaggedJoin>(text), Ok(("joined", text.to_owned())));
    assert_eq!(
        refused::<TaggedJoin>(r#"{"type":"leave","room":"a"}"#),
        r#"/type: must be "join", found "leave""#
    );
    // What stands under another tag has that one, and this one cannot be both.
    let error = WithTagged::Other(join).encode().unwrap_err();
    assert!(error.reason().contains("`type`") || error.reason().contains("\"type\""));
    assert_eq!(error.message_name(), "other");
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum WithShared {
    Opened(Opening),
    Closed,
}

/// What has the same tag, told apart by structure.
#[derive(Debug, PartialEq, Message)]
#[message(untagged)]
enum Opening {
    Opened(Opened),
    Failed { reason: String },
}

#[derive(Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Opened {
    id: u8,
}

#[test]
fn messages_may_share_a_tag_as_alternatives_of_one() {
    let opened = WithShared::Opened(Opening::Opened(Opened { id: 7 }));
    let text = r#"{"type":"opened","id":7}"#;
    assert_eq!(write(&opened), text);
    assert_eq!(read::<WithShared>(text), Ok(("opened", text.to_owned())));
    let text = r#"{"type":"opened","reason":"full"}"#;
    assert_eq!(read::<WithShared>(text), Ok(("opened", text.to_owned())));
    let refused = refused::<WithShared>(r#"{"type":"opened","id":"7"}"#);
    assert!(refused.contains("/id"), "{refused}");
}

#[test]
fn a_payload_without_properties_has_the_tag_alone() {
    let text = r#"{"type":"unit"}"#;
    assert_eq!(write(&WithTagged::Unit(Nothing {})), text);
    assert_eq!(read::<WithTagged>(text), Ok(("unit", text.to_owned())));
}

#[test]
fn a_payload_that_is_no_object_cannot_have_a_tag() {
    let error = WithTagged::List(Numbers(vec![1])).encode().unwrap_err();
    assert_eq!(error.message_name(), "list");
    assert!(error.reason().contains("`content`"), "{error}");
    assert!(refused::<WithTagged>(r#"{"type":"list"}"#).contains("expected a sequence"));
}
