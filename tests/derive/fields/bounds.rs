//! What is asked of the types that stand for type parameters: that what is on the wire can be read,
//! written and checked, and nothing else.

use super::{read, same_as_serde, write};
use asyncapi_channels::Message;
use asyncapi_channels::document::Document;
use asyncapi_channels::{Channel, Frame, MessageView};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::marker::PhantomData;

#[derive(Message, Serialize, Deserialize, PartialEq, Debug, Clone)]
struct Point {
    x: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<i32>,
}

/// A type that is on no wire itself.
trait Entity {
    type Id;
}

#[derive(PartialEq, Debug)]
struct User;

impl Entity for User {
    type Id = u64;
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Flat<T> {
    id: u8,
    #[serde(flatten)]
    extra: T,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct FlatOption<T> {
    id: u8,
    #[serde(flatten)]
    extra: Option<T>,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct FlatMap<T> {
    id: u8,
    #[serde(flatten)]
    extra: BTreeMap<String, T>,
}

#[test]
fn a_parameter_is_flattened() {
    same_as_serde::<Flat<Point>>(&[
        r#"{"id":1,"x":2}"#,
        r#"{"id":1,"x":2,"y":3}"#,
        r#"{"id":1}"#,
    ]);
    same_as_serde::<Flat<BTreeMap<String, u8>>>(&[r#"{"id":1,"x":2}"#, r#"{"id":1,"x":""}"#]);
    same_as_serde::<Flat<Flat2>>(&[r#"{"id":1,"two":2,"x":2}"#, r#"{"id":1,"two":2}"#]);
    same_as_serde::<FlatOption<Point>>(&[r#"{"id":1,"x":2}"#, r#"{"id":1}"#]);
    same_as_serde::<FlatMap<Point>>(&[r#"{"id":1,"p":{"x":2}}"#, r#"{"id":1,"p":{}}"#]);
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Flat2 {
    two: u8,
    #[serde(flatten)]
    point: Inside<Point>,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Inside<T> {
    #[serde(flatten)]
    inner: T,
}

#[derive(Message, PartialEq, Debug)]
struct Row<T: Entity> {
    id: T::Id,
    #[message(default)]
    parents: Vec<T::Id>,
    #[message(default, min_items = 1, unique_items)]
    links: Option<Vec<<T as Entity>::Id>>,
    of: PhantomData<T>,
}

#[derive(Message, PartialEq, Debug)]
#[message(tag = "type", content = "of", rename_all = "lowercase")]
enum Change<T: Entity> {
    Added(Vec<T::Id>),
    Removed { id: T::Id },
}

#[test]
fn what_a_parameter_names_is_asked_for_and_not_the_parameter() {
    let text = r#"{"id":7,"parents":[1,2],"links":[3],"of":null}"#;
    let row: Row<User> = read(text).unwrap();
    assert_eq!(row.id, 7);
    assert_eq!(write(&row), text);
    let error = read::<Row<User>>(r#"{"id":7,"links":[3,3],"of":null}"#).unwrap_err();
    assert!(error.starts_with("/links: `uniqueItems`"), "{error}");
    let text = r#"{"type":"removed","of":{"id":7}}"#;
    let change: Change<User> = read(text).unwrap();
    assert_eq!(write(&change), text);
    assert!(read::<Change<User>>(r#"{"type":"added","of":["a"]}"#).is_err());
}

mod as_text {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::fmt::Display;
    use std::str::FromStr;

    pub(super) fn serialize<T: Display, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        let error = || serde::de::Error::custom("not in this form");
        text.parse().map_err(|_| error())
    }
}

/// What functions read and write, and what is skipped, is asked for nothing but its default.
#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
#[serde(bound = "T: std::fmt::Display + std::str::FromStr, C: Default")]
struct Converted<T, C>
where
    T: std::fmt::Display + std::str::FromStr,
{
    #[serde(with = "as_text")]
    #[message(as = String)]
    address: T,
    #[serde(skip)]
    cache: C,
}

#[derive(Default, PartialEq, Debug)]
struct Cache(u8);

#[test]
fn what_functions_read_is_not_asked_for() {
    type Host = Converted<std::net::SocketAddr, Cache>;
    same_as_serde::<Host>(&[r#"{"address":"127.0.0.1:80"}"#, r#"{"address":"no"}"#]);
}

// serde has no arrays of any length.
#[derive(Message, PartialEq, Debug)]
struct Page<T = Point, const N: usize = 2> {
    #[message(max_items = 2, unique_items)]
    items: Vec<T>,
    #[message(min_items = 1)]
    first: [T; N],
    bytes: [u8; 3],
    #[message(max_properties = 1)]
    named: BTreeMap<String, Vec<T>>,
    #[message(unique_items)]
    pages: Vec<Page<T, 2>>,
    next: Option<Box<Page<T, 2>>>,
}

#[derive(Message, PartialEq, Debug)]
struct Fixed<T, const N: usize> {
    rows: [[T; N]; 2],
    of: PhantomData<fn() -> [T; N]>,
}

#[test]
fn constraints_are_about_lists_of_any_type() {
    let page = |items: &str| {
        format!(
            r#"{{"items":{items},"first":[{{"x":1}},{{"x":2}}],"bytes":[1,2,3],"named":{{}},"pages":[]}}"#
        )
    };
    let text = page(r#"[{"x":1},{"x":1,"y":2}]"#);
    let error = |text: &str| read::<Page>(text).unwrap_err();
    assert_eq!(write(&read::<Page>(&text).unwrap()), text);
    assert!(error(&page(r#"[{"x":1},{"x":1}]"#)).starts_with("/items: `uniqueItems`"));
    let pages = text.replace(
        r#""pages":[]"#,
        &format!(r#""pages":[{0},{0}]"#, page("[]")),
    );
    assert!(
        error(&pages).starts_with("/pages: `uniqueItems`"),
        "{pages}"
    );
    let three = page(r#"[1,2,3]"#).replace(r#"{"x":1},{"x":2}"#, "1");
    let error = read::<Page<u8, 1>>(&three).unwrap_err();
    assert!(error.starts_with("/items: `maxItems` 2"), "{error}");
    let fixed = r#"{"rows":[[1],[2]],"of":null}"#;
    assert_eq!(write(&read::<Fixed<u8, 1>>(fixed).unwrap()), fixed);
}

/// The parameter itself may be what a constraint is about.
#[derive(Message, PartialEq, Debug)]
struct Limited<A, B, C> {
    #[message(min_length = 2)]
    text: A,
    #[message(range = 0..=9)]
    number: B,
    #[message(min_items = 1)]
    list: C,
    #[message(min_length = 2)]
    within: Option<Box<A>>,
}

#[test]
fn constraints_are_about_parameters() {
    type All = Limited<String, u8, Vec<u8>>;
    let error = |text: &str| read::<All>(text).unwrap_err();
    assert!(error(r#"{"text":"a","number":1,"list":[1]}"#).starts_with("/text: `minLength` 2"));
    assert!(error(r#"{"text":"aa","number":10,"list":[1]}"#).starts_with("/number: `maximum` 9"));
    assert!(error(r#"{"text":"aa","number":1,"list":[]}"#).starts_with("/list: `minItems` 1"));
    let within = error(r#"{"text":"aa","number":1,"list":[1],"within":"a"}"#);
    assert!(within.starts_with("/within: `minLength` 2"), "{within}");
    assert!(read::<All>(r#"{"text":"aa","number":1,"list":[1]}"#).is_ok());
}

/// What hashes is on no wire.
#[derive(Message)]
struct HashedBy<T, S>
where
    T: std::hash::Hash + Eq,
    S: std::hash::BuildHasher + Default,
{
    map: HashMap<String, T, S>,
    set: std::collections::HashSet<T, S>,
}

#[test]
fn nothing_is_asked_of_a_hasher() {
    type Hashed = HashedBy<u8, std::hash::RandomState>;
    let text = r#"{"map":{"a":1},"set":[2]}"#;
    let Ok(hashed) = Hashed::decode(Frame::Text(text)) else {
        panic!("it is read");
    };
    assert_eq!((hashed.map["a"], hashed.set.contains(&2)), (1, true));
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Maps<K: Ord, V> {
    sorted: BTreeMap<K, V>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nested: Option<Vec<BTreeMap<K, Point>>>,
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
struct Hashed<K: std::hash::Hash + Eq, V> {
    map: HashMap<K, V>,
}

#[test]
fn keys_of_maps_may_be_any() {
    same_as_serde::<Maps<String, Point>>(&[
        r#"{"sorted":{"a":{"x":1}},"nested":[{"b":{"x":2}}]}"#,
        r#"{"sorted":{"a":{}}}"#,
    ]);
    same_as_serde::<Maps<u8, u8>>(&[r#"{"sorted":{"1":2}}"#, r#"{"sorted":{"a":2}}"#]);
    same_as_serde::<Hashed<String, u8>>(&[r#"{"map":{"a":2}}"#]);
}

#[derive(Message, PartialEq, Debug)]
struct View<'a, T>
where
    T: Debug,
{
    text: &'a str,
    #[message(max_items = 1)]
    all: Vec<T>,
    #[message(default)]
    other: T,
}

#[test]
fn types_that_borrow_have_parameters() {
    let frame = Frame::Text(r#"{"text":"a","all":["b"]}"#);
    let view = View::<&str>::decode(frame).unwrap();
    assert_eq!((view.text, view.all, view.other), ("a", vec!["b"], ""));
}

/// What is asked of `T` may be said in other words.
#[derive(Message, PartialEq, Debug)]
#[message(bound = "T: Entity")]
struct Named<T> {
    name: Name<T>,
}

#[derive(Message, PartialEq, Debug)]
struct Name<T> {
    text: String,
    #[message(skip)]
    of: PhantomData<T>,
}

#[test]
fn bounds_may_be_said() {
    let text = r#"{"name":{"text":"a"}}"#;
    assert_eq!(write(&read::<Named<User>>(text).unwrap()), text);
}

#[derive(Channel)]
#[channel(address = "/", client = Change<User>, server = Flat<Point>)]
struct Changes;

#[test]
fn what_is_in_them_is_in_documents() {
    let document = Document::new("Changes", "1").channel::<Changes>();
    let document: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    let id = json!({"type": "integer", "minimum": 0, "format": "uint64"});
    let messages = &document["components"]["messages"];
    let properties = |name: &str| messages[name]["payload"]["properties"].clone();
    assert_eq!(properties("removed")["of"]["properties"]["id"], id);
    assert_eq!(properties("added")["of"]["items"], id);
    let point = json!({"type": "integer", "format": "int32"});
    assert_eq!(properties("Flat")["x"], point);
}
