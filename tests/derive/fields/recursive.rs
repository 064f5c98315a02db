//! Types that hold each other.

use super::{read, write};
use asyncapi_channels::document::Document;
use asyncapi_channels::{Channel, Message};
use serde_json::{Value, json};
use std::collections::BTreeMap;

// Newtypes of each other.
#[derive(Message, PartialEq, Debug)]
struct Tree(#[message(max_items = 2)] Vec<Branch>);

#[derive(Message, PartialEq, Debug)]
struct Branch(Box<Tree>);

// The same, of any type.
#[derive(Message, PartialEq, Debug)]
struct Forest<T>(BTreeMap<String, Grove<T>>);

#[derive(Message, PartialEq, Debug)]
struct Grove<T>(#[message(max_items = 2)] Vec<(T, Forest<T>)>);

// Objects and newtypes of each other.
#[derive(Message, PartialEq, Debug)]
struct Folder {
    #[message(unique_items)]
    files: Option<Vec<File>>,
    parent: Option<Box<Folder>>,
    tree: Option<Tree>,
    #[message(default)]
    links: Links,
}

#[derive(Message, PartialEq, Debug)]
struct File {
    #[message(min_length = 1)]
    name: String,
    within: Option<Box<Folder>>,
}

#[derive(Message, PartialEq, Debug, Default)]
struct Links(#[message(max_properties = 1)] BTreeMap<String, Folder>);

#[derive(Message, PartialEq, Debug)]
#[message(tag = "is", content = "of", rename_all = "lowercase")]
enum Term {
    Not(Box<Term>),
    All(#[message(min_items = 1)] Vec<Term>),
    Group(Group),
    Within {
        folder: Folder,
        or: Option<Box<Term>>,
    },
}

#[derive(Message, PartialEq, Debug)]
struct Group(Vec<Term>);

#[derive(Message, PartialEq, Debug)]
#[message(untagged)]
enum Any {
    Number(f64),
    List(Vec<Any>),
    Map(BTreeMap<String, Any>),
}

#[track_caller]
fn is_read_and_written<T: Message>(text: &str) {
    assert_eq!(write(&read::<T>(text).unwrap()), text);
}

#[test]
fn types_hold_each_other() {
    is_read_and_written::<Tree>("[[[],[]],[]]");
    is_read_and_written::<Branch>("[[[]]]");
    is_read_and_written::<Forest<u8>>(r#"{"a":[[1,{"b":[]}]]}"#);
    is_read_and_written::<Folder>(
        r#"{"files":[{"name":"a","within":{"links":{}}}],"parent":{"links":{}},"tree":[[]],"links":{"b":{"links":{}}}}"#,
    );
    is_read_and_written::<Term>(
        r#"{"is":"not","of":{"is":"group","of":[{"is":"all","of":[{"is":"within","of":{"folder":{"links":{}}}}]}]}}"#,
    );
    is_read_and_written::<Any>(r#"{"a":[1.0,{}]}"#);
}

#[test]
fn their_constraints_hold_at_any_depth() {
    let error = |text| read::<Tree>(text).unwrap_err();
    assert_eq!(error("[[[],[],[]]]"), "/0: `maxItems` 2, found [[],[],[]]");
    let error = read::<Forest<u8>>(r#"{"a":[[1,{"b":[[1,{}],[1,{}],[1,{}]]}]]}"#).unwrap_err();
    assert!(error.starts_with("/a/0/1/b: `maxItems` 2"), "{error}");
    let error = |text| read::<Folder>(text).unwrap_err();
    assert!(error(r#"{"files":[{"name":""}]}"#).starts_with("/files/0/name: `minLength` 1"));
    let text = r#"{"parent":{"files":[{"name":"a"},{"name":"a"}]}}"#;
    assert!(error(text).starts_with("/parent/files: `uniqueItems`"));
}

#[derive(Channel)]
#[channel(address = "/", client = Term, server = Folder)]
struct Library;

#[derive(Channel)]
#[channel(address = "/woods", client = Branch, server = Forest<u8>)]
struct Woods;

#[test]
fn documents_refer_to_them_by_name() {
    let document = Document::new("Library", "1")
        .channel::<Library>()
        .channel::<Woods>();
    let document: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
    let schemas = &document["components"]["schemas"];
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    assert_eq!(
        schemas["Tree"],
        json!({"type": "array", "items": reference("Branch"), "maxItems": 2})
    );
    assert_eq!(schemas["Branch"], reference("Tree"));
    assert_eq!(
        schemas["Links"],
        json!({"type": "object", "additionalProperties": reference("Folder"), "maxProperties": 1})
    );
    assert_eq!(
        schemas["Group"],
        json!({"type": "array", "items": reference("Term")})
    );
    assert_eq!(
        schemas["Folder"]["properties"]["parent"],
        reference("Folder")
    );
}
