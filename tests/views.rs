//! Views: that texts are those of the frame wherever they stand, and what they are where they cannot
//! be. That views accept what messages accept is for the tests of the codec, the differential ones
//! and those of JSON Schema.

use api::feed::{ServerMessage, ServerMessageView};
use api::{PostView, ShapeView};
use asyncapi_channels::{Error, Frame, Message, MessageView, Payload, ServerSide, Socket};
use asyncapi_channels::{RawJson, tungstenite};
use std::borrow::Cow;

/// A document with a text wherever there can be one.
#[deny(warnings, missing_docs)]
mod api {
    asyncapi_channels::asyncapi! {
        inline = r##"
asyncapi: 3.0.0
info: {title: Feed, version: 1.0.0}
channels:
  feed:
    address: /feed
    messages:
      post: {payload: {$ref: '#/components/schemas/Post'}}
      pair: {payload: {$ref: '#/components/schemas/Pair'}}
      names: {payload: {$ref: '#/components/schemas/Names'}}
      blob: {contentType: application/octet-stream, payload: {type: string, format: binary}}
  lines:
    address: /lines
    messages:
      line: {contentType: text/plain, payload: {type: string, maxLength: 5}}
operations:
  receive: {action: receive, channel: {$ref: '#/channels/feed'}}
  read: {action: receive, channel: {$ref: '#/channels/lines'}}
components:
  schemas:
    Post:
      type: object
      required: [type, id, tags, by]
      properties:
        type: {const: post}
        id: {type: string, format: uuid}
        tags: {type: array, maxItems: 3, uniqueItems: true, items: {type: string, minLength: 1}}
        by: {$ref: '#/components/schemas/User'}
        title: {type: [string, 'null']}
        theme: {type: string, default: dark}
        mood: {type: string, enum: [good, bad]}
        labels: {type: object, additionalProperties: {type: string}}
        any: {}
        shapes: {type: array, items: {$ref: '#/components/schemas/Shape'}}
        answers: {type: array, maxItems: 5, items: {$ref: '#/components/schemas/Post'}}
    User: {type: object, required: [name], properties: {name: {type: string, maxLength: 9}}}
    Shape:
      oneOf:
        - {type: object, required: [side], properties: {side: {type: string}}, additionalProperties: false}
        - {type: number}
        - {type: string}
    Pair:
      type: array
      prefixItems: [{const: pair}, {type: string}, {type: string}]
      minItems: 2
      items: {type: string}
    Names:
      type: object
      required: [type]
      properties: {type: {const: names}}
      additionalProperties: {type: string, pattern: '^[a-z]'}
"##,
        views = true,
        unknown = variant,
    }
}

const POST: &str = r#"{
    "type": "post", "id": "a3bb189e-8bf9-3888-9912-ace4e6543002", "tags": ["one", "t\u0077o"],
    "by": {"name": "Ada", "born": 1815}, "title": "Notes", "mood": "good",
    "labels": {"a": "b"}, "any": [1, {"c": "d"}], "shapes": [{"side": "long"}, 2, "round"],
    "answers": [{"type": "post", "id": "a3bb189e-8bf9-3888-9912-ace4e6543002", "tags": [],
    "by": {"name": "Bob"}}]
}"#;

fn post(text: &str) -> PostView<'_> {
    match ServerMessageView::decode(Frame::Text(text)) {
        Ok(ServerMessageView::Post(post)) => post,
        other => panic!("{other:?}"),
    }
}

/// Panics unless the text is a part of the frame.
#[track_caller]
fn assert_within(frame: &[u8], part: &str) {
    assert!(frame.as_ptr_range().contains(&part.as_ptr()), "{part:?}");
    assert!(part.len() <= frame.len());
}

#[track_caller]
fn assert_borrowed(frame: &str, text: &str, expected: &str) {
    assert_within(frame.as_bytes(), text);
    assert_eq!(text, expected);
}

#[test]
fn texts_are_those_of_the_frame() {
    let view = post(POST);
    assert_borrowed(POST, &view.id, "a3bb189e-8bf9-3888-9912-ace4e6543002");
    assert_borrowed(POST, &view.tags[0], "one");
    assert_borrowed(POST, &view.by.name, "Ada");
    assert_borrowed(
        POST,
        view.title.as_ref().unwrap().as_ref().unwrap(),
        "Notes",
    );
    let (name, label) = view.labels.as_ref().unwrap().first_key_value().unwrap();
    assert_borrowed(POST, name, "a");
    assert_borrowed(POST, label, "b");
    let answer = &view.answers.as_ref().unwrap()[0];
    assert_borrowed(POST, &answer.by.name, "Bob");
    match view.shapes.as_deref().unwrap() {
        [
            ShapeView::Object(object),
            ShapeView::Number(2.0),
            ShapeView::String(text),
        ] => {
            assert_borrowed(POST, &object.side, "long");
            assert_borrowed(POST, text, "round");
        }
        other => panic!("{other:?}"),
    }
    let (name, born) = view.by.additional_properties.first_key_value().unwrap();
    assert_borrowed(POST, name, "born");
    assert_within(POST.as_bytes(), born.as_str());
    assert_eq!(view.any.unwrap().as_str(), r#"[1, {"c": "d"}]"#);
    assert_eq!(view.mood, Some(api::PostMood::Good));
}

#[test]
fn an_escape_makes_a_text_of_its_own() {
    let view = post(POST);
    assert!(matches!(&view.tags[1], Cow::Owned(text) if text == "two"));
}

#[test]
fn a_default_is_borrowed_from_the_program() {
    assert!(matches!(post(POST).theme, Cow::Borrowed("dark")));
}

#[test]
fn items_at_places_and_properties_of_any_name_are_borrowed() {
    let text = r#"["pair", "a", "b", "c"]"#;
    let view = ServerMessageView::decode(Frame::Text(text)).unwrap();
    let ServerMessageView::Pair(pair) = &view else {
        panic!("{view:?}")
    };
    assert_borrowed(text, &pair.1, "a");
    assert_borrowed(text, pair.2.as_ref().unwrap(), "b");
    assert_borrowed(text, &pair.3[0], "c");
    let text = r#"{"type": "names", "a": "b"}"#;
    let view = ServerMessageView::decode(Frame::Text(text)).unwrap();
    let ServerMessageView::Names(names) = &view else {
        panic!("{view:?}")
    };
    let (name, value) = names.additional_properties.first_key_value().unwrap();
    assert_borrowed(text, name, "a");
    assert_borrowed(text, value, "b");
}

#[test]
fn frames_that_are_messages_themselves_are_borrowed() {
    let bytes = [0, 255, 1];
    match ServerMessageView::decode(Frame::Binary(&bytes)) {
        Ok(ServerMessageView::Blob(blob)) => assert!(std::ptr::eq(blob, &bytes[..])),
        other => panic!("{other:?}"),
    }
    match api::lines::ServerMessageView::decode(Frame::Text("line")) {
        Ok(api::lines::ServerMessageView::Line(line)) => assert_eq!(line, "line"),
        other => panic!("{other:?}"),
    }
    match ServerMessageView::decode(Frame::Text("[]")) {
        Ok(view @ ServerMessageView::Unknown(Frame::Text("[]"))) => {
            assert_eq!(view.name(), "unknown");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_checked_is_the_same() {
    for (from, to) in [
        ("\"one\"", "\"\""),
        ("\"one\"", "\"two\""),
        ("\"Ada\"", "\"Ada Lovelace\""),
        ("\"one\",", "\"one\", \"x\", \"y\","),
        ("a3bb189e-", "a3bb189e"),
        ("\"good\"", "\"fine\""),
        ("\"answers\": [", "\"answers\": [{\"type\": \"post\"},"),
        ("{\"c\": \"d\"}", "{\"c\": 1, \"c\": 2}"),
        ("\"born\": 1815", "\"born\": {\"a\": 1, \"a\": 2}"),
        ("\"born\": 1815", "\"born\": 1815, \"born\": 1815"),
        ("\"born\": 1815", "\"born\": 18 15"),
        ("\"a\": \"b\"", "\"a\": \"b\", \"\\u0061\": \"b\""),
        ("{\"side\": \"long\"}", "true"),
    ] {
        let text = POST.replacen(from, to, 1);
        assert_ne!(text, POST, "{from}");
        let owned = ServerMessage::decode(Frame::Text(&text)).expect_err(&text);
        let view = ServerMessageView::decode(Frame::Text(&text)).expect_err(&text);
        assert_eq!(owned.to_string(), view.to_string());
        assert_eq!(owned.raw(), view.raw());
        let owned = ServerMessage::decode_unchecked(Frame::Text(&text));
        let view = ServerMessageView::decode_unchecked(Frame::Text(&text));
        assert_eq!(owned.is_ok(), view.is_ok(), "{text}");
    }
    let long = Frame::Text("too long");
    let owned = api::lines::ServerMessage::decode(long).expect_err("too long");
    let view = api::lines::ServerMessageView::decode(long).expect_err("too long");
    assert_eq!(owned.to_string(), view.to_string());
    let unique = POST.replacen("\"answers\": [", "\"answers\": [\n1,", 1);
    assert!(ServerMessageView::decode(Frame::Text(&unique)).is_err());
}

#[test]
fn a_view_is_written_as_the_message_is() {
    let view = post(POST);
    let ServerMessage::Post(owned) = ServerMessage::decode(Frame::Text(POST)).unwrap() else {
        panic!()
    };
    assert_eq!(
        serde_json::to_string(&view).unwrap(),
        serde_json::to_string(&owned).unwrap()
    );
    assert_eq!(view.any.map(RawJson::to_value), owned.any);
}

#[tokio::test]
async fn a_socket_gives_its_frames() {
    let frames = [
        tungstenite::Message::text("one"),
        tungstenite::Message::Ping(Default::default()),
        tungstenite::Message::binary(vec![1]),
        tungstenite::Message::Close(None),
    ];
    let frames = futures_util::stream::iter(frames.map(Ok));
    let mut socket: Socket<api::lines::Channel, ServerSide, _> = Socket::new(frames);
    assert_eq!(
        socket.recv_frame().await.unwrap().unwrap(),
        Payload::from("one")
    );
    assert_eq!(
        socket.recv_frame().await.unwrap().unwrap(),
        Payload::from(vec![1])
    );
    assert!(socket.recv_frame().await.is_none());
    assert!(socket.is_closed());
    let failure = [Err(tungstenite::Error::AttackAttempt)];
    let mut socket: Socket<api::lines::Channel, ServerSide, _> =
        Socket::new(futures_util::stream::iter(failure));
    assert!(matches!(
        socket.recv_frame().await,
        Some(Err(Error::WebSocket(_)))
    ));
}
