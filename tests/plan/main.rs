//! How generated enums tell their alternatives apart, by decoding and encoding frames.

mod alternatives;
mod envelope;
mod messages;
mod unknown;

use asyncapi_channels::{Frame, Message};
use std::fmt::Debug;

/// Decodes a text frame, and expects that what came of it is written as the same JSON.
#[track_caller]
fn read<M: Message + Debug + PartialEq>(json: &str) -> M {
    let message = M::decode(Frame::Text(json)).unwrap_or_else(|error| panic!("{error}"));
    let unchecked =
        M::decode_unchecked(Frame::Text(json)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(message, unchecked);
    let written = message.encode().unwrap_or_else(|error| panic!("{error}"));
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect(text);
    assert_eq!(value(written.as_text().expect("text")), value(json));
    message
}

/// The reason why a text is no message.
#[track_caller]
fn refused<M: Message + Debug>(text: &str) -> String {
    match M::decode(Frame::Text(text)) {
        Err(error) => {
            assert_eq!(error.raw().as_text(), Some(text));
            error.reason().to_owned()
        }
        Ok(message) => panic!("not refused: {message:?}"),
    }
}
