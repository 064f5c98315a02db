//! Sets as values inside of other types.

use super::{read, refused};
use asyncapi_channels::Message;

#[derive(Debug, PartialEq, Message)]
#[message(tag = "kind", rename_all = "camelCase")]
enum Shape {
    Circle(Circle),
    #[message(alias = "box")]
    Square {
        side: u32,
    },
    Group {
        shapes: Vec<Shape>,
    },
    Nothing,
}

#[derive(Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Circle {
    #[message(range = 1..)]
    radius: u32,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum ServerMessage {
    Draw(Drawing),
    Shape { shape: Shape, others: Vec<Shape> },
}

#[derive(Debug, PartialEq, Message)]
#[message(deny_unknown_fields)]
struct Drawing {
    first: Shape,
    second: Option<Shape>,
}

#[test]
fn a_set_is_a_value() {
    for text in [
        r#"{"type":"draw","first":{"kind":"circle","radius":1}}"#,
        r#"{"type":"draw","first":{"kind":"square","side":1},"second":{"kind":"nothing"}}"#,
        r#"{"type":"shape","shape":{"kind":"group","shapes":[{"kind":"nothing"},{"kind":"group","shapes":[]}]},"others":[]}"#,
    ] {
        assert_eq!(read::<ServerMessage>(text).unwrap().1, text);
    }
    let alias = r#"{"type":"draw","first":{"side":1,"kind":"box"}}"#;
    assert!(read::<ServerMessage>(alias).is_ok());
}

#[test]
fn errors_say_where_in_the_message() {
    for (text, error) in [
        (
            r#"{"type":"draw","first":{"kind":"line"}}"#,
            r#"/first/kind: must be one of "circle", "square", "box", "group", "nothing", found "line""#,
        ),
        (
            r#"{"type":"draw","first":{"kind":"circle","radius":1,"type":"draw"}}"#,
            "/first: unknown property `type`",
        ),
        (
            r#"{"type":"draw","first":{"kind":"circle","radius":0}}"#,
            "/first/radius: `minimum` 1, found 0",
        ),
        (
            r#"{"type":"draw","first":{"kind":"circle","radius":1},"kind":"circle"}"#,
            "unknown property `kind`",
        ),
        (
            r#"{"type":"shape","shape":{"kind":"nothing"},"others":[{"kind":"square","side":1},{}]}"#,
            "/others/1: missing property `kind`",
        ),
    ] {
        assert!(
            refused::<ServerMessage>(text).starts_with(error),
            "{}",
            refused::<ServerMessage>(text)
        );
    }
}
