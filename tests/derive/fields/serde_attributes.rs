//! serde's attributes mean what they mean to serde, one after the other.

use super::{read, same_as_serde, write};
use asyncapi_channels::Message;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Names {
    #[serde(rename = "nick \"name\"")]
    nick: String,
    #[serde(alias = "years", alias = "ä\\")]
    age: u8,
    r#type: bool,
}

#[test]
fn names_and_further_names() {
    same_as_serde::<Names>(&[
        r#"{"nick \"name\"":"a","age":1,"type":true}"#,
        r#"{"type":true,"age":1,"nick \u0022name\"":"a"}"#,
        r#"{"nick \"name\"":"a","years":1,"type":true}"#,
        r#"{"nick \"name\"":"a","ä\\":1,"type":true}"#,
        r#"{"nick \"name\"":"a","age":1,"years":1,"type":true}"#,
        r#"{"nick \"name\"":"a","years":1,"age":1,"type":true}"#,
        r#"{"nick \"name\"":"a","years":1,"ä\\":1,"type":true}"#,
        r#"{"nick":"a","age":1,"type":true}"#,
        r#"{"nick \"name\"":"a","type":true}"#,
        r#"{"nick \"name\"":"a","age":1,"type":true,"other":[{}]}"#,
    ]);
    let twice = read::<Names>(r#"{"nick \"name\"":"a","years":1,"age":1,"type":true}"#);
    assert_eq!(
        twice.unwrap_err(),
        "duplicate property `age` at line 1 column 37"
    );
    let missing = read::<Names>(r#"{"nick \"name\"":"a"}"#);
    assert!(missing.unwrap_err().starts_with("missing property `age`"));
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Closed {
    first_name: String,
    #[serde(rename = "SECOND")]
    second_name: String,
}

#[test]
fn all_names_and_no_others() {
    same_as_serde::<Closed>(&[
        r#"{"firstName":"a","SECOND":"b"}"#,
        r#"{"firstName":"a","SECOND":"b","third":1}"#,
        r#"{"first_name":"a","SECOND":"b"}"#,
        "{}",
        "[]",
    ]);
    let unknown = read::<Closed>(r#"{"firstName":"a","SECOND":"b","third":1}"#);
    assert!(unknown.unwrap_err().starts_with("unknown property `third`"));
}

fn seven() -> u8 {
    7
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Defaults {
    #[serde(default)]
    zero: u8,
    #[serde(default = "seven")]
    seven: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    none: Option<String>,
    #[serde(default)]
    list: Vec<u8>,
    needed: u8,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
#[serde(default)]
struct DefaultOfAll {
    first: u8,
    #[serde(default = "seven")]
    second: u8,
    #[serde(default)]
    third: u8,
    option: Option<u8>,
}

impl Default for DefaultOfAll {
    fn default() -> Self {
        Self {
            first: 1,
            second: 2,
            third: 3,
            option: Some(4),
        }
    }
}

#[test]
fn values_of_what_is_absent() {
    same_as_serde::<Defaults>(&[
        r#"{"needed":1}"#,
        r#"{"needed":1,"zero":2,"seven":3,"none":"a","list":[1]}"#,
        r#"{"needed":1,"zero":null}"#,
        r#"{"needed":1,"none":null}"#,
        "{}",
    ]);
    same_as_serde::<DefaultOfAll>(&[
        "{}",
        r#"{"first":9,"second":9,"third":9,"option":9}"#,
        r#"{"option":null}"#,
        r#"{"first":null}"#,
    ]);
    let value: DefaultOfAll = read("{}").unwrap();
    assert_eq!((value.first, value.second, value.third), (1, 7, 0));
    // Absent, it would be the default when it is read again.
    let none: DefaultOfAll = read(r#"{"option":null}"#).unwrap();
    assert_eq!(
        write(&none),
        r#"{"first":1,"second":7,"third":0,"option":null}"#
    );
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug, Default)]
struct Skipped {
    #[serde(skip)]
    neither: u8,
    #[serde(skip_serializing, default)]
    only_read: u8,
    #[serde(skip_deserializing)]
    only_written: u8,
    #[serde(skip_deserializing, default = "seven")]
    seven: u8,
    #[serde(skip_serializing_if = "is_zero", default)]
    not_zero: u8,
}

fn is_zero(value: &u8) -> bool {
    *value == 0
}

#[test]
fn what_is_skipped() {
    same_as_serde::<Skipped>(&["{}"]);
    let text = r#"{"neither":"any","only_read":1,"only_written":"any","seven":1,"not_zero":1}"#;
    let own: Skipped = read(text).unwrap();
    assert_eq!(own, serde_json::from_str(text).unwrap());
    assert_eq!(own.only_read, 1);
    assert_eq!(write(&own), r#"{"only_written":0,"seven":7,"not_zero":1}"#);
    assert_eq!(write(&own), serde_json::to_string(&own).unwrap());
    let zero = Skipped::default();
    assert_eq!(write(&zero), serde_json::to_string(&zero).unwrap());
}

/// A number as a text.
mod as_text {
    use super::*;

    pub(super) fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_string())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Neither this crate's traits nor serde's.
#[derive(PartialEq, Debug)]
struct Plain(u64);

fn write_plain<S: Serializer>(value: &Plain, serializer: S) -> Result<S::Ok, S::Error> {
    value.0.serialize(serializer)
}

fn read_plain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Plain, D::Error> {
    u64::deserialize(deserializer).map(Plain)
}

fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(serde_json::Value::deserialize(deserializer)? != false)
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct With {
    #[serde(with = "as_text")]
    id: u64,
    #[serde(serialize_with = "write_plain", deserialize_with = "read_plain")]
    plain: Plain,
    #[serde(deserialize_with = "lenient", default)]
    flag: bool,
    #[serde(with = "as_text", default, skip_serializing_if = "is_none")]
    zero: u64,
}

fn is_none(value: &u64) -> bool {
    *value == 0
}

#[test]
fn functions_of_fields() {
    same_as_serde::<With>(&[
        r#"{"id":"1","plain":2}"#,
        r#"{"id":"18446744073709551615","plain":2,"flag":"yes","zero":"3"}"#,
        r#"{"id":1,"plain":2}"#,
        r#"{"id":"x","plain":2}"#,
        r#"{"plain":2}"#,
        r#"{"id":"1"}"#,
    ]);
    let wrong = read::<With>(r#"{"id":"x","plain":2}"#).unwrap_err();
    assert_eq!(
        wrong,
        "/id: invalid digit found in string at line 1 column 9"
    );
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct NewType(u8);

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
#[serde(transparent)]
struct Transparent {
    #[serde(with = "as_text")]
    inner: u64,
}

#[test]
fn what_is_the_same_as_its_field() {
    same_as_serde::<NewType>(&["1", "\"1\"", "[1]", "256"]);
    same_as_serde::<Transparent>(&["1", "\"1\"", "{\"inner\":\"1\"}"]);
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Empty {}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Optional {
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c: Option<u8>,
}

#[test]
fn objects_of_nothing_or_little() {
    same_as_serde::<Empty>(&["{}", "{\"a\":1}", "1", "null"]);
    for a in [None, Some(1)] {
        for b in [None, Some(2)] {
            for c in [None, Some(3)] {
                let value = Optional { a, b, c };
                let written = serde_json::to_string(&value).unwrap();
                assert_eq!(write(&value), written);
                same_as_serde::<Optional>(&[&written]);
            }
        }
    }
}

/// More properties than there are bits.
#[test]
fn many_properties() {
    macro_rules! many {
        ($($name:ident)*) => {
            #[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
            struct Many { $( $name: u8, )* }
        };
    }
    many! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
        d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
        g0 g1 g2 g3 g4 g5 g6 g7 g8 g9
    }
    let names = ('a'..='g').flat_map(|letter| (0..10).map(move |digit| format!("{letter}{digit}")));
    let all: serde_json::Map<_, _> = names.map(|name| (name, 1.into())).collect();
    let mut reversed: Vec<_> = all
        .iter()
        .map(|(name, value)| format!("{name:?}:{value}"))
        .collect();
    reversed.reverse();
    let mut missing = all.clone();
    missing.remove("g9");
    same_as_serde::<Many>(&[
        &serde_json::Value::from(all).to_string(),
        &format!("{{{}}}", reversed.join(",")),
        &format!("{{{},\"g9\":1}}", reversed.join(",")),
        &serde_json::Value::from(missing).to_string(),
    ]);
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct ChosenByType {
    #[serde(default = "Vec::new")]
    list: Vec<String>,
    #[serde(default = "Default::default")]
    number: u8,
    #[serde(default = "std::collections::BTreeMap::new")]
    map: std::collections::BTreeMap<String, u8>,
}

#[test]
fn default_functions_may_be_chosen_by_the_type() {
    same_as_serde::<ChosenByType>(&["{}", r#"{"list":["a"],"number":1,"map":{"a":1}}"#]);
}

/// Functions with the names of variables of derived code.
mod functions {
    use super::*;

    #[derive(Message, Serialize, Deserialize, PartialEq, Debug, Default)]
    #[serde(default)]
    pub(super) struct Named {
        #[serde(default = "json")]
        first: u8,
        #[serde(default = "fields", skip_serializing_if = "out")]
        second: u8,
        #[serde(default = "default", skip_serializing_if = "begun")]
        third: u8,
        #[serde(
            default = "slot_0",
            deserialize_with = "read",
            serialize_with = "value"
        )]
        fourth: u8,
    }

    fn json() -> u8 {
        1
    }

    fn fields() -> u8 {
        2
    }

    fn default() -> u8 {
        3
    }

    fn slot_0() -> u8 {
        4
    }

    fn out(number: &u8) -> bool {
        *number == 0
    }

    fn begun(number: &u8) -> bool {
        *number == 0
    }

    fn read<'de, D: Deserializer<'de>>(json: D) -> Result<u8, D::Error> {
        u8::deserialize(json)
    }

    fn value<S: Serializer>(number: &u8, json: S) -> Result<S::Ok, S::Error> {
        json.serialize_u8(*number)
    }
}

#[test]
fn functions_may_be_called_like_variables_of_derived_code() {
    same_as_serde::<functions::Named>(&["{}", r#"{"first":5,"second":6,"third":7,"fourth":9}"#]);
}
