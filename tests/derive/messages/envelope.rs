//! Sets whose payload is a property beside the tag.

use super::{read, refused, same, write};
use asyncapi_channels::{EncodeError, Message};

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Envelope, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      join: {payload: {$ref: '#/components/schemas/Join'}}
      list: {payload: {type: array, items: {type: integer, format: uint8, minimum: 0, maximum: 255}}}
      ping: {}
operations:
  chat: {action: send, channel: {$ref: '#/channels/chat'}}
components:
  schemas:
    Join:
      type: object
      required: [room]
      properties:
        room: {type: string, maxLength: 3}
      additionalProperties: false
"#,
        envelope = { tag = "route", payload = "data" },
    }
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "route", content = "data", rename_all = "camelCase")]
enum ClientMessage {
    Join(Join),
    List(Vec<u8>),
    Ping,
}

#[derive(Debug, PartialEq, Message)]
#[message(envelope(tag = "route", payload = "data"), rename_all = "camelCase")]
enum WithFields {
    Join {
        #[message(max_length = 3)]
        room: String,
    },
    Ping,
}

#[derive(Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Join {
    #[message(max_length = 3)]
    room: String,
}

#[test]
fn it_does_what_a_generated_set_does() {
    for text in [
        r#"{"route":"join","data":{"room":"a"}}"#,
        r#"{ "data" : { "room" : "a" } , "route" : "join" }"#,
        r#"{"route":"join","data":{"room":"a"},"id":1}"#,
        r#"{"route":"list","data":[1,2]}"#,
        r#"{"route":"ping"}"#,
        r#"{"route":"ping","data":{"x":1}}"#,
    ] {
        assert!(read::<ClientMessage>(text).is_ok(), "{text}");
        same::<ClientMessage, api::chat::ClientMessage>(text);
    }
    for text in [
        "{}",
        "[]",
        r#"{"route":"leave"}"#,
        r#"{"route":"join"}"#,
        r#"{"route":"join","room":"a"}"#,
        r#"{"route":"join","data":{}}"#,
        r#"{"route":"join","data":{"room":"abcd"}}"#,
        r#"{"route":"join","data":{"room":"a","route":"join"}}"#,
        r#"{"route":"join","data":{"room":"a"},"data":{"room":"a"}}"#,
        r#"{"route":"join","route":"join","data":{"room":"a"}}"#,
        r#"{"route":"list","data":{}}"#,
        r#"{"route":"list","data":[1,"2"]}"#,
        r#"{"route":"ping","route":"ping"}"#,
    ] {
        assert!(read::<ClientMessage>(text).is_err(), "{text}");
        same::<ClientMessage, api::chat::ClientMessage>(text);
    }
}

#[test]
fn variants_with_fields_are_in_the_envelope() {
    let join = WithFields::Join { room: "a".into() };
    let text = r#"{"route":"join","data":{"room":"a"}}"#;
    assert_eq!(write(&join), text);
    assert_eq!(read::<WithFields>(text), Ok(("join", text.to_owned())));
    assert_eq!(write(&WithFields::Ping), r#"{"route":"ping"}"#);
    assert!(
        refused::<WithFields>(r#"{"route":"join","data":{"room":"abcd"}}"#)
            .starts_with("/data/room: `maxLength` 3")
    );
    let long = WithFields::Join {
        room: "abcd".into(),
    };
    let violation = long.encode().as_ref().unwrap_err().violation().cloned();
    assert_eq!(violation.unwrap().pointer(), "/data/room");
    let unchecked: Result<_, EncodeError> = long.encode_unchecked();
    assert!(unchecked.is_ok());
}
