//! What is absent, what is null, and what has a value.

use super::{read, write};
use asyncapi_channels::Message;
use serde::{Deserialize, Serialize};

type Maybe<T> = Option<T>;

/// A type that only serde knows.
#[derive(Serialize, Deserialize, PartialEq, Debug, Clone, Copy)]
struct ByHand(u8);

#[derive(Message, PartialEq, Debug)]
struct Absence {
    plain: Option<u8>,
    alias: Maybe<u8>,
    boxed: Box<Option<u8>>,
    #[message(required)]
    required: Option<u8>,
    nested: Option<Option<u8>>,
    foreign: Option<ByHand>,
    nested_foreign: Option<Option<ByHand>>,
    #[message(required)]
    required_foreign: Option<ByHand>,
}

fn none() -> Absence {
    Absence {
        plain: None,
        alias: None,
        boxed: Box::new(None),
        required: None,
        nested: None,
        foreign: None,
        nested_foreign: None,
        required_foreign: None,
    }
}

#[test]
fn what_is_absent_is_not_written() {
    let text = r#"{"required":null,"required_foreign":null}"#;
    assert_eq!(read::<Absence>(text).unwrap(), none());
    assert_eq!(write(&none()), text);
}

#[test]
fn null_is_read_as_absent_unless_it_is_a_value() {
    let text = r#"{"plain":null,"alias":null,"boxed":null,"required":null,"nested":null,"foreign":null,"nested_foreign":null,"required_foreign":null}"#;
    let value = Absence {
        nested: Some(None),
        nested_foreign: Some(None),
        ..none()
    };
    assert_eq!(read::<Absence>(text).unwrap(), value);
    assert_eq!(
        write(&value),
        r#"{"required":null,"nested":null,"nested_foreign":null,"required_foreign":null}"#
    );
}

#[test]
fn values_are_values() {
    let text = r#"{"plain":1,"alias":2,"boxed":3,"required":4,"nested":5,"foreign":6,"nested_foreign":7,"required_foreign":8}"#;
    let value = Absence {
        plain: Some(1),
        alias: Some(2),
        boxed: Box::new(Some(3)),
        required: Some(4),
        nested: Some(Some(5)),
        foreign: Some(ByHand(6)),
        nested_foreign: Some(Some(ByHand(7))),
        required_foreign: Some(ByHand(8)),
    };
    assert_eq!(read::<Absence>(text).unwrap(), value);
    assert_eq!(write(&value), text);
}

#[test]
fn what_is_required_must_be_there() {
    for (text, missing) in [
        (r#"{"required_foreign":null}"#, "required"),
        (r#"{"required":null}"#, "required_foreign"),
        ("{}", "required"),
    ] {
        let error = read::<Absence>(text).unwrap_err();
        assert_eq!(
            error,
            format!(
                "missing property `{missing}` at line 1 column {}",
                text.len()
            )
        );
    }
}

#[derive(Message, PartialEq, Debug)]
struct Late {
    first: Option<u8>,
    second: u8,
    third: Option<u8>,
    fourth: u8,
}

#[test]
fn the_first_that_is_missing_is_told() {
    let error = read::<Late>(r#"{"second":1}"#).unwrap_err();
    assert!(error.starts_with("missing property `fourth`"), "{error}");
    let error = read::<Late>("{}").unwrap_err();
    assert!(error.starts_with("missing property `second`"), "{error}");
    let error = read::<Late>(r#"{"first":"a"}"#).unwrap_err();
    assert!(error.starts_with("/first: invalid type"), "{error}");
}

mod shadowed {
    #![allow(dead_code)]

    /// Names that derived code must not mean.
    pub(super) struct Option;
    pub(super) struct String;
    pub(super) struct Vec;
    pub(super) struct Result;
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct Ok;

    #[derive(asyncapi_channels::Message)]
    pub(super) struct Shadowed {
        pub(super) text: std::string::String,
        pub(super) list: std::option::Option<std::vec::Vec<u8>>,
        #[message(min_length = 1, pattern = "a")]
        pub(super) checked: std::string::String,
    }
}

#[test]
fn shadowed_names_are_not_meant() {
    let value: shadowed::Shadowed = read(r#"{"text":"a","checked":"a"}"#).unwrap();
    assert!(value.list.is_none());
    assert_eq!(write(&value), r#"{"text":"a","checked":"a"}"#);
}
