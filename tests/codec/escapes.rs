//! Escapes in keys, in values and in tags (RFC 8259 section 7).

use crate::random::print_units;
use crate::subject::{KINDS, NESTED};
use fastrand::Rng;
use serde_json::json;

#[test]
fn keys_and_tags_may_have_escapes() {
    for json in [
        r#"{"ty\u0070e":"say","id":1,"text":"a"}"#,
        r#"{"type":"s\u0061y","id":1,"text":"a"}"#,
        r#"{"\u0074\u0079\u0070\u0065":"\u0073\u0061\u0079","\u0069d":1,"\u0074ext":"\u0061"}"#,
        r#"{"id":1,"text":"\u0061","ty\u0070e":"say"}"#,
    ] {
        let (name, value) = KINDS.accepts(json);
        assert_eq!(
            (name, value),
            ("say", json!({"type": "say", "id": 1, "text": "a"}))
        );
    }
    let (name, _) = NESTED.accepts(r#"{"h\u0065ad":{"k\u0069nd":"st\u006Fp"}}"#);
    assert_eq!(name, "stop");
    let (_, value) = KINDS
        .accepts(r#"{"type":"settings","nickname":null,"mode":"tr\u00E8s\u000a\u0022lent\""}"#);
    assert_eq!(value["mode"], "très\n\"lent\"");
}

#[test]
fn texts_that_look_like_tags_are_none() {
    for json in [
        r#"{"text":"\",\"type\":\"tree","id":1,"type":"say"}"#,
        r#"{"text":"\\","id":1,"type":"say"}"#,
        r#"{"text":"\\\"","id":1,"type":"say"}"#,
        r#"{"\"type\":\"tree":1,"text":"","id":1,"type":"say"}"#,
        r#"{"type\\":"tree","text":"","id":1,"type":"say"}"#,
        r#"{"type\"":"tree","text":"","id":1,"type":"say"}"#,
        r#"{"\\":"\\","text":"","id":1,"type":"say"}"#,
        r#"{"type\u0000":"tree","text":"}]","id":1,"type":"say"}"#,
    ] {
        assert_eq!(KINDS.accepts(json).0, "say", "{json}");
    }
}

/// Puts a piece of a string in a value, a key and a tag.
fn everywhere(piece: &str) -> [String; 6] {
    [
        format!(r#"{{"type":"say","id":1,"text":"{piece}"}}"#),
        format!(r#"{{"type":"say","id":1,"text":"é{piece}é"}}"#),
        format!(r#"{{"type":"say","id":1,"text":"","{piece}":1}}"#),
        format!(r#"{{"x":"{piece}","type":"say","id":1,"text":""}}"#),
        format!(r#"{{"{piece}":1,"type":"say","id":1,"text":""}}"#),
        format!(r#"{{"type":"bag","any":[{{"{piece}":"{piece}"}}]}}"#),
    ]
}

#[test]
fn every_escape_is_read() {
    for (piece, text) in [
        (r#"\""#, "\""),
        (r"\\", "\\"),
        (r"\/", "/"),
        (r"\b", "\u{8}"),
        (r"\f", "\u{c}"),
        (r"\n", "\n"),
        (r"\r", "\r"),
        (r"\t", "\t"),
        (r"\u0000", "\0"),
        (r"\u001F", "\u{1f}"),
        (r"\u00e9\u00E9", "éé"),
        (r"\uD83C\uDF89", "🎉"),
        (r"\ud800\udc00", "\u{10000}"),
        (r"\udbff\udfff", "\u{10ffff}"),
        (r"\ud7ff\ue000\uffff", "\u{d7ff}\u{e000}\u{ffff}"),
        (r"\\u0041", "\\u0041"),
        (r"\u005cn", "\\n"),
        (r"\u0022", "\""),
        (
            "/\u{7f}\u{80}\u{2028}\u{fffd}",
            "/\u{7f}\u{80}\u{2028}\u{fffd}",
        ),
    ] {
        for json in everywhere(piece) {
            KINDS.accepts(&json);
        }
        let [first, ..] = everywhere(piece);
        assert_eq!(KINDS.accepts(&first).1["text"], text, "{piece}");
    }
}

#[test]
fn broken_escapes_are_errors() {
    for piece in [
        r"\", r"\\\", r"\a", r"\0", r"\x41", r"\U0041", r"\'", r"\ ", "\\\n", r"\u", r"\u0",
        r"\u00", r"\u004", r"\u004g", r"\u 041", r"\u+041", r"\u-041", r"\u{41}", r"\é", "\\u00é",
    ] {
        everywhere(piece)
            .iter()
            .for_each(|json| KINDS.refuses(json));
    }
    KINDS.refuses(r#"{"type":"s\a","id":1,"text":""}"#);
    KINDS.refuses(r#"{"ty\pe":"say","id":1,"text":""}"#);
}

#[test]
fn lone_surrogates_are_errors() {
    for piece in [
        r"\ud800",
        r"\udbff",
        r"\udc00",
        r"\udfff",
        r"\ud83ca",
        r"\ud83c\n",
        r"\ud83c\u0041",
        r"\ud83c\ud83c",
        r"\ud83c\ud83c\udf89",
        r"\udf89\ud83c",
        r"\ud83c\",
        r"\ud83c\u",
        r"\ud83c\udf8",
        r"\ud83c \udf89",
        r"\ud83c\\udf89",
    ] {
        everywhere(piece)
            .iter()
            .for_each(|json| KINDS.refuses(json));
    }
    KINDS.refuses(r#"{"type":"say\ud800","id":1,"text":""}"#);
    KINDS.refuses(r#"{"type\udc00":1,"type":"say","id":1,"text":""}"#);
}

#[test]
fn every_character_may_be_escaped() {
    let mut rng = Rng::with_seed(1);
    for start in (0..=u32::from(char::MAX)).step_by(4096) {
        let characters: Vec<char> = (start..start + 4096)
            .step_by(7)
            .filter_map(char::from_u32)
            .collect();
        let mut escaped = String::new();
        characters
            .iter()
            .for_each(|&it| print_units(it, &mut rng, &mut escaped));
        let json = format!(r#"{{"type":"say","id":1,"text":"{escaped}"}}"#);
        let (_, value) = KINDS.accepts(&json);
        let text: String = characters.into_iter().collect();
        assert_eq!(value["text"], text, "{start:x}");
    }
}
