//! Messages that are no JSON, and frames that are no messages.

use super::{read, refused};
use asyncapi_channels::bytes::Bytes;
use asyncapi_channels::{Frame, Message, Payload};

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Frames, version: 1.0.0}
channels:
  chat:
    address: /chat
    messages:
      point: {payload: {$ref: '#/components/schemas/Point'}}
      line: {contentType: text/plain}
      audio: {contentType: application/octet-stream}
operations:
  chat: {action: send, channel: {$ref: '#/channels/chat'}}
components:
  schemas:
    Point: {type: object, required: [x], properties: {x: {type: integer, format: int32}}}
"#
    }
}

#[derive(Debug, Clone, PartialEq, Message)]
struct Point {
    x: i32,
}

#[derive(Debug, Clone, PartialEq, Message)]
#[message(rename_all = "camelCase")]
enum ClientMessage {
    Point(Point),
    #[message(text)]
    Line(String),
    #[message(binary)]
    Audio(Bytes),
}

type Generated = api::chat::ClientMessage;

/// What a frame is read as and written as again.
fn round<T: Message>(frame: Frame<'_>) -> Result<(&'static str, Payload), String> {
    let message = T::decode(frame).map_err(|error| error.to_string())?;
    Ok((message.name(), message.encode().unwrap()))
}

#[test]
fn texts_and_bytes_are_what_they_are_in_a_generated_set() {
    for frame in [
        Frame::Text(r#"{"x":1}"#),
        Frame::Text("hello"),
        Frame::Text(""),
        Frame::Text("3"),
        Frame::Text(r#"{"x":"#),
        Frame::Text(r#"{"y":1}"#),
        Frame::Text("[1]"),
        Frame::Binary(b"\xff"),
        Frame::Binary(br#"{"x":1}"#),
        Frame::Binary(b""),
    ] {
        let [hand, generated] = [round::<ClientMessage>(frame), round::<Generated>(frame)];
        assert_eq!(hand, generated, "{frame:?}");
    }
    assert_eq!(
        round::<ClientMessage>(Frame::Text("hello")),
        Ok(("line", Payload::from("hello")))
    );
    assert_eq!(
        round::<ClientMessage>(Frame::Binary(b"a")),
        Ok(("audio", Payload::from(&b"a"[..])))
    );
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum Kept {
    Point(Point),
    Ping,
    #[message(unknown)]
    Unknown(Payload),
}

#[test]
fn frames_that_are_no_message_are_kept() {
    for frame in [
        Frame::Text(r#"{"type":"other","x":1}"#),
        Frame::Text("prose"),
        Frame::Text("{}"),
        Frame::Binary(b"\xff"),
    ] {
        let kept = Kept::decode(frame).unwrap();
        assert_eq!(kept, Kept::Unknown(Payload::from(frame)));
        assert_eq!(kept.encode().unwrap(), Payload::from(frame));
        assert_eq!(kept.name(), "unknown");
        assert_eq!(Kept::decode_unchecked(frame).unwrap(), kept);
    }
    // One that says which message it is, and is not, is a mistake.
    assert!(refused::<Kept>(r#"{"type":"point"}"#).contains("missing property `x`"));
    assert_eq!(
        read::<Kept>(r#"{"type":"ping"}"#).unwrap().1,
        r#"{"type":"ping"}"#
    );
}

#[derive(Debug, PartialEq, Message)]
enum Only {
    #[message(binary)]
    Bytes(Vec<u8>),
}

#[test]
fn a_set_need_not_have_json() {
    let bytes = Only::decode(Frame::Binary(b"ab")).unwrap();
    assert_eq!(bytes, Only::Bytes(b"ab".to_vec()));
    assert_eq!(bytes.encode().unwrap(), Payload::from(&b"ab"[..]));
    assert!(refused::<Only>("{}").contains("binary messages only"));
}
