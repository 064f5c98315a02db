//! Types of the standard library, as serde has them.

use super::same_as_serde;
use asyncapi_channels::{Frame, Message};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Numbers {
    a: i8,
    b: i16,
    c: i32,
    d: i64,
    e: isize,
    f: u8,
    g: u16,
    h: u32,
    i: u64,
    j: usize,
    k: f32,
    l: f64,
}

#[test]
fn numbers() {
    let numbers = |value: &str| {
        let names = ('a'..='l').map(|name| format!("\"{name}\":{value}"));
        format!("{{{}}}", names.collect::<Vec<_>>().join(","))
    };
    for value in ["0", "1", "127", "-1", "128", "\"1\"", "null", "1e1000"] {
        same_as_serde::<Numbers>(&[&numbers(value)]);
    }
    same_as_serde::<Numbers>(&[
        r#"{"a":-128,"b":-32768,"c":-2147483648,"d":-9223372036854775808,"e":-9223372036854775808,"f":255,"g":65535,"h":4294967295,"i":18446744073709551615,"j":18446744073709551615,"k":0.1,"l":0.1}"#,
    ]);
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Holders {
    hash_map: HashMap<String, u8>,
    tree_map: BTreeMap<String, Vec<Option<u8>>>,
    hash_set: HashSet<String>,
    tree_set: BTreeSet<u8>,
    queue: VecDeque<u8>,
    array: [u8; 2],
    tuple: (u8, String),
    boxed: Box<u8>,
    short: Box<str>,
    character: char,
    unit: (),
}

const HOLDERS: &str = r#"{"hash_map":{"a":1},"tree_map":{"b":[1,null]},"hash_set":["a"],"tree_set":[1,2],"queue":[1],"array":[1,2],"tuple":[1,"a"],"boxed":1,"short":"a","character":"ä","unit":null}"#;

#[test]
fn holders() {
    same_as_serde::<Holders>(&[
        HOLDERS,
        &HOLDERS.replace("{\"a\":1}", "{}"),
        &HOLDERS.replace("{\"a\":1}", "{\"a\":\"1\"}"),
        &HOLDERS.replace("[1,2],\"tuple\"", "[1],\"tuple\""),
        &HOLDERS.replace("[1,2],\"tuple\"", "[1,2,3],\"tuple\""),
        &HOLDERS.replace("[1,\"a\"]", "[1]"),
        &HOLDERS.replace("\"ä\"", "\"ab\""),
        &HOLDERS.replace("\"ä\"", "\"\""),
        &HOLDERS.replace("\"ä\"", "\"\\u00e4\""),
        &HOLDERS.replace("\"unit\":null", "\"unit\":0"),
    ]);
}

/// Shared pointers, for which serde has a feature.
#[derive(Message, PartialEq, Debug)]
struct Shared {
    counted: std::rc::Rc<u8>,
    text: std::sync::Arc<str>,
    option: std::sync::Arc<Option<u8>>,
}

#[test]
fn shared_values() {
    let text = r#"{"counted":1,"text":"a"}"#;
    let shared: Shared = super::read(text).unwrap();
    assert_eq!(super::write(&shared), text);
}

#[derive(Clone, Debug, PartialEq, Message)]
struct Level {
    #[message(minimum = 0)]
    price: f64,
}

#[derive(Debug, PartialEq, Message)]
struct Keyed {
    by_id: HashMap<u64, Level>,
    by_place: BTreeMap<i8, Level>,
    by_flag: BTreeMap<bool, Level>,
}

#[test]
fn keys_that_are_no_texts_stand_in_quotes() {
    let level = Level { price: 1.5 };
    let keyed = Keyed {
        by_id: [(u64::MAX, level.clone())].into(),
        by_place: [(-7, level.clone())].into(),
        by_flag: [(true, level)].into(),
    };
    let text = r#"{"by_id":{"18446744073709551615":{"price":1.5}},"by_place":{"-7":{"price":1.5}},"by_flag":{"true":{"price":1.5}}}"#;
    assert_eq!(keyed.encode().unwrap().as_text(), Some(text));
    assert_eq!(Keyed::decode(Frame::Text(text)).unwrap(), keyed);
    let refused = |text: &str| Keyed::decode(Frame::Text(text)).unwrap_err().to_string();
    for name in ["007", "+7", "x", "300"] {
        let text = format!(r#"{{"by_place":{{"{name}":{{"price":1}}}}}}"#);
        let error = refused(&text);
        assert!(error.contains("an integer of 8 bits"), "{name}: {error}");
    }
    let error = refused(r#"{"by_id":{"7":{"price":-1}},"by_place":{},"by_flag":{}}"#);
    assert!(error.contains("/by_id/7/price"), "{error}");
}
