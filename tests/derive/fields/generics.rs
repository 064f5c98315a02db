//! Type parameters, and types that hold themselves.

use super::{read, write};
use asyncapi_channels::Message;
use std::collections::BTreeMap;

#[derive(Message, PartialEq, Debug)]
struct Page<T, const N: usize = 2>
where
    T: Clone,
{
    items: Vec<T>,
    first: Option<T>,
    exactly: [T; N],
    #[message(default)]
    more: bool,
}

#[derive(Message, PartialEq, Debug, Clone)]
struct Item {
    #[message(min_length = 1)]
    id: String,
}

#[test]
fn parameters_are_read_and_written_as_what_they_are() {
    let text = r#"{"items":[{"id":"a"}],"exactly":[{"id":"b"},{"id":"c"}],"more":false}"#;
    let page: Page<Item> = read(text).unwrap();
    assert_eq!(page.first, None);
    assert_eq!(write(&page), text);
    let error = read::<Page<Item>>(r#"{"items":[{"id":""}],"exactly":[{"id":"b"},{"id":"c"}]}"#);
    assert_eq!(
        error.unwrap_err(),
        r#"/items/0/id: `minLength` 1, found """#
    );
    let error = read::<Page<u8, 1>>(r#"{"items":[],"exactly":[]}"#).unwrap_err();
    assert!(
        error.starts_with("/exactly: invalid length 0, expected an array of 1 items"),
        "{error}"
    );
}

/// Whether a parameter may be absent is for the type in its place to say.
#[derive(Message, PartialEq, Debug)]
struct Wrapper<T> {
    value: T,
}

#[test]
fn a_parameter_may_be_absent_where_its_type_may() {
    assert_eq!(read("{}"), Ok(Wrapper::<Option<u8>> { value: None }));
    assert_eq!(write(&Wrapper::<Option<u8>> { value: None }), "{}");
    assert!(read::<Wrapper<u8>>("{}").is_err());
}

#[derive(Message, PartialEq, Debug)]
struct WithDefault<T> {
    #[message(default)]
    value: T,
}

#[test]
fn a_parameter_has_its_default() {
    assert_eq!(
        read("{}"),
        Ok(WithDefault {
            value: String::new()
        })
    );
}

#[derive(Message, PartialEq, Debug)]
struct Tree {
    value: u8,
    left: Option<Box<Self>>,
    right: Option<Box<Tree>>,
    #[message(default)]
    others: Vec<Self>,
    #[message(default, max_properties = 1)]
    named: BTreeMap<String, Tree>,
}

#[derive(Message, PartialEq, Debug)]
struct Recursive(Vec<Recursive>);

#[test]
fn types_hold_themselves() {
    let text = r#"{"value":1,"left":{"value":2,"others":[{"value":3,"others":[],"named":{}}],"named":{}},"others":[],"named":{"a":{"value":4,"others":[],"named":{}}}}"#;
    let tree: Tree = read(text).unwrap();
    assert_eq!(write(&tree), text);
    let deep: Recursive = read("[[],[[]]]").unwrap();
    assert_eq!(write(&deep), "[[],[[]]]");
    let too_deep = r#"{"value":1,"left":"#.repeat(200);
    assert!(
        read::<Tree>(&too_deep)
            .unwrap_err()
            .contains("recursion limit")
    );
    let error = read::<Tree>(
        r#"{"value":1,"named":{"a":{"value":1,"named":{"x":{"value":1},"y":{"value":1}}}}}"#,
    );
    assert!(
        error
            .unwrap_err()
            .starts_with("/named/a/named: `maxProperties` 1, found {\"x\":{\"value\":1"),
    );
}

#[derive(Message, PartialEq, Debug)]
struct Unique<T> {
    #[message(min_items = 1, unique_items)]
    items: Vec<T>,
}

#[test]
fn items_of_any_type_are_compared() {
    assert!(read::<Unique<Item>>(r#"{"items":[{"id":"a"},{"id":"b"}]}"#).is_ok());
    let twice = read::<Unique<Item>>(r#"{"items":[{"id":"a"},{"id":"a"}]}"#);
    assert_eq!(
        twice.unwrap_err(),
        r#"/items: `uniqueItems` true, found [{"id":"a"},{"id":"a"}]"#
    );
    assert!(read::<Unique<u8>>(r#"{"items":[]}"#).is_err());
}

/// Of no value: neither is it read nor written.
struct User;

#[derive(Message)]
struct Id<T> {
    number: u64,
    #[message(skip)]
    of: std::marker::PhantomData<T>,
}

#[derive(Message)]
struct Marked<T> {
    number: u64,
    of: std::marker::PhantomData<T>,
}

#[test]
fn a_parameter_that_is_a_mark_may_be_any_type() {
    let id: Id<User> = read(r#"{"number":7}"#).unwrap();
    assert_eq!(write(&id), r#"{"number":7}"#);
    let marked: Marked<User> = read(r#"{"number":7,"of":null}"#).unwrap();
    assert_eq!(write(&marked), r#"{"number":7,"of":null}"#);
}
