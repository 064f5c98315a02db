//! Sets whose payload is a property beside the tag.

use super::{read, refused, same, write};
use asyncapi_channels::{EncodeError, Frame, Message, MessageView};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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

#[derive(Debug, PartialEq, Message, Serialize, Deserialize)]
#[serde(tag = "route", content = "data", rename_all = "camelCase")]
#[serde(deny_unknown_fields)]
enum Closed {
    Room(String),
    Say { text: String },
    Ping,
}

#[derive(Debug, PartialEq, Message)]
#[message(envelope(tag = "route", payload = "data"), rename_all = "camelCase")]
#[message(deny_unknown_fields)]
enum ClosedView<'a> {
    Room(Cow<'a, str>),
    Say {
        text: Cow<'a, str>,
    },
    Ping,
    #[message(unknown)]
    Other(Frame<'a>),
}

#[test]
fn a_closed_envelope_has_nothing_beside_the_tag_and_the_payload() {
    for text in [
        r#"{"route":"room","data":"a"}"#,
        r#"{"data":"a","route":"room"}"#,
        r#"{"route":"say","data":{"text":"a"}}"#,
        r#"{"route":"ping"}"#,
        r#"{"route":"ping","data":null}"#,
    ] {
        let own = Closed::decode(Frame::Text(text)).unwrap();
        assert_eq!(own, serde_json::from_str(text).unwrap(), "{text}");
        assert_eq!(
            ClosedView::decode(Frame::Text(text)).unwrap().name(),
            own.name()
        );
    }
    for text in [
        r#"{"route":"room","data":"a","id":1}"#,
        r#"{"id":1,"route":"room","data":"a"}"#,
        r#"{"route":"say","id":{},"data":{"text":"a"}}"#,
        r#"{"route":"say","data":{"text":"a","id":1}}"#,
        r#"{"route":"ping","id":1}"#,
        r#"{"id":1,"route":"ping"}"#,
    ] {
        assert!(serde_json::from_str::<Closed>(text).is_err(), "{text}");
        let reason = refused::<Closed>(text);
        assert!(reason.contains("unknown property `id`"), "{text}: {reason}");
        let view = ClosedView::decode(Frame::Text(text)).unwrap_err();
        assert_eq!(view.reason(), reason, "{text}");
    }
    assert!(
        refused::<Closed>(r#"{"route":"room","data":"a","id":1}"#)
            .ends_with("unknown property `id` at line 1 column 32")
    );
    for text in [
        r#"{"route":"ping","data":1}"#,
        r#"{"route":"ping","data":{}}"#,
    ] {
        assert!(serde_json::from_str::<Closed>(text).is_err(), "{text}");
        assert!(refused::<Closed>(text).starts_with("/data: "), "{text}");
    }
    for variant in [
        Closed::Room("a".into()),
        Closed::Say { text: "a".into() },
        Closed::Ping,
    ] {
        assert_eq!(write(&variant), serde_json::to_string(&variant).unwrap());
    }
}

/// Only serde reads and writes it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Foreign(u8);

#[derive(Debug, PartialEq, Message)]
#[message(tag = "route", content = "data", rename_all = "camelCase")]
enum Optional {
    Topic(Option<String>),
    Foreign(Option<Foreign>),
    Limit(Option<Option<u8>>),
    Owner(#[message(required)] Option<String>),
    List(Vec<u8>),
    Short(#[message(max_length = 3)] Option<String>),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "route", content = "data", rename_all = "camelCase")]
enum BySerde {
    Topic(Option<String>),
    Foreign(Option<Foreign>),
}

#[test]
fn a_payload_that_is_an_option_may_be_left_out() {
    let both = |text: &str| {
        serde_json::from_str::<BySerde>(text).expect("serde reads it, too");
        Optional::decode(Frame::Text(text)).unwrap()
    };
    for text in [r#"{"route":"topic"}"#, r#"{"route":"topic","data":null}"#] {
        assert_eq!(both(text), Optional::Topic(None));
    }
    for text in [
        r#"{"route":"foreign"}"#,
        r#"{"data":null,"route":"foreign"}"#,
    ] {
        assert_eq!(both(text), Optional::Foreign(None));
    }
    for (message, text) in [
        (Optional::Topic(None), r#"{"route":"topic"}"#),
        (
            Optional::Topic(Some("a".into())),
            r#"{"route":"topic","data":"a"}"#,
        ),
        (Optional::Foreign(None), r#"{"route":"foreign"}"#),
        (
            Optional::Foreign(Some(Foreign(1))),
            r#"{"route":"foreign","data":1}"#,
        ),
        (Optional::Limit(None), r#"{"route":"limit"}"#),
        (
            Optional::Limit(Some(None)),
            r#"{"route":"limit","data":null}"#,
        ),
        (
            Optional::Limit(Some(Some(1))),
            r#"{"route":"limit","data":1}"#,
        ),
        (Optional::Owner(None), r#"{"route":"owner","data":null}"#),
        (Optional::Short(None), r#"{"route":"short"}"#),
    ] {
        assert_eq!(write(&message), text);
        assert_eq!(Optional::decode(Frame::Text(text)).unwrap(), message);
    }
    for route in ["owner", "list"] {
        let reason = refused::<Optional>(&format!(r#"{{"route":"{route}"}}"#));
        assert!(reason.contains("missing property `data`"), "{reason}");
    }
    assert!(
        refused::<Optional>(r#"{"route":"short","data":"long"}"#)
            .starts_with("/data: `maxLength` 3")
    );
}
