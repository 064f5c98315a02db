//! What a JSON text may have around and between its tokens, and what it may not (RFC 8259 sections 2
//! to 8).

use crate::subject::{CHANNELS, KINDS};
use serde_json::Value;

const SAY: &str = r#"{"type":"say","id":1,"text":""}"#;

#[test]
fn control_characters_are_escaped() {
    for byte in 0..0x20_u8 {
        let control = char::from(byte);
        for json in [
            format!(r#"{{"type":"say","id":1,"text":"a{control}b"}}"#),
            format!(r#"{{"text":"{control}","id":1,"type":"say"}}"#),
            format!(r#"{{"type":"say","id":1,"text":"","{control}":1}}"#),
            format!(r#"{{"{control}":1,"type":"say","id":1,"text":""}}"#),
            format!(r#"{{"x":["{control}"],"type":"say","id":1,"text":""}}"#),
            format!(r#"{{"type":"say{control}","id":1,"text":""}}"#),
            format!(r#"{{"type{control}":"say","id":1,"text":""}}"#),
            format!(r#"{{"type":"bag","any":"{control}"}}"#),
        ] {
            KINDS.refuses(json);
        }
        let escaped = format!(r#"{{"type":"say","id":1,"text":"\u{byte:04x}"}}"#);
        assert_eq!(KINDS.accepts(&escaped).1["text"], control.to_string());
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    let pieces: &[&[u8]] = &[
        b"\x80",
        b"\xbf",
        b"\xc3",
        b"\xc3\x28",
        b"\xc0\x80",
        b"\xc1\xbf",
        b"\xe2\x82",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xed\xa0\xbc\xed\xbe\x89",
        b"\xf0\x9f\x8e",
        b"\xf0\x80\x80\x80",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xfe",
        b"\xff",
    ];
    for piece in pieces {
        for (before, after) in [
            (r#"{"type":"say","id":1,"text":""#, r#""}"#),
            (r#"{"type":"say","id":1,"text":"","x":[""#, r#""]}"#),
            (r#"{""#, r#"":1,"type":"say","id":1,"text":""}"#),
            (r#"{"type":"say"#, r#"","id":1,"text":""}"#),
            ("", SAY),
            (SAY, ""),
        ] {
            KINDS.refuses([before.as_bytes(), piece, after.as_bytes()].concat());
        }
    }
}

#[test]
fn other_encodings_are_refused() {
    let wide =
        |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { SAY.encode_utf16().flat_map(bytes).collect() };
    KINDS.refuses(wide(u16::to_le_bytes));
    KINDS.refuses(wide(u16::to_be_bytes));
    KINDS.refuses([b"\xff\xfe".to_vec(), wide(u16::to_le_bytes)].concat());
}

#[test]
fn a_byte_order_mark_is_refused() {
    KINDS.refuses(format!("\u{feff}{SAY}"));
    KINDS.refuses(format!(" \u{feff}{SAY}"));
    KINDS.refuses(format!("{SAY}\u{feff}"));
    KINDS.accepts(r#"{"type":"say","id":1,"text":"﻿"}"#);
}

#[test]
fn nothing_may_follow_a_message() {
    for (channel, samples) in CHANNELS {
        for sample in samples {
            channel.accepts(&format!("{sample} \t\r\n"));
            for rest in [
                "x", "1", "}", "]", ",", ":", "\"", "null", "{}", "[]", "\0", "\\", "/", "//", "#",
                ";", "é", "\u{a0}", "\u{b}", "\u{c}",
            ] {
                channel.refuses(format!("{sample}{rest}"));
                channel.refuses(format!("{sample} {rest}"));
                channel.refuses(format!("{rest}{sample}"));
            }
            channel.refuses(format!("{sample}{sample}"));
            channel.refuses(format!("{sample}\n{sample}"));
            channel.refuses(format!("{sample},{sample}"));
            channel.refuses(format!("[{sample}]"));
        }
    }
}

#[test]
fn empty_texts_are_refused() {
    for (channel, _) in CHANNELS {
        for text in [
            "", " ", "\n\t\r ", "\0", "\u{feff}", "\"\"", "null", "{}", "[]", "0", "true",
        ] {
            channel.refuses(text);
        }
    }
}

/// The tokens of a JSON text that has no spaces of its own outside strings.
fn tokens(json: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_string = false;
    let mut escaped = false;
    for character in json.chars() {
        let is_mark = "{}[]:,".contains(character) && !in_string;
        let follows = tokens
            .last()
            .is_some_and(|last| !"{}[]:,".contains(last.as_str()));
        match tokens.last_mut().filter(|_| follows && !is_mark) {
            Some(last) => last.push(character),
            None if character == ' ' => {}
            None => tokens.push(character.to_string()),
        }
        in_string ^= character == '"' && !escaped;
        escaped = in_string && character == '\\' && !escaped;
    }
    tokens
}

#[test]
fn spaces_may_be_around_every_token() {
    for (channel, samples) in CHANNELS {
        for sample in samples {
            let tokens = tokens(sample);
            let expected = channel.accepts(sample);
            for space in [" ", "\t", "\n", "\r", "\r\n", " \n\t\r  "] {
                let spaced = format!("{space}{}{space}", tokens.join(space));
                assert_eq!(channel.accepts(&spaced), expected, "{spaced}");
                for at in 0..=tokens.len() {
                    let (before, after) = tokens.split_at(at);
                    let json = format!("{}{space}{}", before.concat(), after.concat());
                    assert_eq!(channel.accepts(&json), expected, "{json}");
                }
            }
        }
    }
}

#[test]
fn other_characters_between_tokens_are_refused() {
    for (channel, samples) in CHANNELS {
        for sample in samples {
            let tokens = tokens(sample);
            for other in [
                "\u{b}", "\u{c}", "\0", "\u{a0}", "\u{85}", "\u{2028}", "\u{3000}", "\u{feff}",
                "\u{7f}", "/**/", "//\n", "#\n", "<!---->", "\\n", "\\u0020",
            ] {
                for at in 0..=tokens.len() {
                    let (before, after) = tokens.split_at(at);
                    channel.refuses(format!("{}{other}{}", before.concat(), after.concat()));
                }
            }
        }
    }
}

#[test]
fn what_other_languages_allow_is_refused() {
    for json in [
        r#"{"type":"say","id":1,"text":"",}"#,
        r#"{,"type":"say","id":1,"text":""}"#,
        r#"{"type":"say",,"id":1,"text":""}"#,
        r#"{"type":"say";"id":1;"text":""}"#,
        r#"{"type"="say","id"=1,"text"=""}"#,
        r#"{"type":"say" "id":1 "text":""}"#,
        r#"{"type"::"say","id":1,"text":""}"#,
        r#"{'type':'say','id':1,'text':''}"#,
        r#"{"type":"say","id":1,"text":''}"#,
        r#"{"type":'say',"id":1,"text":""}"#,
        r#"{type:"say",id:1,text:""}"#,
        r#"{"type":say,"id":1,"text":""}"#,
        r#"{`type`:`say`,`id`:1,`text`:``}"#,
        r#"{"type":"say","id":1,"text":undefined}"#,
        r#"{"type":"say","id":1,"text":"","loud":True}"#,
        r#"{"type":"say","id":1,"text":"","loud":TRUE}"#,
        r#"{"type":"say","id":1,"text":"","loud":yes}"#,
        r#"{"type":"say","id":1,"text":"","x":nul}"#,
        r#"{"type":"say","id":1,"text":"","x":nulll}"#,
        r#"{"type":"say","id":1,"text":"","x":None}"#,
        r#"{"type":"say","id":1,"text":"","x":}"#,
        r#"{"type":"say","id":1,"text":"","x"}"#,
        r#"{"type":"say","id":1,"text":"","x":1 2}"#,
        r#"{"type":"say","id":1,"text":"",1:1}"#,
        r#"{"type":"say","id":1,"text":"",null:1}"#,
        r#"{"type":"say","id":1,"text":"","x":[1,]}"#,
        r#"{"type":"say","id":1,"text":"","x":[,1]}"#,
        r#"{"type":"say","id":1,"text":"","x":[1 1]}"#,
        r#"{"type":"say","id":1,"text":"","x":[1:1]}"#,
        r#"{"type":"say","id":1,"text":"","x":(1)}"#,
        r#"{"type":"say","id":1,"text":"","x":"a""b"}"#,
        r#"{"type":"say","id":1,"text":"","x":{"a"}}"#,
        r#"{"x":[1,],"type":"say","id":1,"text":""}"#,
        r#"{"x":{"a":1,},"type":"say","id":1,"text":""}"#,
        r#"{"x":{a:1},"type":"say","id":1,"text":""}"#,
        r#"{"x":tru,"type":"say","id":1,"text":""}"#,
        r#"{"x":/* */1,"type":"say","id":1,"text":""}"#,
        r#"{"x":'"',"type":"say","id":1,"text":""}"#,
        r#"{"x":[1}],"type":"say","id":1,"text":""}"#,
        r#"{"x":1]},"type":"say","id":1,"text":""}"#,
        r#"{"x" 1,"type":"say","id":1,"text":""}"#,
        r#"{x:1,"type":"say","id":1,"text":""}"#,
        r#"{"x":01,"type":"say","id":1,"text":""}"#,
        r#"{"x":1 1,"type":"say","id":1,"text":""}"#,
    ] {
        assert!(serde_json::from_str::<Value>(json).is_err(), "{json}");
        KINDS.refuses(json);
    }
}
