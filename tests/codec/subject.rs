//! A channel under test, and the one check that all tests rest on.

use crate::api::{codes, kinds, nested, places, switches};
use crate::oracle;
use asyncapi_channels::{DecodeError, Frame, Message, MessageView};
use serde_json::Value;
use std::fmt::Debug;

/// A channel of the document.
pub(crate) struct Channel {
    pub(crate) name: &'static str,
    /// Decodes a frame in every way, checks that all ways agree, and gives the message's name and
    /// what is written for it; `None` where it is refused.
    decode: fn(Frame<'_>) -> Option<(&'static str, Value)>,
    /// Reads a text as the message of that name, through serde; `None` where its type is not a
    /// generated one.
    by_serde: fn(&str, &[u8]) -> Option<Option<Value>>,
    /// Decodes a frame as a view and as what owns its texts, and checks that both are the same.
    views: fn(Frame<'_>),
}

macro_rules! channel {
    ($module:ident { $($message:literal $variant:ident),* }) => {
        Channel {
            name: stringify!($module),
            decode: |frame| decode::<$module::ClientMessage>(frame),
            by_serde: |name, json| match name {
                $($message => Some(by_serde(json, $module::ClientMessage::$variant)),)*
                _ => None,
            },
            views: |frame| {
                use $module::{ClientMessage, ClientMessageView};
                let owned = ClientMessage::decode(frame);
                let view = ClientMessageView::decode(frame);
                compare(&owned, &view, |owned, view| match (owned, view) {
                    $((ClientMessage::$variant(owned), ClientMessageView::$variant(view)) => {
                        let view = serde_json::to_string(view).expect("JSON");
                        assert_eq!(serde_json::to_string(owned).expect("JSON"), view);
                    })*
                    _ => assert_eq!(owned.name(), view.name()),
                });
                let owned = ClientMessage::decode_unchecked(frame);
                let view = ClientMessageView::decode_unchecked(frame);
                compare(&owned, &view, |owned, view| assert_eq!(owned.name(), view.name()));
            },
        }
    };
}

pub(crate) const KINDS: Channel = channel!(kinds {
    "say" Say, "lines" Lines, "tree" Tree, "bag" Bag, "pick" Pick, "spot" Spot,
    "settings" Settings
});
pub(crate) const NESTED: Channel = channel!(nested { "move" Move, "stop" Stop });
/// The message `drop` is a tuple of Rust's own, which serde reads by other rules: an integer may not
/// be written as `1.0` in it.
pub(crate) const PLACES: Channel = channel!(places { "put" Put });
pub(crate) const CODES: Channel = channel!(codes { "first" First, "second" Second, "below" Below });
pub(crate) const SWITCHES: Channel = channel!(switches { "lit" Lit, "dark" Dark });

/// All channels, with the texts of a message of each kind.
pub(crate) const CHANNELS: [(&Channel, &[&str]); 5] = [
    (
        &KINDS,
        &[
            r#"{"type":"say","id":-12,"serial":7,"text":"h\u00e9\n","weight":1.5e2,"loud":true,"gift":true,"x":[{}]}"#,
            r#"{"lines":[{"author":"a","text":""},{"text":"ü","likes":3,"author":"b"}],"more":false,"type":"lines"}"#,
            r#"{"type":"tree","name":"a","left":{"type":"tree","name":"b"},"children":[{"name":"c","type":"tree"}]}"#,
            r#"{"a":1,"type":"bag","any":{"b":[null,-0.5,"\\",{}]},"free":{"c":1e3},"d e":-2}"#,
            r#"{"type":"pick","shape":{"side":2,"of":{"radius":0.25}}}"#,
            r#"{"type":"spot","at":[ 12.5e-1 , "\ud83c\udf89" , {"radius":1}]}"#,
            r#"{"type":"settings","nickname":null,"phone":"1","mode":"très\n\"lent\""}"#,
        ],
    ),
    (
        &NESTED,
        &[
            r#"{"by":-0.5,"head":{"id":1,"kind":"move"}}"#,
            r#"{"head":{"kind":"stop"},"why":"so"}"#,
        ],
    ),
    (&PLACES, &[r#"[17,"put","x",0.5,true]"#, r#"[-1,"drop"]"#]),
    (
        &CODES,
        &[
            r#"{"op":1,"text":"a"}"#,
            r#"{"number":2.5,"op":2}"#,
            r#"{"op":-3,"list":[true,false]}"#,
        ],
    ),
    (&SWITCHES, &[r#"{"on":true}"#, r#"{"until":9,"on":false}"#]),
];

impl Channel {
    /// Decodes a frame's payload in every way, and checks that all of them agree with the reading
    /// by the schema. The message's name and what is written for it; `None` where it is refused.
    pub(crate) fn check(&self, json: &[u8]) -> Option<(&'static str, Value)> {
        let shown = || String::from_utf8_lossy(json.get(..2000).unwrap_or(json)).into_owned();
        let value = oracle::strictly(json).ok();
        let mut expected = None;
        for (name, schema) in oracle::messages(self.name) {
            let read = value.as_ref().and_then(|value| oracle::read(schema, value));
            if let Some(by_serde) = (self.by_serde)(name, json) {
                assert_same(&by_serde, &read, &format!("`{name}` by serde: {}", shown()));
            }
            if let Some(read) = read {
                assert!(expected.is_none(), "two messages: {}", shown());
                expected = Some((name, read));
            }
        }
        let decoded = (self.decode)(Frame::Binary(json));
        (self.views)(Frame::Binary(json));
        if let Ok(text) = std::str::from_utf8(json) {
            let from_text = (self.decode)(Frame::Text(text));
            (self.views)(Frame::Text(text));
            assert_eq!(decoded, from_text, "text and binary differ: {}", shown());
        }
        assert_same(&decoded, &expected, &shown());
        decoded
    }

    /// Checks that the channel and serde agree on a text, whatever the schema says.
    pub(crate) fn agrees(&self, json: &str) {
        let names = oracle::messages(self.name)
            .into_iter()
            .map(|(name, _)| name);
        let by_serde = names
            .flat_map(|name| (self.by_serde)(name, json.as_bytes()))
            .flatten()
            .next();
        let decoded = (self.decode)(Frame::Text(json)).map(|(_, value)| value);
        assert_same(&decoded, &by_serde, json);
    }

    /// Checks a text that is a message, and gives its name and what is written for it.
    pub(crate) fn accepts(&self, json: &str) -> (&'static str, Value) {
        self.check(json.as_bytes())
            .unwrap_or_else(|| panic!("refused: {json}"))
    }

    /// Checks that the channel does not take a text, whatever serde does.
    pub(crate) fn decodes_not(&self, json: &str) {
        assert_eq!((self.decode)(Frame::Text(json)), None, "accepted: {json}");
    }

    /// Checks a text that is no message.
    pub(crate) fn refuses(&self, json: impl AsRef<[u8]>) {
        let json = json.as_ref();
        let shown = String::from_utf8_lossy(json.get(..2000).unwrap_or(json));
        assert_eq!(self.check(json), None, "accepted: {shown}");
    }
}

/// Checks that a message and its view are both read, or refused for the same reason.
fn compare<M, V>(
    owned: &Result<M, DecodeError>,
    view: &Result<V, DecodeError>,
    same: impl FnOnce(&M, &V),
) {
    match (owned, view) {
        (Ok(owned), Ok(view)) => same(owned, view),
        (Err(owned), Err(view)) => assert_eq!(owned.to_string(), view.to_string()),
        (owned, view) => panic!("{:?}, {:?}", owned.as_ref().err(), view.as_ref().err()),
    }
}

/// As `assert_eq`, but tells 0 from -0.
fn assert_same<T: Debug>(found: &T, expected: &T, what: &str) {
    let (found, expected) = (format!("{found:?}"), format!("{expected:?}"));
    assert_eq!(found, expected, "{what}");
}

fn decode<M: Message + Debug + PartialEq>(frame: Frame<'_>) -> Option<(&'static str, Value)> {
    let unchecked = M::decode_unchecked(frame).ok();
    let message = match M::decode(frame) {
        Ok(message) => message,
        Err(error) => {
            assert_eq!(unchecked, None, "refused only when checked");
            assert_eq!(error.raw().as_bytes(), frame.as_bytes());
            assert!(!error.to_string().is_empty());
            return None;
        }
    };
    assert_eq!(unchecked.as_ref(), Some(&message));
    let written = message.encode().expect("what was read can be written");
    let again = message
        .encode_unchecked()
        .expect("what was read can be written");
    assert_eq!(written, again);
    assert_eq!(M::decode(written.as_frame()).ok().as_ref(), Some(&message));
    let value = oracle::strictly(written.as_bytes()).expect("what is written is JSON");
    Some((message.name(), value))
}

/// Reads a payload through serde, and checks that it is the message that the channel reads.
fn by_serde<T, M>(json: &[u8], wrap: fn(T) -> M) -> Option<Value>
where
    T: serde::de::DeserializeOwned + serde::Serialize,
    M: Message + Debug + PartialEq,
{
    let payload: T = serde_json::from_slice(json).ok()?;
    let value = serde_json::to_value(&payload).expect("what was read can be written");
    let text = serde_json::to_string(&payload).expect("what was read can be written");
    let from_text = oracle::strictly(text.as_bytes()).expect("what is written is JSON");
    assert_same(&from_text, &value, "serde writes the same values and texts");
    let again: T = serde_json::from_value(value.clone()).expect("what was written can be read");
    let again = serde_json::to_value(&again).expect("what was read can be written");
    assert_same(&again, &value, "serde reads the same from values and texts");
    let decoded = M::decode(Frame::Binary(json));
    assert_eq!(decoded.ok(), Some(wrap(payload)));
    Some(value)
}
