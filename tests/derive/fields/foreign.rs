//! Fields of types that only serde knows.

use super::{read, same_as_serde, write};
use asyncapi_channels::Message;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Inner {
    name: String,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Outer {
    inner: Inner,
    list: Vec<Inner>,
    by_number: BTreeMap<u32, Inner>,
    address: IpAddr,
    duration: Duration,
    wide: u128,
    pair: (u8, Inner),
    nothing: std::marker::PhantomData<u8>,
}

#[test]
fn serde_reads_and_writes_them() {
    let text = r#"{"inner":{"name":"a"},"list":[{"name":"b"}],"by_number":{"1":{"name":"c"}},"address":"::1","duration":{"secs":1,"nanos":2},"wide":340282366920938463463374607431768211455,"pair":[1,{"name":"d"}],"nothing":null}"#;
    same_as_serde::<Outer>(&[text, "{}", &text.replace("::1", "x")]);
    let value: Outer = read(text).unwrap();
    assert_eq!(write(&value), text);
}

#[test]
fn mistakes_are_at_the_field() {
    let text = r#"{"inner":{}}"#;
    assert_eq!(
        read::<Outer>(text).unwrap_err(),
        "/inner: missing field `name` at line 1 column 11"
    );
}

#[derive(Message, PartialEq, Debug)]
struct Derived {
    name: String,
}

/// Known to serde as well: this crate's traits go first, and find the pointer.
#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Both {
    name: String,
}

#[derive(Message, PartialEq, Debug)]
struct Mixed {
    derived: Vec<Derived>,
    both: Vec<Both>,
}

#[test]
fn derived_types_go_first() {
    let text = r#"{"derived":[{"name":"a"}],"both":[{"name":"b"}]}"#;
    let value: Mixed = read(text).unwrap();
    assert_eq!(write(&value), text);
    let error = read::<Mixed>(r#"{"derived":[],"both":[{}]}"#).unwrap_err();
    assert!(
        error.starts_with("/both/0: missing property `name`"),
        "{error}"
    );
}
