//! Sets that borrow from the frame.

use asyncapi_channels::{Frame, Message, MessageView};
use std::borrow::Cow;

#[derive(Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Join<'a> {
    room: Cow<'a, str>,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum View<'a> {
    Join(Join<'a>),
    Say {
        text: Cow<'a, str>,
    },
    Ping,
    #[message(text)]
    Line(&'a str),
    #[message(binary)]
    Audio(&'a [u8]),
    #[message(unknown)]
    Unknown(Frame<'a>),
}

/// Whether one text is a part of another.
fn is_within(part: &str, whole: &str) -> bool {
    let range = whole.as_bytes().as_ptr_range();
    range.contains(&part.as_ptr())
}

#[test]
fn texts_are_those_of_the_frame() {
    let text = r#"{"type":"join","room":"a"}"#.to_owned();
    let Ok(View::Join(Join {
        room: Cow::Borrowed(room),
    })) = View::decode(Frame::Text(&text))
    else {
        panic!("not borrowed");
    };
    assert!(is_within(room, &text));
    let message = View::decode(Frame::Text(r#"{"type":"say","text":"\n"}"#)).unwrap();
    assert_eq!(message, View::Say { text: "\n".into() });
    assert_eq!(message.name(), "say");
    let text = "prose".to_owned();
    let Ok(View::Line(line)) = View::decode_unchecked(Frame::Text(&text)) else {
        panic!("no text");
    };
    assert!(is_within(line, &text));
}

#[test]
fn bytes_and_unknown_frames_are_those_of_the_frame() {
    let bytes = vec![1, 255];
    assert_eq!(
        View::decode(Frame::Binary(&bytes)).unwrap(),
        View::Audio(&bytes)
    );
    let frame = Frame::Text(r#"{"type":"other"}"#);
    assert_eq!(View::decode(frame).unwrap(), View::Unknown(frame));
    assert!(View::decode(Frame::Text(r#"{"type":"join"}"#)).is_err());
}

#[test]
fn a_struct_that_borrows_is_a_view_too() {
    let join = Join::decode(Frame::Text(r#"{"room":"a"}"#)).unwrap();
    assert_eq!(join, Join { room: "a".into() });
    assert_eq!(join.name(), "Join");
}

#[test]
fn payloads_are_their_message() {
    let join = Join { room: "a".into() };
    assert_eq!(View::from(join).name(), "join");
    assert_eq!(View::from("a"), View::Line("a"));
}
