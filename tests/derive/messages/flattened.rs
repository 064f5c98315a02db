//! Flattened fields and tags in one object.

use super::{read, refused};
use asyncapi_channels::Message;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum Set {
    Map(WithMap),
    Kind {
        id: u8,
        #[message(flatten)]
        kind: Kind,
    },
}

#[derive(Debug, PartialEq, Message)]
struct WithMap {
    id: u8,
    #[message(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "kind", rename_all = "camelCase")]
enum Kind {
    Round { radius: u8 },
    Flat,
}

#[test]
fn the_tag_is_none_of_the_properties_that_are_left() {
    for text in [
        r#"{"type":"map","id":1,"a":2,"b":3}"#,
        r#"{"type":"kind","id":1,"kind":"round","radius":2}"#,
        r#"{"type":"kind","id":1,"kind":"flat"}"#,
    ] {
        assert_eq!(read::<Set>(text).unwrap().1, text);
    }
    assert_eq!(
        read::<Set>(r#"{"a":2,"type":"map","id":1}"#).unwrap().1,
        r#"{"type":"map","id":1,"a":2}"#
    );
    assert!(refused::<Set>(r#"{"type":"kind","id":1}"#).contains("missing property `kind`"));
    assert!(
        refused::<Set>(r#"{"a":2,"type":"map","id":1,"type":"map"}"#)
            .contains("duplicate property `type`")
    );
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "type", rename_all = "camelCase")]
enum Payloads {
    Flattens(Flattens),
    Nested(Nested),
    Map(BTreeMap<String, String>),
    Hash(HashMap<String, String>),
    Value(Value),
}

#[derive(Debug, PartialEq, Message)]
struct Flattens {
    #[message(flatten)]
    page: Page,
}

#[derive(Debug, PartialEq, Message)]
struct Page {
    limit: Option<u8>,
    start: u8,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "/header/kind", rename_all = "camelCase")]
enum Nested {
    Page(Page),
}

#[test]
fn an_object_that_is_looked_at_as_a_whole_gets_the_tag() {
    for (text, written) in [
        (r#"{"type":"flattens","start":1}"#, None),
        (r#"{"type":"flattens","limit":2,"start":1}"#, None),
        (
            r#"{"type":"nested","start":1,"header":{"kind":"page"}}"#,
            Some(r#"{"type":"nested","header":{"kind":"page"},"start":1}"#),
        ),
    ] {
        let message = read::<Payloads>(text).unwrap();
        assert_eq!(message.1, written.unwrap_or(text));
    }
}

#[test]
fn the_tag_is_no_entry_of_a_map() {
    for text in [
        r#"{"type":"map"}"#,
        r#"{"type":"map","a":"1","z":"2"}"#,
        r#"{"type":"hash","a":"1"}"#,
        r#"{"type":"value","a":{"type":1},"z":2}"#,
    ] {
        assert_eq!(read::<Payloads>(text).unwrap().1, text);
    }
    assert!(refused::<Payloads>(r#"{"type":"map","a":"1","type":"map"}"#).contains("duplicate"));
    let map =
        |tag: &str| BTreeMap::from([("a", "1"), ("type", tag)].map(|(k, v)| (k.into(), v.into())));
    assert!(Payloads::Map(map("other")).encode().is_err());
    let same = Payloads::Map(map("map")).encode().unwrap();
    assert_eq!(same.as_text(), Some(r#"{"a":"1","type":"map"}"#));
}
