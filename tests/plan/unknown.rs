//! The variant for frames that are no message.

use crate::{read, refused};
use asyncapi_channels::{Frame, Message, Payload};

mod api {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Unknown, version: 1.0.0}
channels:
  tagged:
    address: /tagged
    messages:
      say: {payload: {type: object, required: [type, text], properties: {type: {const: say}, text: {type: string, minLength: 1}}}}
      unknown: {payload: {type: object, required: [type], properties: {type: {const: unknown}}}}
  structured:
    address: /structured
    messages:
      a: {payload: {type: object, required: [a], properties: {a: {type: integer, maximum: 9}}}}
      b: {payload: {type: object, required: [b], properties: {b: {type: integer}}}}
      list: {payload: {type: array, items: {type: integer}}}
  lone:
    address: /lone
    messages:
      only: {payload: {type: object, properties: {kind: {const: only}, n: {type: integer}}}}
  frames:
    address: /frames
    messages:
      line: {contentType: text/plain}
      object: {payload: {type: object, required: [x], properties: {x: {type: integer}}}}
  blobs:
    address: /blobs
    messages:
      blob: {contentType: application/octet-stream}
operations:
  say: {action: send, channel: {$ref: '#/channels/tagged'}}
  structure: {action: send, channel: {$ref: '#/channels/structured'}}
  alone: {action: send, channel: {$ref: '#/channels/lone'}}
  frame: {action: send, channel: {$ref: '#/channels/frames'}}
  blob: {action: send, channel: {$ref: '#/channels/blobs'}}
"#,
        unknown = variant,
        derives = [Eq, Hash],
    }
}

mod enveloped {
    asyncapi_channels::asyncapi! {
        inline = r#"
asyncapi: 3.0.0
info: {title: Unknown, version: 1.0.0}
channels:
  c:
    address: /c
    messages:
      say: {payload: {type: string}}
      quit: {}
operations:
  say: {action: send, channel: {$ref: '#/channels/c'}}
"#,
        unknown = variant,
        envelope = { tag = "op", payload = "d" },
    }
}

use api::{blobs, frames, lone, structured, tagged};

/// A frame becomes the variant, and is sent as it is.
macro_rules! unknown {
    ($message:ty, $variant:ident, $frames:expr) => {
        for frame in $frames {
            for found in [
                <$message>::decode(frame),
                <$message>::decode_unchecked(frame),
            ] {
                let found = found.unwrap_or_else(|error| panic!("{error}"));
                assert_eq!(found, <$message>::$variant(Payload::from(frame)));
                assert_eq!(found.name(), "unknown");
                assert_eq!(found.encode(), Ok(Payload::from(frame)));
            }
        }
    };
}

#[test]
fn a_tag_that_is_not_listed_is_unknown() {
    use tagged::ClientMessage;
    unknown!(
        ClientMessage,
        Unknown2,
        [
            r#"{"type":"shout","text":"x"}"#,
            r#"{"text":"x"}"#,
            r#"{"type":7}"#,
            "[]",
            "no JSON",
            "",
            r#"{"text":"#,
        ]
        .map(Frame::Text)
    );
    unknown!(
        ClientMessage,
        Unknown2,
        [Frame::Binary(&[0xff]), Frame::Binary(b"{}")]
    );
    assert!(matches!(
        read(r#"{"type":"unknown"}"#),
        ClientMessage::Unknown(_)
    ));
}

#[test]
fn a_message_that_is_known_and_invalid_is_an_error() {
    for text in [
        r#"{"type":"say"}"#,
        r#"{"type":"say","text":""}"#,
        r#"{"type":"say","text":1}"#,
        r#"{"type":"say","text":"x""#,
    ] {
        refused::<tagged::ClientMessage>(text);
    }
    for text in [r#"{"a":"x"}"#, r#"{"a":10}"#, r#"{"b":null,"c":1}"#] {
        refused::<structured::ClientMessage>(text);
    }
    refused::<frames::ClientMessage>(r#"{"x":"1"}"#);
}

#[test]
fn what_fits_nothing_is_unknown() {
    unknown!(
        structured::ClientMessage,
        Unknown,
        [r#"{"c":1}"#, "{}", "true", r#"["x"]"#].map(Frame::Text)
    );
    unknown!(
        lone::ClientMessage,
        Unknown,
        [r#"{"kind":"other","n":1}"#, "[]"].map(Frame::Text)
    );
    refused::<lone::ClientMessage>(r#"{"kind":"only","n":"x"}"#);
    let found: lone::ClientMessage = read(r#"{"kind":"only","n":1}"#);
    assert_eq!(found.name(), "only");
}

#[test]
fn text_and_bytes_are_messages_before_they_are_unknown() {
    unknown!(frames::ClientMessage, Unknown, [Frame::Text(r#"{"y":1}"#)]);
    for (frame, name) in [
        (Frame::Text("y"), "line"),
        (Frame::Text(r#"{"x":1}"#), "object"),
    ] {
        let found = frames::ClientMessage::decode(frame).expect("a message");
        assert_eq!(found.name(), name);
    }
    unknown!(blobs::ClientMessage, Unknown, [Frame::Text("{}")]);
    let blob = blobs::ClientMessage::decode(Frame::Binary(b"{}")).expect("a message");
    assert_eq!(blob.name(), "blob");
}

#[test]
fn a_side_without_messages_receives_unknown_frames() {
    unknown!(
        tagged::ServerMessage,
        Unknown,
        [Frame::Text("{}"), Frame::Binary(&[0xff])]
    );
}

#[test]
fn a_name_that_an_envelope_does_not_list_is_unknown() {
    use enveloped::c::ClientMessage;
    unknown!(
        ClientMessage,
        Unknown,
        [r#"{"op":"shout","d":"x"}"#, r#"{"d":"x"}"#, r#""x""#, "{"].map(Frame::Text)
    );
    for text in [
        r#"{"op":"say"}"#,
        r#"{"op":"say","d":1}"#,
        r#"{"op":"quit","#,
    ] {
        refused::<ClientMessage>(text);
    }
    assert!(matches!(read(r#"{"op":"quit"}"#), ClientMessage::Quit(())));
}
