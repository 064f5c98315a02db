//! Types that are one message by themselves.

use super::{read, refused, write};
use asyncapi_channels::{Frame, Message};

#[derive(Debug, PartialEq, Message)]
#[message(name = "said")]
struct Said {
    #[message(min_length = 1)]
    text: String,
}

#[derive(Debug, PartialEq, Message)]
struct Names(Vec<String>);

#[derive(Debug, PartialEq, Message)]
#[message(rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

#[derive(Debug, PartialEq, Message)]
#[message(tag = "op", rename = 3)]
struct Numbered {
    id: u8,
}

#[test]
fn a_type_is_a_set_of_one_message() {
    assert_eq!(
        read::<Said>(r#"{"text":"a"}"#),
        Ok(("said", r#"{"text":"a"}"#.to_owned()))
    );
    assert_eq!(
        read::<Names>(r#"["a","b"]"#),
        Ok(("Names", r#"["a","b"]"#.to_owned()))
    );
    assert_eq!(
        read::<Level>("\"low\""),
        Ok(("Level", "\"low\"".to_owned()))
    );
    assert_eq!(
        read::<Level>("\"high\""),
        Ok(("Level", "\"high\"".to_owned()))
    );
    assert_eq!(write(&Numbered { id: 1 }), r#"{"op":3,"id":1}"#);
    assert_eq!(
        read::<Numbered>(r#"{"id":1,"op":3}"#),
        Ok(("Numbered", r#"{"op":3,"id":1}"#.to_owned()))
    );
}

#[test]
fn it_is_checked_both_ways() {
    assert!(refused::<Said>(r#"{"text":""}"#).starts_with("/text: `minLength` 1"));
    let empty = Said::decode_unchecked(Frame::Text(r#"{"text":""}"#)).unwrap();
    assert_eq!(
        empty.encode().unwrap_err().violation().unwrap().pointer(),
        "/text"
    );
    assert!(refused::<Level>("\"mid\"").contains("\"low\""));
    assert_eq!(
        refused::<Numbered>(r#"{"id":1,"op":4}"#),
        "/op: must be 3, found 4"
    );
}
