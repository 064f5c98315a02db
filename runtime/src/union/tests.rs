use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json as value};

use super::*;
use crate::constant::Constant;
use crate::json::{self, ReadJson};
use crate::select::{KeySet, Kind, Step};

/// Text, a number, or a list of such.
#[derive(Debug, PartialEq)]
enum Tree {
    Text(String),
    Number(i64),
    List(Vec<Tree>),
}

impl<'de> Union<'de> for Tree {
    const NAME: &'static str = "Tree";
    const VARIANTS: &'static [&'static str] = &["Text", "Number", "List"];
    const SELECT: &'static Select = &Select::Kind(&[
        (Kind::String, Select::Variants(&[0])),
        (Kind::Number, Select::Variants(&[1])),
        (Kind::Array, Select::Variants(&[2])),
    ]);

    fn variant(&self) -> usize {
        match self {
            Self::Text(_) => 0,
            Self::Number(_) => 1,
            Self::List(_) => 2,
        }
    }

    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match variant {
            0 => ReadJson::read_json(json).map(Self::Text),
            1 => ReadJson::read_json(json).map(Self::Number),
            _ => ReadJson::read_json(json).map(Self::List),
        }
    }
}

impl<'de> ReadJson<'de> for Tree {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        read_union(json)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::deserialize(deserializer)
    }
}

/// Maps of itself, told apart by trial only.
#[derive(Debug, PartialEq)]
enum Trial {
    Left(BTreeMap<String, Trial>),
    Right(BTreeMap<String, Trial>),
    Number(i64),
}

impl<'de> Union<'de> for Trial {
    const NAME: &'static str = "Trial";
    const VARIANTS: &'static [&'static str] = &["Left", "Right", "Number"];
    const SELECT: &'static Select = &Select::Variants(&[0, 1, 2]);

    fn variant(&self) -> usize {
        match self {
            Self::Left(_) => 0,
            Self::Right(_) => 1,
            Self::Number(_) => 2,
        }
    }

    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match variant {
            0 => ReadJson::read_json(json).map(Self::Left),
            1 => ReadJson::read_json(json).map(Self::Right),
            _ => ReadJson::read_json(json).map(Self::Number),
        }
    }
}

impl<'de> ReadJson<'de> for Trial {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        read_union(json)
    }
}

impl<'de> Deserialize<'de> for Trial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::deserialize(deserializer)
    }
}

/// A union that is its own alternative.
#[derive(Debug)]
struct Endless;

impl<'de> Union<'de> for Endless {
    const NAME: &'static str = "Endless";
    const VARIANTS: &'static [&'static str] = &["Endless"];
    const SELECT: &'static Select = &Select::Variants(&[0]);

    fn variant(&self) -> usize {
        0
    }

    fn read(_: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
        ReadJson::read_json(json)
    }
}

impl<'de> ReadJson<'de> for Endless {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        read_union(json)
    }
}

impl<'de> Deserialize<'de> for Endless {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::deserialize(deserializer)
    }
}

/// Objects told apart by a tag, with a choice by keys for one of its values.
#[derive(Debug, PartialEq)]
enum Tagged {
    A(BTreeMap<String, Value>),
    B(BTreeMap<String, u8>),
    C(BTreeMap<String, Value>),
}

impl<'de> Union<'de> for Tagged {
    const NAME: &'static str = "Tagged";
    const VARIANTS: &'static [&'static str] = &["A", "B", "C"];
    const SELECT: &'static Select = &Select::Tag {
        path: &[Step::Key("v")],
        values: &[
            (Constant::Json("1"), Select::Variants(&[0])),
            (
                Constant::Json("2"),
                Select::Keys(&[
                    KeySet {
                        variant: 1,
                        required: &["v", "b"],
                        known: &["v", "b"],
                        closed: true,
                    },
                    KeySet {
                        variant: 2,
                        required: &["v", "c"],
                        known: &["v", "c"],
                        closed: true,
                    },
                ]),
            ),
        ],
        absent: &[],
        other: &[],
    };

    fn variant(&self) -> usize {
        match self {
            Self::A(_) => 0,
            Self::B(_) => 1,
            Self::C(_) => 2,
        }
    }

    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match variant {
            0 => ReadJson::read_json(json).map(Self::A),
            1 => {
                let map: BTreeMap<_, _> = ReadJson::read_json(json)?;
                match map.contains_key("b") {
                    true => Ok(Self::B(map)),
                    false => Err(ReadError::new("no `b`")),
                }
            }
            _ => {
                let map: BTreeMap<_, _> = ReadJson::read_json(json)?;
                match map.contains_key("c") {
                    true => Ok(Self::C(map)),
                    false => Err(ReadError::new("no `c`")),
                }
            }
        }
    }
}

impl<'de> ReadJson<'de> for Tagged {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        read_union(json)
    }
}

impl<'de> Deserialize<'de> for Tagged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::deserialize(deserializer)
    }
}

/// Reads both from the text and from the value, which must agree.
fn read<T: for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug>(json: &str) -> T {
    let read = serde_json::from_str(json).unwrap();
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::from_value::<T>(value).unwrap(), read);
    assert_eq!(serde_json::from_slice::<T>(json.as_bytes()).unwrap(), read);
    assert_eq!(
        serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(),
        read
    );
    read
}

fn fails<T: for<'de> Deserialize<'de> + std::fmt::Debug>(json: &str) -> String {
    serde_json::from_str::<T>(json).unwrap_err().to_string()
}

#[test]
fn alternatives_are_read_from_text_and_from_values() {
    let tree: Tree = read(r#" ["a\n", [1, []], "\u0062"] "#);
    assert_eq!(
        tree,
        Tree::List(vec![
            Tree::Text("a\n".into()),
            Tree::List(vec![Tree::Number(1), Tree::List(vec![])]),
            Tree::Text("b".into()),
        ])
    );
    assert!(matches!(read(r#"{"v":1,"x":[]}"#), Tagged::A(_)));
    assert!(matches!(read(r#"{"v":2.0,"c":0}"#), Tagged::C(_)));
    assert!(matches!(read(r#"{"\u0076":2,"b":0}"#), Tagged::B(_)));
}

#[test]
fn the_position_is_that_in_the_whole_text() {
    assert_eq!(
        fails::<Vec<Tree>>("[1,\n  [2, true]]"),
        "/1: expected a string, a number or an array, found a boolean at line 2 column 12"
    );
    assert_eq!(
        fails::<Tagged>(r#"{"v":2,"b":256}"#),
        "/b: invalid value: integer `256`, expected an integer from 0 to 255"
    );
}

#[test]
fn several_failures_are_listed_in_order() {
    assert_eq!(
        fails::<Tagged>(r#"{"v":2}"#),
        "none of the alternatives of `Tagged` (`anyOf`) fits: B: no `b`; C: no `c`"
    );
    assert_eq!(
        fails::<Trial>("null"),
        "none of the alternatives of `Trial` (`anyOf`) fits: Left: invalid type: null, expected an object; \
         Right: invalid type: null, expected an object; \
         Number: invalid type: null, expected an integer"
    );
}

#[test]
fn trailing_characters_are_an_error() {
    assert!(fails::<Tree>("1 2").starts_with("trailing characters"));
    assert!(fails::<Tree>("[1] x").starts_with("trailing characters"));
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), ("[[", "]]")] {
        let open = open.repeat(100_000);
        assert!(fails::<Tree>(&open).contains("EOF"));
        let json = open + &close.repeat(100_000);
        assert!(fails::<Tree>(&json).contains("recursion limit exceeded"));
        assert!(fails::<Trial>(&json).contains("recursion limit exceeded"));
    }
    let json = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
    assert!(fails::<Trial>(&json).contains("recursion limit exceeded"));
    let allowed = "[".repeat(127) + &"]".repeat(127);
    read::<Tree>(&allowed);
    assert!(fails::<Tree>(&format!("[{allowed}]")).contains("recursion limit exceeded"));
}

#[test]
fn a_union_of_itself_is_an_error() {
    assert!(fails::<Endless>("1").contains("recursion limit exceeded"));
}

#[test]
fn trials_inside_trials_end() {
    let deep = |inner: &str| "{\"a\":".repeat(100) + inner + &"}".repeat(100);
    assert!(serde_json::from_str::<Trial>(&deep("1")).is_ok());
    let error = fails::<Trial>(&deep("null"));
    assert!(error.len() < 2000, "{error}");
    // The bound is for one value only.
    assert!(serde_json::from_str::<Trial>(&deep("1")).is_ok());
}

#[test]
fn formats_that_know_only_text_can_be_read() {
    use serde::de::value::{Error, StrDeserializer};
    let read = |text| Tree::deserialize(StrDeserializer::<Error>::new(text));
    assert_eq!(read("a"), Ok(Tree::Text("a".into())));
    assert_eq!(
        Tagged::deserialize(StrDeserializer::<Error>::new(r#"{"v":1}"#)),
        Ok(Tagged::A([("v".to_owned(), value!(1))].into()))
    );
    assert_eq!(
        Tagged::deserialize(StrDeserializer::<Error>::new("x"))
            .unwrap_err()
            .to_string(),
        "expected an object, found a string"
    );
}

#[test]
fn values_of_other_formats_can_be_read() {
    use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
    let map = MapDeserializer::<_, Error>::new([("v", 2), ("b", 7)].into_iter());
    assert_eq!(
        Tagged::deserialize(map),
        Ok(Tagged::B([("v".to_owned(), 2), ("b".to_owned(), 7)].into()))
    );
    let seq = SeqDeserializer::<_, Error>::new([1_i64, -2].into_iter());
    assert_eq!(
        Tree::deserialize(seq),
        Ok(Tree::List(vec![Tree::Number(1), Tree::Number(-2)]))
    );
}

/// Two records of the same form, with a record of either or what is told apart by a look.
#[derive(Debug)]
enum Twins {
    Left,
    Right,
}

impl<'de> Union<'de> for Twins {
    const NAME: &'static str = "Twins";
    const VARIANTS: &'static [&'static str] = &["Left", "Right"];
    const SELECT: &'static Select = &Select::Variants(&[0, 1]);

    fn variant(&self) -> usize {
        match self {
            Self::Left => 0,
            Self::Right => 1,
        }
    }

    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
        let mut fields = json::Fields::new(json, "Twin", &["\"twins\":", "\"tree\":"]);
        let (mut twins, mut tree) = (None::<Twins>, None::<Tree>);
        loop {
            match fields.next() {
                json::END => break,
                0 => fields.set(&mut twins),
                1 => fields.set(&mut tree),
                _ => fields.skip(),
            }
        }
        if !fields.is_complete(&[]) {
            return Err(fields.incomplete(&[]));
        }
        Ok(match variant {
            0 => Self::Left,
            _ => Self::Right,
        })
    }
}

impl<'de> ReadJson<'de> for Twins {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        read_union(json)
    }
}

/// What a look goes through is as much work as what is read.
#[test]
fn looks_inside_trials_end() {
    let wide = format!("{{\"x\":[{}0]}}", "0,".repeat(10_000));
    let json = "{\"twins\":".repeat(100) + "{\"tree\":" + &wide + &"}".repeat(101);
    let error = Twins::read_json(&mut Reader::new(&json)).unwrap_err();
    assert_eq!(error.reason(), TOO_MANY_TRIALS);
}

/// Exactly one of two maps of itself, of which the second is never valid.
#[derive(Debug, PartialEq)]
enum Exactly {
    Any(BTreeMap<String, Exactly>),
    Never(BTreeMap<String, Exactly>),
}

impl Exactly {
    fn validate(&self) -> Checked {
        self.check()?;
        exclusive::<Self>(self.variant(), self)
    }
}

impl<'de> Union<'de> for Exactly {
    const NAME: &'static str = "Exactly";
    const VARIANTS: &'static [&'static str] = &["Any", "Never"];
    const SELECT: &'static Select = &Select::Variants(&[0, 1]);
    const EXCLUSIVE: bool = true;

    fn variant(&self) -> usize {
        match self {
            Self::Any(_) => 0,
            Self::Never(_) => 1,
        }
    }

    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError> {
        match variant {
            0 => ReadJson::read_json(json).map(Self::Any),
            _ => ReadJson::read_json(json).map(Self::Never),
        }
    }

    fn check(&self) -> Checked {
        match self {
            Self::Any(map) => map.values().try_for_each(Self::validate),
            Self::Never(_) => Err(Box::new(Violation::new("not", "nothing", "a map"))),
        }
    }
}

impl<'de> ReadJson<'de> for Exactly {
    fn read_json(json: &mut Reader<'de>) -> Result<Self, ReadError> {
        read_union(json)
    }
}

impl WriteJson for Exactly {
    fn write_json(&self, out: &mut Writer) {
        let (Self::Any(map) | Self::Never(map)) = self;
        out.value(map);
    }
}

#[test]
fn checks_inside_checks_end() {
    let deep = |depth| {
        (0..depth).fold(Exactly::Any(BTreeMap::new()), |inner, _| {
            Exactly::Any(BTreeMap::from([("a".to_owned(), inner)]))
        })
    };
    for depth in [0, 1, 8] {
        assert_eq!(deep(depth).validate(), Ok(()));
    }
    // What is not sent is what would not be received.
    assert!(deep(100).validate().is_err());
    let json = |depth| "{\"a\":".repeat(depth) + "{}" + &"}".repeat(depth);
    let read = |checked, json: &str| {
        guard::reading(checked, || Exactly::read_json(&mut Reader::new(json)))
    };
    assert_eq!(read(true, &json(8)).unwrap(), deep(8));
    assert_eq!(read(false, &json(100)).unwrap(), deep(100));
    assert!(read(true, &json(100)).is_err_and(|error| error.is_final()));
}
