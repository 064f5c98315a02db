//! Messages in an envelope.

use crate::{read, refused};
use asyncapi_channels::{Frame, Message, Payload};

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Envelope, version: 1.0.0}
channels:
  work:
    address: /work
    messages:
      add:
        payload: {type: object, required: [text], properties: {text: {type: string, minLength: 1}, route: {const: inner}}}
      Remove:
        name: "remove \"it\""
        payload: {type: object, required: [text], properties: {text: {type: string, minLength: 1}, route: {const: inner}}}
      count: {payload: {type: integer, maximum: 9}}
      note: {payload: {type: [string, 'null']}}
      ping: {}
      pong: {}
      blob: {contentType: application/octet-stream}
      line: {contentType: text/plain}
  lone:
    address: /lone
    messages:
      only: {payload: {type: object, properties: {a: {type: integer}}}}
operations:
  talk: {action: send, channel: {$ref: '#/channels/work'}}
  say: {action: send, channel: {$ref: '#/channels/lone'}}
"#,
        envelope = { payload = "data", tag = "route" },
    }
}

use api::work::ClientMessage;
use api::{Add, Remove, lone};

#[test]
fn a_message_travels_with_its_name_beside_it() {
    let add = Add::new("x");
    assert_eq!(
        ClientMessage::from(add.clone()).encode(),
        Ok(Payload::from(r#"{"route":"add","data":{"text":"x"}}"#))
    );
    for (json, message) in [
        (
            r#"{"route":"add","data":{"text":"x"}}"#,
            ClientMessage::Add(add),
        ),
        (
            r#"{"data":{"text":"x"},"route":"remove \"it\""}"#,
            ClientMessage::Remove(Remove::new("x")),
        ),
        (r#"{"route":"count","data":3}"#, ClientMessage::Count(3)),
        (r#"{"route":"note","data":null}"#, ClientMessage::Note(None)),
        (r#"{"route":"ping"}"#, ClientMessage::Ping(())),
        (r#"{"route":"pong"}"#, ClientMessage::Pong(())),
    ] {
        let found: ClientMessage = read(json);
        assert_eq!(found, message);
    }
    assert_eq!(
        ClientMessage::Remove(Remove::new("x")).name(),
        r#"remove "it""#
    );
    assert_eq!(
        ClientMessage::Ping(()).encode(),
        Ok(Payload::from(r#"{"route":"ping"}"#))
    );
}

#[test]
fn a_message_that_is_alone_has_its_name_too() {
    let message: lone::ClientMessage = read(r#"{"route":"only","data":{"a":1}}"#);
    assert_eq!(message.name(), "only");
    assert_eq!(
        refused::<lone::ClientMessage>(r#"{"a":1}"#),
        r#"missing property `route`, expected "only""#
    );
}

#[test]
fn other_properties_and_escapes_are_read_over() {
    let text = r#" {"id":7,"ro\u0075te":"\u0061dd","more":[{"data":1}],"\u0064ata":{"text":"x"}} "#;
    assert_eq!(
        ClientMessage::decode(Frame::Text(text)),
        Ok(ClientMessage::Add(Add::new("x")))
    );
    // A message without a payload takes whatever is there.
    assert_eq!(
        ClientMessage::decode(Frame::Text(r#"{"route":"ping","data":{}}"#)),
        Ok(ClientMessage::Ping(()))
    );
}

#[test]
fn what_is_wrong_with_an_envelope_is_said() {
    for (text, reason) in [
        (
            r#"{"data":{"text":"x"}}"#,
            r#"missing property `route`, expected one of "add", "remove \"it\"", "count", "note", "ping", "pong""#,
        ),
        (
            r#"{"route":"ad","data":{}}"#,
            r#"/route: must be one of "add", "remove \"it\"", "count", "note", "ping", "pong", found "ad""#,
        ),
        (r#"{"route":"add"}"#, "missing property `data`"),
        (
            r#"{"route":"add","data":{"text":7}}"#,
            "/data/text: invalid type: integer `7`, expected a string",
        ),
        (
            r#"{"route":"add","data":{"text":""}}"#,
            r#"/data/text: `minLength` 1, found """#,
        ),
        (
            r#"{"route":"count","data":10}"#,
            "/data: `maximum` 9, found 10",
        ),
        (
            r#"{"route":"add","data":{"text":"x"},"data":{"text":"y"}}"#,
            "duplicate property `data`",
        ),
        (
            r#"{"route":"add","data":{"text":"x"},"route":"add"}"#,
            "duplicate property `route`",
        ),
        (r#"["add"]"#, "expected an object, found an array"),
    ] {
        let found = refused::<ClientMessage>(text);
        assert!(found.starts_with(reason), "{text}: {found}");
    }
}

#[test]
fn an_envelope_is_read_to_its_end() {
    for (text, reason) in [
        (
            r#"{"route":"only","data":{},"#,
            "expected the name of a property in quotes",
        ),
        (
            r#"{"route":"only","data":{}} x"#,
            "expected the end of the text, found `x`",
        ),
        (
            r#"{"route":"only","data":{}"#,
            "expected `,` or `}`, found the end of the text",
        ),
    ] {
        let found = refused::<lone::ClientMessage>(text);
        assert!(found.starts_with(reason), "{text}: {found}");
    }
}

#[test]
fn the_error_of_sending_has_the_same_pointer() {
    let error = ClientMessage::from(Add::new(""))
        .encode()
        .expect_err("too short");
    assert_eq!(error.message_name(), "add");
    let violation = error.violation().expect("a violation");
    assert_eq!(violation.pointer(), "/data/text");
    assert_eq!(
        ClientMessage::Count(10).encode_unchecked(),
        Ok(Payload::from(r#"{"route":"count","data":10}"#))
    );
}

#[test]
fn bytes_and_text_travel_as_they_are() {
    for frame in [Frame::Binary(b"\xff\x00"), Frame::Text("route: add")] {
        let message = ClientMessage::decode(frame).expect("a message");
        assert_eq!(message.encode().expect("a frame").as_frame(), frame);
    }
}
