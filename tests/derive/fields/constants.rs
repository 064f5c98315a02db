//! Constants: of fields, of tags, and sets of them.

use super::{read, same_as_serde, write};
use asyncapi_channels::Message;
use serde::{Deserialize, Serialize};

#[derive(Message, PartialEq, Debug)]
#[message(tag = "type", rename = "join")]
struct Join {
    #[message(const = 2)]
    version: (),
    room: Option<String>,
    #[message(const = "a\"b", alias = "label")]
    text: (),
    #[message(const = true)]
    flag: (),
}

const JOIN: &str = r#"{"type":"join","version":2,"text":"a\"b","flag":true}"#;

#[test]
fn constants_are_written_and_checked() {
    let join: Join = read(JOIN).unwrap();
    assert_eq!(write(&join), JOIN);
    for same in [
        r#"{"flag":true,"version":2.0,"label":"a\u0022b","type":"join"}"#,
        r#"{"type":"join","version":20e-1,"text":"a\"b","flag":true,"room":null}"#,
    ] {
        assert_eq!(read::<Join>(same).unwrap(), join, "{same}");
    }
    for (text, reason) in [
        (JOIN.replace("2,", "3,"), "/version: must be 2, found 3"),
        (
            JOIN.replace("a\\", "b\\"),
            r#"/text: must be "a\"b", found "b\"b""#,
        ),
        (
            JOIN.replace(":true", ":null"),
            "/flag: must be true, found null",
        ),
        (
            JOIN.replace("\"flag\"", "\"flags\""),
            "missing property `flag`",
        ),
        (
            JOIN.replace("\"text\"", "\"texts\""),
            "missing property `text`",
        ),
        (
            JOIN.replace("\"flag\"", "\"text\""),
            "duplicate property `text`",
        ),
        (
            JOIN.replace("\"flag\"", "\"label\""),
            "duplicate property `label`",
        ),
    ] {
        let error = read::<Join>(&text).unwrap_err();
        assert!(error.starts_with(reason), "{text}: {error}");
    }
}

#[derive(Message, Serialize, Deserialize, PartialEq, Debug)]
#[serde(rename_all = "kebab-case")]
enum Colour {
    DarkRed,
    #[serde(rename = "GREEN", alias = "verde", alias = "vert")]
    Green,
}

#[derive(Message, PartialEq, Debug)]
enum Level {
    #[message(rename = 1)]
    Low = 10,
    #[message(rename = -3, alias = 3)]
    High = 5,
    #[message(rename = true)]
    Yes,
}

#[derive(Message, PartialEq, Debug)]
struct Holder {
    colour: Colour,
    level: Option<Level>,
}

#[test]
fn enums_of_units_are_sets_of_constants() {
    same_as_serde::<Colour>(&[
        "\"dark-red\"",
        "\"GREEN\"",
        "\"verde\"",
        "\"vert\"",
        "\"Green\"",
        "1",
        "null",
        "\"\"",
    ]);
    let holder: Holder = read(r#"{"colour":"vert","level":3.0}"#).unwrap();
    assert_eq!(write(&holder), r#"{"colour":"GREEN","level":-3}"#);
    assert_eq!(read::<Level>("true").unwrap(), Level::Yes);
    assert_eq!(read::<Level>("1").unwrap(), Level::Low);
    let error = read::<Holder>(r#"{"colour":"red"}"#).unwrap_err();
    assert!(
        error.starts_with(r#"/colour: unknown value "red", expected one of "dark-red", "GREEN""#),
        "{error}"
    );
}
