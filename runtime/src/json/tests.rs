use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::*;
use crate::constant::Constant;

fn read_text<T: for<'a> ReadJson<'a>>(text: &str) -> Result<T, String> {
    let mut json = Reader::new(text);
    T::read_json(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| error.located(text).to_string())
}

fn write_text<T: WriteJson + ?Sized>(value: &T) -> Result<String, String> {
    Writer::text(|out| value.write_json(out)).map_err(|error| error.to_string())
}

#[derive(Debug, PartialEq)]
struct Chat {
    id: u32,
    text: Option<String>,
    reply: Option<Box<Chat>>,
    additional: BTreeMap<String, Value>,
}

const TYPE: Constant = Constant::Str("chat");
const NAMES: &[&str] = &[r#""type":"#, r#""id":"#, r#""text":"#, r#""reply":"#];

impl<'de> ReadJson<'de> for Chat {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let mut fields = Fields::new(json, "Chat", NAMES);
        let (mut id, mut text, mut reply) = (None, None, None);
        let mut additional = BTreeMap::new();
        loop {
            match fields.next() {
                END => break,
                0 => fields.constant("\"chat\"", &TYPE),
                1 => fields.set(&mut id),
                2 => fields.set(&mut text),
                3 => fields.set(&mut reply),
                _ => fields.additional(&mut additional),
            }
        }
        let (true, Some(id)) = (fields.is_complete(&[0]), id) else {
            return Err(fields.incomplete(&[0, 1]));
        };
        Ok(Self {
            id,
            text,
            reply,
            additional,
        })
    }
}

impl WriteJson for Chat {
    fn write_json(&self, out: &mut Writer) {
        out.raw(r#"{"type":"chat","id":"#);
        out.value(&self.id);
        out.raw(",");
        out.optional(r#""text":"#, &self.text);
        out.optional(r#""reply":"#, &self.reply);
        out.additional("Chat", NAMES, &self.additional);
        out.end("}");
    }
}

impl<'de> Deserialize<'de> for Chat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Serialize for Chat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

/// A record without properties that allows no others.
#[derive(Debug)]
struct Nothing;

impl<'de> ReadJson<'de> for Nothing {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let mut fields = Fields::new(json, "Nothing", &[]);
        while fields.next() != END {
            fields.unknown();
        }
        match fields.is_complete(&[]) {
            true => Ok(Self),
            false => Err(fields.incomplete(&[])),
        }
    }
}

/// Reads by this crate and, through the bridge, by serde, from a text and from a `Value`.
fn read(json: &str) -> Result<Chat, String> {
    let read = read_text::<Chat>(json);
    let bridged = serde_json::from_str::<Chat>(json);
    assert_eq!(
        read.is_ok(),
        bridged.is_ok(),
        "{json}: {read:?} {bridged:?}"
    );
    if let Ok(chat) = &read {
        assert_eq!(chat, &bridged.unwrap());
        let value: Value = serde_json::from_str(json).unwrap();
        assert_eq!(chat, &serde_json::from_value::<Chat>(value).unwrap());
        assert_eq!(
            write_text(chat),
            serde_json::to_string(chat).map_err(|e| e.to_string())
        );
    }
    read
}

#[test]
fn properties_are_read_in_any_order_with_escaped_keys() {
    let chat = read(r#"{"x":[1],"te\u0078t":"hi","ty\u0070e":"ch\u0061t","id":7}"#).unwrap();
    assert_eq!((chat.id, chat.text.as_deref()), (7, Some("hi")));
    assert_eq!(chat.additional["x"], json!([1]));
    assert_eq!(
        serde_json::to_string(&chat).unwrap(),
        r#"{"type":"chat","id":7,"text":"hi","x":[1]}"#
    );
}

#[test]
fn every_duplicate_is_an_error() {
    for (json, name) in [
        (r#"{"type":"chat","id":1,"id":1}"#, "id"),
        (r#"{"type":"chat","id":1,"ty\u0070e":"chat"}"#, "type"),
        (r#"{"type":"chat","id":1,"x":1,"x":1}"#, "x"),
    ] {
        let error = read(json).unwrap_err();
        let expected = format!("duplicate property `{name}` at line 1 column");
        assert!(error.starts_with(&expected), "{error}");
    }
}

#[test]
fn errors_say_which_property_and_where() {
    for (json, expected) in [
        (
            "{\"type\":\"chat\"}",
            "missing property `id` at line 1 column 15",
        ),
        ("{\"id\":1}", "missing property `type` at line 1 column 8"),
        (
            "{\"type\":\"talk\"}",
            "/type: must be \"chat\", found \"talk\" at line 1 column 14",
        ),
        (
            "{\"type\":5}",
            "/type: must be \"chat\", found 5 at line 1 column 9",
        ),
        (
            "{\"type\":[5]}",
            "/type: must be \"chat\", found an array at line 1 column 11",
        ),
        (
            "{\"id\":\"x\"}",
            "/id: invalid type: string \"x\", expected an integer of 32 bits that is not negative at line 1 column 9",
        ),
        (
            "[]",
            "invalid type: sequence, expected an object (Chat) at line 1 column 0",
        ),
        (
            "{\"reply\":\n{\"id\":-1}}",
            "/reply/id: invalid value: integer `-1`, expected an integer of 32 bits that is not negative \
             at line 2 column 8",
        ),
    ] {
        assert_eq!(read(json).unwrap_err(), expected);
    }
}

#[test]
fn a_closed_record_refuses_unknown_properties() {
    let read = read_text::<Nothing>;
    assert!(read("{}").is_ok());
    let error = read(r#"{"x\n":1}"#).unwrap_err();
    assert!(error.starts_with("unknown property `x\n`"), "{error}");
}

#[test]
fn an_additional_property_must_not_hide_a_field() {
    let mut chat = read(r#"{"type":"chat","id":1}"#).unwrap();
    chat.additional.insert("id".into(), Value::Null);
    let error = serde_json::to_string(&chat).unwrap_err().to_string();
    assert_eq!(
        error,
        "additional property `id` of `Chat` has the name of a field"
    );
}

/// Names are compared as they are, not as they are written.
#[test]
fn a_name_like_an_escaped_one_is_another() {
    struct Escaped(bool, usize);

    impl<'de> ReadJson<'de> for Escaped {
        fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
            let mut fields = Fields::new(json, "Escaped", &[r#""a\"b":"#]);
            let mut others = 0;
            loop {
                match fields.next() {
                    END => break,
                    0 => fields.skip(),
                    _ => {
                        fields.skip();
                        others += 1;
                    }
                }
            }
            match fields.is_complete(&[]) {
                true => Ok(Self(fields.has(0), others)),
                false => Err(fields.incomplete(&[])),
            }
        }
    }

    for (json, known, others) in [
        (r#"{"a\"b":1}"#, true, 0),
        (r#"{"a\u0022b":1}"#, true, 0),
        (r#"{"a\\\"b":1}"#, false, 1),
        (r#"{"a\\\"b":1,"a\"b":1}"#, true, 1),
    ] {
        let Escaped(has, count) = read_text(json).unwrap();
        assert_eq!((has, count), (known, others), "{json}");
    }
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = |open: &str| open.repeat(100_000);
    for json in [
        deep("["),
        deep("{\"reply\":"),
        format!("{{\"x\":{}", deep("[")),
        format!("{{\"type\":{}", deep("[")),
    ] {
        assert!(read(&json).is_err());
    }
}

#[test]
fn an_integer_may_be_written_as_a_fraction() {
    assert_eq!(read_text::<i64>("1.0"), Ok(1));
    assert_eq!(read_text::<u8>("2.55e2"), Ok(255));
    assert_eq!(read_text::<i64>("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(read_text::<u64>("18446744073709551615"), Ok(u64::MAX));
    for json in ["1.5", "256", "-1", "1e300", "\"1\""] {
        assert!(read_text::<u8>(json).is_err(), "{json}");
    }
}

#[test]
fn errors_say_where() {
    let error = read_text::<Vec<BTreeMap<String, i64>>>(r#"[{},{"a/b":[]}]"#).unwrap_err();
    assert!(
        error.starts_with("/1/a~1b: invalid type: sequence"),
        "{error}"
    );
    let error = read_text::<(i64, bool)>("[1]").unwrap_err();
    assert!(
        error.starts_with("invalid length 1, expected an array of 2 items"),
        "{error}"
    );
    assert!(read_text::<(i64, bool)>("[1,true,null]").is_err());
    assert_eq!(read_text::<(i64, bool)>("[1.0,true]"), Ok((1, true)));
    let error = read_text::<BTreeMap<String, i64>>(r#"{"a":1,"a":1}"#).unwrap_err();
    assert!(error.starts_with("duplicate property `a`"), "{error}");
}

#[test]
fn absent_and_null_are_not_the_same() {
    assert_eq!(read_text::<Option<i64>>("null"), Ok(None));
    assert_eq!(read_text::<Option<Box<i64>>>("1"), Ok(Some(Box::new(1))));
}

#[derive(Debug, PartialEq)]
struct Pair(i64, Option<bool>, Vec<i64>);

impl<'de> ReadJson<'de> for Pair {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let mut items = json.items("array `Pair`")?;
        Ok(Self(items.required_item()?, items.item()?, items.rest()?))
    }
}

impl WriteJson for Pair {
    fn write_json(&self, out: &mut Writer) {
        let mut items = ItemWriter::new(out);
        items.item(&self.0);
        items.optional_item(&self.1);
        items.rest(&self.2);
        items.end();
    }
}

#[test]
fn an_array_may_end_early_and_go_on() {
    for (json, pair) in [
        ("[1]", Pair(1, None, vec![])),
        ("[1,true]", Pair(1, Some(true), vec![])),
        ("[1,true,2,3]", Pair(1, Some(true), vec![2, 3])),
    ] {
        assert_eq!(write_text(&pair).as_deref(), Ok(json));
        assert_eq!(read_text(json), Ok(pair));
    }
}

#[test]
fn errors_say_which_item() {
    for (json, expected) in [
        ("[]", "missing item 0"),
        ("[1,2]", "/1: invalid type: integer `2`, expected a boolean"),
        ("[1,true,[]]", "/2: invalid type: sequence"),
        ("{}", "invalid type: map, expected array `Pair`"),
    ] {
        let error = read_text::<Pair>(json).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn a_gap_is_not_written() {
    assert_eq!(
        write_text(&Pair(1, None, vec![2])).unwrap_err(),
        "item 2 of the array is there, but item 1 is not"
    );
}

#[test]
fn a_closed_array_has_no_more_items() {
    let closed = |text: &str| {
        let mut json = Reader::new(text);
        let mut items = json.items("an array").map_err(|error| error.to_string())?;
        items.item::<i64>().map_err(|error| error.to_string())?;
        items.no_more().map_err(|error| error.to_string())
    };
    assert_eq!(closed("[]"), Ok(()));
    assert_eq!(closed("[1]"), Ok(()));
    assert_eq!(closed("[1,2]"), Err("more than 1 items".to_owned()));
}

/// A record of more properties than there are bits.
struct Many(usize);

impl<'de> ReadJson<'de> for Many {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        const NAMES: &[&str; 130] = &{
            let mut names = [r#""other":"#; 130];
            (names[0], names[63], names[64], names[65]) =
                (r#""a":"#, r#""b":"#, r#""c":"#, r#""":"#);
            names[129] = r#""z":"#;
            names
        };
        const REQUIRED: &[usize] = &[0, 64, 129];
        let mut fields = Fields::new(json, "Many", NAMES);
        while fields.next() != END {
            fields.skip();
        }
        match fields.is_complete(REQUIRED) {
            true => Ok(Self((0..130).filter(|index| fields.has(*index)).count())),
            false => Err(fields.incomplete(REQUIRED)),
        }
    }
}

#[test]
fn a_record_may_have_any_number_of_properties() {
    for (json, expected) in [
        (r#"{"a":1,"b":2,"c":3,"":4,"z":5}"#, Ok(5)),
        (r#"{ "z":1, "c":2, "x":3, "a":4 }"#, Ok(3)),
        (r#"{"a":1,"c":2}"#, Err("missing property `z`")),
        (r#"{"a":1,"z":2}"#, Err("missing property `c`")),
        (r#"{"a":1,"c":2,"c":3}"#, Err("duplicate property `c`")),
        (r#"{"z":1,"a":2,"z":3}"#, Err("duplicate property `z`")),
        (r#"{"":1,"":2}"#, Err("duplicate property ``")),
    ] {
        let found = read_text::<Many>(json).map(|many| many.0);
        match (&found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(*found, expected, "{json}"),
            (Err(error), Err(expected)) => assert!(error.starts_with(expected), "{error}"),
            _ => panic!("{json}: {found:?}"),
        }
    }
}

/// What is written by a type of the user's, which may write messages of its own, or panic.
#[test]
fn writing_may_happen_inside_of_writing() {
    struct Inner(bool);

    impl Serialize for Inner {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            assert!(self.0, "no value");
            serializer.serialize_str(&write_text("a\"b").unwrap())
        }
    }

    struct Outer(bool);

    impl WriteJson for Outer {
        fn write_json(&self, out: &mut Writer) {
            out.raw("[1,");
            out.foreign(&Inner(self.0));
            out.end("]");
        }
    }

    let expected = Ok(r#"[1,"\"a\\\"b\""]"#.to_owned());
    assert_eq!(write_text(&Outer(true)), expected);
    assert!(std::panic::catch_unwind(|| write_text(&Outer(false))).is_err());
    assert_eq!(write_text(&Outer(true)), expected);
}

/// Numbers that look random and are the same each time (xorshift).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    pub(super) fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    fn json(&mut self, depth: usize, out: &mut String) {
        let (open, close) = match if depth == 0 { 2 } else { self.below(5) } {
            0 | 3 => ("{", "}"),
            1 => ("[", "]"),
            _ => return out.push_str(&self.scalar()),
        };
        out.push_str(open);
        for index in 0..self.below(4) {
            out.push_str(if index > 0 { "," } else { "" });
            out.push_str(self.one_of(&["", "", " ", "\n\t\r "]));
            if open == "{" {
                // Names that are there twice are another matter.
                out.push_str(&format!(
                    "\"{index}{}",
                    self.one_of(&["\":", "\\n\" :", "é\": "])
                ));
            }
            self.json(depth - 1, out);
            out.push_str(self.one_of(&["", "", " "]));
        }
        out.push_str(close);
    }

    fn scalar(&mut self) -> String {
        match self.below(4) {
            0 => self
                .one_of(&[
                    "true",
                    "false",
                    "null",
                    "\"\"",
                    "\"a\\u00e9\\ud83d\\ude00\"",
                ])
                .to_owned(),
            1 => format!("\"{}\"", "a\\\"é ".repeat(self.below(8))),
            2 => {
                let sign = self.one_of(&["", "-"]);
                format!("{sign}{}", self.below(usize::MAX) >> self.below(64))
            }
            _ => format!(
                "{}{}.{}{}",
                self.one_of(&["", "-"]),
                self.below(usize::MAX) >> self.below(64),
                self.below(usize::MAX) >> self.below(64),
                self.one_of(&["", "e5", "E-300", "e+22", "e-7", "e400"])
            ),
        }
    }
}

#[test]
fn the_same_is_json_as_for_serde_json_and_has_the_same_value() {
    const BYTES: &str = "{}[]\",:\\0123456789.eE+-tfn \n\u{1}\u{7f}é😀";
    let bytes: Vec<String> = BYTES.chars().map(String::from).collect();
    let bytes: Vec<&str> = bytes.iter().map(String::as_str).collect();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut valid = 0;
    for _ in 0..60_000 {
        let mut json = String::new();
        dice.json(4, &mut json);
        for _ in 0..dice.below(3) {
            let at = dice.below(json.len() + 1);
            let (Some(start), Some(end)) = (json.get(..at), json.get(at + dice.below(2)..)) else {
                continue;
            };
            json = [start, dice.one_of(&bytes), end].concat();
        }
        let expected: Option<Value> = serde_json::from_str(&json).ok();
        let found = read_text::<Value>(&json);
        let twice = found
            .as_ref()
            .is_err_and(|error| error.contains("duplicate"));
        assert!(
            twice || found.as_ref().ok() == expected.as_ref(),
            "{json}: {found:?}"
        );
        let mut reader = Reader::new(&json);
        let skipped = reader.skip().and_then(|()| reader.end());
        // What is wrong after a name that is there twice is not seen.
        assert!(
            twice || skipped.is_ok() == expected.is_some(),
            "{json}: {skipped:?}"
        );
        if let Some(value) = expected {
            valid += 1;
            let written: Value = serde_json::from_str(&write_text(&value).unwrap()).unwrap();
            assert_eq!(written, value);
        }
    }
    assert!(valid > 10_000, "only {valid} are JSON");
}
