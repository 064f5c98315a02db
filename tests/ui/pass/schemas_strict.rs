//! Schemas by the letter: one that says no type allows every type.

#![deny(warnings)]

pub mod strict {
    asyncapi_channels::asyncapi!("schemas_strict.yaml", schemas = strict);
}

pub mod inferred {
    asyncapi_channels::asyncapi!("schemas_strict.yaml", schemas = inferred);
}

use asyncapi_channels::{Frame, Message};
use serde_json::json;

const NUMBERS: Frame<'_> = Frame::Text(r#"{"text":7,"note":8}"#);
const SHORT: Frame<'_> = Frame::Text(r#"{"text":"a","note":{}}"#);

fn main() {
    // What is said of texts and objects says nothing of numbers.
    let strict::chat::ClientMessage::Say(say) = Message::decode(NUMBERS).unwrap();
    assert_eq!(say, strict::Say::new(json!(7), json!(8)));
    inferred::chat::ClientMessage::decode(NUMBERS).unwrap_err();

    let say = inferred::Say::new("ab", inferred::SayNote::default());
    let text = r#"{"text":"ab","note":{}}"#;
    assert_eq!(inferred::chat::ClientMessage::from(say).encode().unwrap().as_text(), Some(text));

    for error in [
        strict::chat::ClientMessage::decode(SHORT).unwrap_err(),
        inferred::chat::ClientMessage::decode(SHORT).unwrap_err(),
    ] {
        let violation = error.violation().unwrap();
        assert_eq!((violation.pointer(), violation.keyword()), ("/text", "minLength"));
    }
}
