//! Modules in which names of the prelude mean something else, or nothing.

use asyncapi_channels::{Frame, Message as _};

#[deny(warnings, missing_docs)]
#[allow(dead_code, unreachable_pub)]
mod shadowed {
    #![no_implicit_prelude]

    use ::asyncapi_channels::Message;
    use ::std::clone::Clone;
    use ::std::cmp::PartialEq;
    use ::std::fmt::Debug;
    use ::std::prelude::rust_2024::derive;

    /// Not that of the prelude.
    pub struct Option;
    /// Not that of the prelude.
    pub struct Result;
    /// Not that of the prelude.
    pub struct String;
    /// Not that of the prelude.
    pub struct Vec;
    /// Not that of the prelude.
    pub struct Some;
    /// Not that of the prelude.
    pub trait Default {}
    /// Not that of the prelude.
    pub trait From {}

    type Text = ::std::string::String;

    /// A payload.
    #[derive(Debug, Clone, PartialEq, Message)]
    pub struct Say {
        /// What is said.
        #[message(max_length = 3)]
        pub text: Text,
        /// How loud.
        pub level: ::std::option::Option<::std::primitive::u8>,
    }

    /// Messages.
    #[derive(Debug, Clone, PartialEq, Message)]
    #[message(tag = "type", rename_all = "camelCase")]
    pub enum Set {
        /// A payload.
        Say(Say),
        /// Fields.
        Fields {
            /// A name that derived code could have.
            out: Text,
            /// The same.
            json: Text,
            /// The same.
            value: Text,
            /// A keyword.
            r#type_of: Text,
            /// The same.
            r#match: Text,
        },
        /// Nothing.
        Ping,
        /// A text.
        #[message(text)]
        Line(Text),
        /// Bytes.
        #[message(binary)]
        Bytes(::std::vec::Vec<::std::primitive::u8>),
        /// Anything.
        #[message(unknown)]
        Unknown(::asyncapi_channels::Payload),
    }

    /// Messages in an envelope.
    #[derive(Debug, Clone, PartialEq, Message)]
    #[message(envelope(tag = "route", payload = "data"))]
    pub enum Enveloped {
        /// A payload.
        Say(Say),
        /// Fields.
        Fields {
            /// A field.
            value: Text,
        },
        /// Nothing.
        Ping,
    }

    /// Alternatives.
    #[derive(Debug, Clone, PartialEq, Message)]
    #[message(untagged)]
    pub enum Either {
        /// A payload.
        Say(Say),
        /// A text.
        Text(Text),
    }

    /// A view.
    #[derive(Debug, Clone, PartialEq, Message)]
    #[message(tag = "/head/type")]
    pub enum View<'a> {
        /// A payload.
        Say(Say),
        /// Fields.
        Fields {
            /// A field.
            value: ::std::borrow::Cow<'a, ::std::primitive::str>,
        },
    }
}

#[test]
fn derived_code_rests_on_no_name_around_it() {
    let text = r#"{"type":"fields","out":"a","json":"b","value":"c","type_of":"d","match":"e"}"#;
    let message = shadowed::Set::decode(Frame::Text(text)).unwrap();
    assert_eq!(message.encode().unwrap().as_text(), Some(text));
    let text = r#"{"route":"Fields","data":{"value":"a"}}"#;
    let message = shadowed::Enveloped::decode(Frame::Text(text)).unwrap();
    assert_eq!(message.encode().unwrap().as_text(), Some(text));
    assert!(shadowed::Either::decode(Frame::Text("\"a\"")).is_ok());
}
