//! Payloads of types that are not derived here.

use super::{read, refused};
use asyncapi_channels::Message;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Open, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      open: {payload: {$ref: '#/components/schemas/Open'}}
operations:
  chat: {action: send, channel: {$ref: '#/channels/chat'}}
components:
  schemas:
    Open: {type: object, required: [x], properties: {x: {type: integer, format: int32}}, additionalProperties: {type: integer, format: int32}}
    Closed: {type: object, required: [x], properties: {x: {type: integer, format: int32}}, additionalProperties: false}
"#
    }
}

/// What only serde knows.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    x: i32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Loose {
    x: i32,
    #[serde(default)]
    kind: String,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum Set {
    Foreign(Foreign),
    Loose(Box<Loose>),
    Open(api::Open),
    Closed(api::Closed),
    Map(Map<String, Value>),
    Any(Value),
}

#[test]
fn payloads_of_any_kind_have_the_tag_beside_their_properties() {
    for text in [
        r#"{"type":"foreign","x":1}"#,
        r#"{"type":"loose","x":1,"kind":"a"}"#,
        r#"{"type":"open","x":1,"y":2}"#,
        r#"{"type":"closed","x":1}"#,
    ] {
        assert_eq!(read::<Set>(text).unwrap().1, text);
    }
    for text in [
        r#"{"x":1,"type":"foreign"}"#,
        r#"{"x":1,"type":"loose"}"#,
        r#"{"x":1,"y":3,"type":"open"}"#,
        r#"{"x":1,"type":"closed"}"#,
    ] {
        assert!(read::<Set>(text).is_ok(), "{text}");
    }
    for text in [
        r#"{"type":"foreign","x":1,"y":1}"#,
        r#"{"type":"foreign","x":"1"}"#,
        r#"{"type":"open","x":1,"y":"2"}"#,
        r#"{"type":"closed","x":1,"y":1}"#,
    ] {
        assert!(read::<Set>(text).is_err(), "{text}");
    }
    assert!(refused::<Set>(r#"{"type":"foreign","x":1,"y":1}"#).contains("unknown field `type`"));
}

#[test]
fn what_is_any_value_keeps_the_tag_as_one_of_its_properties() {
    for text in [r#"{"type":"any","x":1}"#, r#"{"type":"map","x":1}"#] {
        assert_eq!(read::<Set>(text).unwrap().1, text);
    }
}
