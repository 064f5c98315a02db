//! Flattened fields.

use super::{read, same_as_serde, write};
use asyncapi_channels::Message;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// This crate's traits only.
#[derive(Message, PartialEq, Debug)]
#[message(deny_unknown_fields)]
struct Page {
    limit: u8,
    #[message(alias = "from")]
    offset: Option<u8>,
}

#[derive(Message, PartialEq, Debug)]
struct Own {
    id: u8,
    #[message(flatten)]
    page: Page,
    #[message(flatten)]
    others: BTreeMap<String, u8>,
}

#[test]
fn objects_take_their_properties_and_maps_the_others() {
    let own: Own = read(r#"{"a":1,"limit":2,"id":3,"from":4,"b":5}"#).unwrap();
    assert_eq!(
        own.page,
        Page {
            limit: 2,
            offset: Some(4)
        }
    );
    assert_eq!(
        own.others,
        BTreeMap::from([("a".into(), 1), ("b".into(), 5)])
    );
    assert_eq!(write(&own), r#"{"id":3,"limit":2,"offset":4,"a":1,"b":5}"#);
}

#[test]
fn mistakes_in_flattened_fields_are_at_their_properties() {
    let wrong = |text| read::<Own>(text).unwrap_err();
    assert_eq!(
        wrong(r#"{"id":3}"#),
        "missing property `limit` at line 1 column 8"
    );
    assert!(wrong(r#"{"id":3,"limit":"a"}"#).starts_with("/limit: invalid type"));
    assert!(wrong(r#"{"id":3,"limit":1,"a/b":"a"}"#).starts_with("/a~1b: invalid type"));
    assert!(wrong(r#"{"id":3,"limit":1,"a":1,"a":1}"#).starts_with("duplicate property `a`"));
    assert!(wrong(r#"{"limit":1}"#).starts_with("missing property `id`"));
}

#[test]
fn names_cannot_be_written_twice() {
    let own = Own {
        id: 1,
        page: Page {
            limit: 2,
            offset: None,
        },
        others: BTreeMap::from([("limit".into(), 1)]),
    };
    let error = own.encode().unwrap_err();
    assert_eq!(error.reason(), "property `limit` of `Own` is there twice");
}

#[derive(Message, PartialEq, Debug)]
struct Newtype<T>(T);

#[derive(Message, PartialEq, Debug)]
#[message(transparent)]
struct Wrapped {
    page: Page,
}

#[derive(Message, PartialEq, Debug)]
struct Others(BTreeMap<String, u8>);

#[derive(Message, PartialEq, Debug)]
struct OfNewtypes {
    #[message(flatten)]
    page: Wrapped,
    #[message(flatten)]
    own: Option<Newtype<Inner>>,
    #[message(flatten)]
    others: Newtype<Others>,
}

#[derive(Message, PartialEq, Debug)]
struct Inner {
    inner: u8,
}

#[test]
fn a_newtype_is_flattened_as_what_it_holds() {
    let text = r#"{"limit":2,"inner":3,"a":1}"#;
    let own: OfNewtypes = read(text).unwrap();
    assert_eq!(own.page.page.limit, 2);
    assert_eq!(own.own, Some(Newtype(Inner { inner: 3 })));
    assert_eq!(own.others.0.0, BTreeMap::from([("a".into(), 1)]));
    assert_eq!(write(&own), text);
    let own: OfNewtypes = read(r#"{"limit":2}"#).unwrap();
    assert_eq!(own.own, None);
    let wrong = |text| read::<OfNewtypes>(text).unwrap_err();
    assert!(wrong("{}").starts_with("missing property `limit`"));
    assert!(wrong(r#"{"limit":"a"}"#).starts_with("/limit: invalid type"));
}

#[derive(Message, PartialEq, Debug)]
struct Tree {
    id: u8,
    #[message(flatten)]
    branches: BTreeMap<String, Value>,
}

/// What nobody could read is told as such, and not as a name.
#[test]
fn what_is_nested_too_deeply_is_no_name_that_is_there_twice() {
    let deep = (0..200).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    let tree = Tree {
        id: 1,
        branches: BTreeMap::from([("deep".into(), deep)]),
    };
    let error = tree.encode().unwrap_err();
    let expected = "`Tree` could not be read again: ";
    assert!(error.reason().starts_with(expected), "{}", error.reason());
    assert!(error.reason().ends_with("recursion limit exceeded"));
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Foreign {
    limit: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u8>,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Two {
    id: u8,
    #[serde(flatten)]
    page: Foreign,
    #[serde(flatten)]
    others: HashMap<String, Value>,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Only {
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Any {
    #[serde(flatten)]
    page: Option<Foreign>,
    #[serde(flatten)]
    others: Value,
    last: u8,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
enum External {
    First(u8),
    Second { a: u8 },
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(tag = "kind")]
enum Internal {
    First { a: u8 },
    Second { b: u8 },
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Enums {
    #[serde(flatten)]
    external: External,
    #[serde(flatten)]
    internal: Internal,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Nested {
    #[serde(flatten)]
    two: Two,
    last: u8,
}

#[test]
fn it_is_as_with_serde() {
    same_as_serde::<Two>(&[
        r#"{"id":1,"limit":2}"#,
        r#"{"limit":2,"offset":3,"x":[1,{"y":null}],"id":1,"z":"\u0061"}"#,
        r#"{"id":1}"#,
        r#"{"id":1,"limit":"a"}"#,
        r#"{"id":1,"limit":2,"offset":null}"#,
        "[]",
    ]);
    same_as_serde::<Only>(&["{}", r#"{"a":1,"b":{"c":[]}}"#, "1"]);
    same_as_serde::<Any>(&[
        r#"{"last":1}"#,
        r#"{"last":1,"limit":2,"a":null}"#,
        r#"{"a":1.5,"last":1}"#,
    ]);
    same_as_serde::<Enums>(&[
        r#"{"First":1,"kind":"First","a":2}"#,
        r#"{"kind":"Second","Second":{"a":1},"b":2}"#,
        r#"{"kind":"Second","b":2}"#,
        r#"{"First":1,"a":2}"#,
    ]);
    same_as_serde::<Nested>(&[
        r#"{"id":1,"limit":2,"last":3,"more":4}"#,
        r#"{"id":1,"limit":2,"more":4}"#,
    ]);
}

#[derive(Message, PartialEq, Debug)]
struct Holder {
    #[message(flatten)]
    page: Option<Page>,
    #[message(flatten)]
    others: HashMap<String, Page>,
}

#[test]
fn options_and_maps_of_derived_types() {
    let holder: Holder = read(r#"{"a":{"limit":1}}"#).unwrap();
    assert_eq!(holder.page, None);
    assert_eq!(write(&holder), r#"{"a":{"limit":1}}"#);
    let holder: Holder = read(r#"{"limit":1}"#).unwrap();
    assert_eq!(
        holder.page,
        Some(Page {
            limit: 1,
            offset: None
        })
    );
    assert_eq!(write(&holder), r#"{"limit":1}"#);
    let none = Holder {
        page: None,
        others: HashMap::new(),
    };
    assert_eq!(write(&none), "{}");
}

#[derive(Message, PartialEq, Debug)]
struct Limited {
    #[message(flatten)]
    page: Checked,
}

#[derive(Message, PartialEq, Debug)]
struct Checked {
    #[message(range = 1..)]
    limit: u8,
}

#[test]
fn constraints_hold_inside() {
    let error = read::<Limited>(r#"{"limit":0}"#).unwrap_err();
    assert_eq!(error, "/limit: `minimum` 1, found 0");
}
