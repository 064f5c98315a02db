//! Sets of types that are not known where they are derived.

use super::{read, refused, write};
use asyncapi_channels::Message;

#[derive(Debug, PartialEq, Message)]
struct Point {
    x: i32,
}

#[derive(Debug, PartialEq, Message)]
struct Wrapped<T> {
    inner: T,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum Set<T, const N: usize = 0> {
    Plain(T),
    Wrapped(Wrapped<T>),
    Inline { values: Vec<T> },
    Fixed(Point),
}

#[derive(Debug, PartialEq, Message)]
#[message(untagged)]
enum Either<A, B>
where
    A: Clone,
{
    A(A),
    B(B),
}

#[test]
fn payloads_may_be_of_any_type() {
    type Points = Set<Point, 3>;
    for text in [
        r#"{"type":"plain","x":1}"#,
        r#"{"type":"wrapped","inner":{"x":1}}"#,
        r#"{"type":"inline","values":[{"x":1}]}"#,
        r#"{"type":"fixed","x":1}"#,
    ] {
        assert_eq!(read::<Points>(text).unwrap().1, text);
    }
    assert!(refused::<Points>(r#"{"type":"plain"}"#).contains("missing property `x`"));
    assert_eq!(Points::from(Point { x: 1 }), Set::Fixed(Point { x: 1 }));
}

#[test]
fn alternatives_of_any_types_are_tried_in_order() {
    type Numbers = Either<u8, String>;
    assert_eq!(read::<Numbers>("3"), Ok(("A", "3".to_owned())));
    assert_eq!(read::<Numbers>("\"3\""), Ok(("B", "\"3\"".to_owned())));
    assert!(refused::<Numbers>("-1").starts_with("none of the messages fits: A: "));
    assert_eq!(write(&Either::<u8, String>::B(String::new())), "\"\"");
}
