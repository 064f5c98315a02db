//! Types that borrow from the text.

use asyncapi_channels::{Frame, Message, MessageView, RawJson};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Message, PartialEq, Debug)]
struct View<'a> {
    text: &'a str,
    cow: Cow<'a, str>,
    maybe: Option<Cow<'a, str>>,
    list: Vec<&'a str>,
    any: Option<RawJson<'a>>,
    inner: Option<Inner<'a>>,
    foreign: Option<Foreign<'a>>,
}

#[derive(Message, PartialEq, Debug)]
struct Inner<'x> {
    name: &'x str,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Foreign<'a> {
    name: &'a str,
}

#[derive(Message, PartialEq, Debug)]
struct TwoLifetimes<'a, 'b> {
    one: &'a str,
    other: Inner<'b>,
}

fn read<'a, T: MessageView<'a>>(text: &'a str) -> Result<T, String> {
    T::decode(Frame::Text(text)).map_err(|error| error.reason().to_owned())
}

#[test]
fn texts_are_those_of_the_frame() {
    let text = r#"{"text":"a","cow":"b","maybe":"c\u0020","list":["d"],"any":[1, 2],"inner":{"name":"e"},"foreign":{"name":"f"}}"#.to_owned();
    let view: View<'_> = read(&text).unwrap();
    let within = |part: &str| text.as_bytes().as_ptr_range().contains(&part.as_ptr());
    assert!(within(view.text));
    assert!(matches!(view.cow, Cow::Borrowed("b")));
    assert!(matches!(view.maybe, Some(Cow::Owned(_))));
    assert!(within(view.list[0]));
    assert_eq!(view.any.unwrap().as_str(), "[1, 2]");
    assert!(within(view.inner.unwrap().name));
    assert!(within(view.foreign.unwrap().name));
    let two: TwoLifetimes<'_, '_> = read(r#"{"one":"a","other":{"name":"b"}}"#).unwrap();
    assert_eq!((two.one, two.other.name), ("a", "b"));
}

#[test]
fn escapes_cannot_be_borrowed() {
    let error = read::<Inner<'_>>(r#"{"name":"\u0061"}"#).unwrap_err();
    assert!(
        error.starts_with(
            "/name: a text with escapes cannot be borrowed as `&str`, but as `Cow<str>`"
        ),
        "{error}"
    );
}

#[derive(Message, PartialEq, Debug)]
struct Names<'a> {
    names: BTreeMap<&'a str, Inner<'a>>,
}

#[test]
fn names_of_maps_are_borrowed() {
    let names: Names<'_> = read(r#"{"names":{"b":{"name":"c"}}}"#).unwrap();
    assert_eq!(names.names["b"], Inner { name: "c" });
    let error = read::<Names<'_>>(r#"{"names":{"\u0061":{"name":"c"}}}"#).unwrap_err();
    assert!(error.contains("expected a text without escapes"), "{error}");
}

/// What is read may outlive what the type's lifetime is needed for.
#[test]
fn a_view_is_as_short_as_it_is_needed() {
    let text = r#"{"name":"a"}"#.to_owned();
    fn both<'a>(one: Inner<'a>, other: Inner<'a>) -> bool {
        one == other
    }
    assert!(both(read(&text).unwrap(), Inner { name: "a" }));
}
