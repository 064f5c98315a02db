//! Values without quotes where only text is allowed: they are text.

#![allow(deprecated)]

asyncapi_channels::asyncapi!("unquoted_values.yaml");

use asyncapi_channels::{Frame, Message};
use chat::ClientMessage;

fn main() {
    let text = r#"{"version":"1.10","level":"2","mood":"true"}"#;
    let ClientMessage::Say(say) = Message::decode(Frame::Text(text)).unwrap();
    let expected = Say { mood: Some(SayMood::True), ..Say::new(SayLevel::_2) };
    assert_eq!(say, expected);
    assert_eq!(say.name, SayName::_7);

    let text = r#"{"version":"1.10","level":"2","mood":"true","name":"7"}"#;
    assert_eq!(ClientMessage::from(say).encode().unwrap().as_text(), Some(text));
    for numbers in [
        r#"{"version":1.10,"level":"2"}"#,
        r#"{"version":"1.10","level":2}"#,
        r#"{"version":"1.10","level":"2","mood":true}"#,
        r#"{"version":"1.10","level":"2","name":7}"#,
    ] {
        ClientMessage::decode(Frame::Text(numbers)).unwrap_err();
    }
}
