use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::constant::Constant;
use crate::json::ReadJson;
use crate::select::{KeySet, Step};

type Object = BTreeMap<String, Value>;

/// A set whose messages are named by number: what was read, and as which message.
#[derive(Debug, PartialEq)]
enum Content {
    Json(Object),
    Text(String),
    Binary(Vec<u8>),
}

macro_rules! message_set {
    ($name:ident, $variants:expr, $plan:expr) => {
        #[derive(Debug, PartialEq)]
        struct $name(usize, Content);

        impl Validate for $name {}

        impl<'de> MessageSet<'de> for $name {
            const VARIANTS: &'static [&'static str] = &$variants;
            const FRAMES: FramePlan = $plan;

            fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
                if variant > 1 {
                    return Err(no_such_variant(variant));
                }
                let object: Object = ReadJson::read_json(json)?;
                required(variant, &object)?;
                Ok(Self(variant, Content::Json(object)))
            }

            fn read_text(variant: usize, text: &str) -> Option<Self> {
                (text != "bad").then(|| Self(variant, Content::Text(text.to_owned())))
            }

            fn read_binary(variant: usize, bytes: &[u8]) -> Option<Self> {
                (bytes.len() == variant).then(|| Self(variant, Content::Binary(bytes.to_vec())))
            }

            fn variant(&self) -> usize {
                self.0
            }
        }

        impl WriteMessage for $name {
            fn write(&self, out: &mut Writer) -> Option<Payload> {
                match &self.1 {
                    Content::Json(object) => out.value(object),
                    Content::Text(text) => return Some(Payload::from(text.as_str())),
                    Content::Binary(bytes) => return Some(Payload::from(bytes.as_slice())),
                }
                None
            }
        }
    };
}

/// Message 0 needs `a`, message 1 needs `b`.
fn required(variant: usize, object: &Object) -> Result<(), ReadError> {
    match (variant, object.contains_key("a"), object.contains_key("b")) {
        (0, false, _) => Err(ReadError::new("missing property `a`")),
        (1, _, false) => Err(ReadError::new("missing property `b`")),
        _ => Ok(()),
    }
}

const TAG: &Select = &Select::Tag {
    path: &[Step::Key("type")],
    values: &[
        (Constant::Str("a"), Select::Variants(&[0])),
        (Constant::Str("b"), Select::Variants(&[1])),
    ],
    absent: &[],
    other: &[],
};

const KEYS: &Select = &Select::Keys(&[
    KeySet {
        variant: 0,
        required: &["a"],
        known: &["a"],
        closed: true,
    },
    KeySet {
        variant: 1,
        required: &["b"],
        known: &["b"],
        closed: false,
    },
]);

message_set!(
    Json,
    ["first", "second"],
    FramePlan {
        json: Some(TAG),
        text: None,
        binary: &[]
    }
);
message_set!(
    Keyed,
    ["first", "second"],
    FramePlan {
        json: Some(KEYS),
        text: None,
        binary: &[]
    }
);
message_set!(
    Mixed,
    ["first", "second", "line", "blob", "bigger blob"],
    FramePlan {
        json: Some(TAG),
        text: Some(2),
        binary: &[3, 4]
    }
);
message_set!(
    Blob,
    ["empty"],
    FramePlan {
        json: None,
        text: None,
        binary: &[0]
    }
);
message_set!(
    Line,
    ["line"],
    FramePlan {
        json: None,
        text: Some(0),
        binary: &[]
    }
);

/// No messages at all.
#[derive(Debug)]
enum Nothing {}

impl Validate for Nothing {}

impl<'de> MessageSet<'de> for Nothing {
    const VARIANTS: &'static [&'static str] = &[];
    const FRAMES: FramePlan = FramePlan {
        json: None,
        text: None,
        binary: &[],
    };

    fn read(variant: usize, _: &mut Reader<'de>) -> Result<Self, ReadError> {
        Err(no_such_variant(variant))
    }

    fn read_text(_: usize, _: &str) -> Option<Self> {
        None
    }

    fn read_binary(_: usize, _: &[u8]) -> Option<Self> {
        None
    }

    fn variant(&self) -> usize {
        match *self {}
    }
}

impl WriteMessage for Nothing {
    fn write(&self, _: &mut Writer) -> Option<Payload> {
        match *self {}
    }
}

fn text<'de, T: MessageSet<'de>>(text: &'de str) -> Result<T, DecodeError> {
    decode(Frame::Text(text))
}

fn binary<'de, T: MessageSet<'de>>(bytes: &'de [u8]) -> Result<T, DecodeError> {
    decode(Frame::Binary(bytes))
}

fn content<T>(result: Result<T, DecodeError>) -> T {
    result.map_err(|error| error.to_string()).unwrap()
}

#[test]
fn text_is_json_or_else_text() {
    assert_eq!(content(text::<Mixed>(r#"{"type":"b","b":1}"#)).variant(), 1);
    for line in ["hi", "", "{", "1", r#"{"type":"b","b":1} x"#] {
        let expected = Mixed(2, Content::Text(line.to_owned()));
        assert_eq!(content(text::<Mixed>(line)), expected);
    }
    let error = text::<Mixed>(r#"{"type":"a"}"#).unwrap_err();
    assert_eq!(error.reason(), "missing property `a`");
    assert_eq!(
        content(text::<Line>("{}")),
        Line(0, Content::Text("{}".into()))
    );
    let error = text::<Line>("bad").unwrap_err();
    assert_eq!(error.reason(), "not the text of a message");
}

#[test]
fn bytes_are_a_binary_message_if_there_is_one() {
    assert_eq!(
        content(binary::<Mixed>(b"{}!")),
        Mixed(3, Content::Binary(b"{}!".to_vec()))
    );
    assert_eq!(content(binary::<Mixed>(&[255; 4])).variant(), 4);
    let error = binary::<Mixed>(br#"{"type":"a","a":1}"#).unwrap_err();
    assert_eq!(error.reason(), "none of the binary messages");
    assert!(matches!(error.raw(), Payload::Binary(_)));
}

#[test]
fn json_in_a_binary_frame_is_read_if_there_are_no_binary_messages() {
    assert_eq!(
        content(binary::<Json>(br#"{"type":"a","a":1}"#)).variant(),
        0
    );
    let error = binary::<Json>(b"{\"\xff\":1}").unwrap_err();
    assert_eq!(
        error.reason(),
        "a binary frame that is not UTF-8, on a channel without binary messages"
    );
    assert_eq!(error.raw().as_bytes(), b"{\"\xff\":1}");
    let error = binary::<Json>(b"[]").unwrap_err();
    assert_eq!(error.reason(), "expected an object, found an array");
    assert!(matches!(error.raw(), Payload::Binary(_)));
}

#[test]
fn text_on_a_binary_channel_is_an_error() {
    assert_eq!(content(binary::<Blob>(b"")).variant(), 0);
    let error = text::<Blob>("").unwrap_err();
    assert_eq!(
        error.reason(),
        "a text frame, on a channel with binary messages only"
    );
}

#[test]
fn the_error_of_a_decided_message_names_it() {
    let error = text::<Json>(r#"{"type":"a"}"#).unwrap_err();
    assert_eq!(error.message_name(), Some("first"));
    assert_eq!(error.reason(), "missing property `a`");
    assert_eq!(error.raw(), &Payload::from(r#"{"type":"a"}"#));
    let error = text::<Json>(r#"{"type":"b","b":1}{"#).unwrap_err();
    assert_eq!(error.message_name(), Some("second"));
    assert_eq!(
        error.reason(),
        "expected the end of the text, found `{` at line 1 column 19"
    );
    let error = text::<Json>(r#"{"type":"c"}"#).unwrap_err();
    assert_eq!(error.message_name(), None);
    assert_eq!(
        error.reason(),
        r#"/type: must be one of "a", "b", found "c""#
    );
}

#[test]
fn the_error_of_several_candidates_lists_them() {
    assert_eq!(content(text::<Keyed>(r#"{"b":1,"x":1}"#)).variant(), 1);
    assert_eq!(content(text::<Keyed>(r#"{"a":1}"#)).variant(), 0);
    let error = text::<Keyed>("{}").unwrap_err();
    assert_eq!(error.message_name(), None);
    assert_eq!(
        error.reason(),
        "none of the messages fits: first: missing property `a`; second: missing property `b`"
    );
}

#[test]
fn a_side_without_messages_decodes_nothing() {
    for frame in [Frame::Text("{}"), Frame::Text(""), Frame::Binary(b"{}")] {
        let error = decode::<Nothing>(frame).unwrap_err();
        assert_eq!(
            error.reason(),
            "this side sends no messages on this channel"
        );
        assert_eq!(error.raw().as_frame(), frame);
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for open in ["[", "{\"type\":", "{\"x\":["] {
        let json = open.repeat(100_000);
        assert!(text::<Json>(&json).is_err());
        assert!(text::<Keyed>(&json).is_err());
    }
    let json = format!(
        r#"{{"type":"a","a":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let error = text::<Json>(&json).unwrap_err();
    let reason = error.reason();
    assert!(
        reason.starts_with("/a/0/") && reason.contains("0: recursion limit exceeded"),
        "{reason}"
    );
    assert!(error.to_string().len() < 1000);
}

#[test]
fn messages_are_written_in_their_own_kind_of_frame() {
    for frame in [
        Frame::Text(r#"{"a":1,"type":"a"}"#),
        Frame::Text("line"),
        Frame::Binary(&[1, 2, 255]),
    ] {
        let message = content(decode::<Mixed>(frame));
        assert_eq!(encode(&message).unwrap().as_frame(), frame);
        assert_eq!(message_name(&message), Mixed::VARIANTS[message.variant()]);
    }
}

#[test]
fn a_message_without_a_json_form_is_named() {
    struct Unwritable;

    impl Validate for Unwritable {}

    impl<'de> MessageSet<'de> for Unwritable {
        const VARIANTS: &'static [&'static str] = &["odd"];
        const FRAMES: FramePlan = FramePlan {
            json: Some(&Select::Variants(&[0])),
            text: None,
            binary: &[],
        };

        fn read(variant: usize, _: &mut Reader<'de>) -> Result<Self, ReadError> {
            Err(no_such_variant(variant))
        }

        fn read_text(_: usize, _: &str) -> Option<Self> {
            None
        }

        fn read_binary(_: usize, _: &[u8]) -> Option<Self> {
            None
        }

        fn variant(&self) -> usize {
            0
        }
    }

    impl WriteMessage for Unwritable {
        fn write(&self, out: &mut Writer) -> Option<Payload> {
            out.foreign(&BTreeMap::from([((), 1)]));
            None
        }
    }

    let error = encode(&Unwritable).unwrap_err();
    assert_eq!(error.message_name(), "odd");
    assert_eq!(
        error.to_string(),
        "message `odd` cannot be written: key must be a string"
    );
    let error = text::<Unwritable>("1").err().unwrap();
    assert_eq!(error.reason(), "variant 0 cannot be read from JSON");
}
