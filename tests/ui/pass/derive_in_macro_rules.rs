//! Types that a macro declares, with names, types and values of both the macro's and its caller's.
#![deny(warnings)]

use asyncapi_channels::{Frame, Message};

macro_rules! messages {
    ($set:ident, $payload:ident, $field:ident: $type:ty, $tag:literal, $least:literal) => {
        /// A payload.
        #[derive(Clone, Debug, Message, PartialEq)]
        pub struct $payload {
            /// The caller's.
            #[message(minimum = $least, as = $type)]
            pub $field: $type,
            /// The macro's.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub note: Option<String>,
        }

        /// A set.
        #[derive(Clone, Debug, Message, PartialEq)]
        #[message(tag = $tag)]
        pub enum $set {
            /// Holds it.
            $payload($payload),
            /// Has fields of its own.
            Other {
                /// The caller's.
                #[message(range = $least..=10)]
                $field: $type,
                /// The macro's.
                #[message(max_length = 3)]
                note: Option<String>,
            },
            /// A line.
            #[message(text)]
            Line(String),
        }
    };
}

macro_rules! constant {
    ($type:ty) => {
        /// A constant.
        #[derive(Message)]
        pub struct Constant {
            /// The version.
            #[message(const = 2)]
            pub version: $type,
        }
    };
}

constant!(());
messages!(Set, Level, level: u8, "kind", 1);

fn main() {
    let other = Set::Other {
        level: 2,
        note: Some("abc".into()),
    };
    let text = r#"{"kind":"Other","level":2,"note":"abc"}"#;
    assert_eq!(Set::decode(Frame::Text(text)).unwrap(), other);
    assert_eq!(other.encode().unwrap().as_text(), Some(text));
    let level = Set::Level(Level {
        level: 0,
        note: None,
    });
    assert!(level.encode().is_err());
}
