//! What a message can hold that is no JSON: the text of a frame, its bytes, or the frame itself.

use std::borrow::Cow;

use bytes::Bytes;

use crate::{Frame, Payload};

/// What holds the text of a message that is no JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the payload of a message that is `text`",
    label = "no text",
    note = "`String`, `Cow<'a, str>` and `&'a str` can"
)]
pub trait TextPayload<'de>: Sized {
    /// Keeps a text that was received.
    fn from_text(text: &'de str) -> Self;
    /// What is sent.
    fn to_payload(&self) -> Payload;
}

/// What holds the bytes of a message that is no JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the payload of a message that is `binary`",
    label = "no bytes",
    note = "`Bytes`, `Vec<u8>`, `Cow<'a, [u8]>` and `&'a [u8]` can"
)]
pub trait BinaryPayload<'de>: Sized {
    /// Keeps bytes that were received.
    fn from_bytes(bytes: &'de [u8]) -> Self;
    /// What is sent.
    fn to_payload(&self) -> Payload;
}

/// What holds a frame that is none of the messages.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the payload of messages that are `unknown`",
    label = "cannot hold any frame",
    note = "`Payload` of this crate can, and in a type with a lifetime also `Frame<'a>`"
)]
pub trait UnknownPayload<'de>: Sized {
    /// Keeps a frame that was received, of which there is a copy already.
    fn from_frame(frame: Frame<'de>, copy: &Payload) -> Self;
    /// What is sent.
    fn to_payload(&self) -> Payload;
}

macro_rules! payloads {
    ($($trait:ident $read:ident $from:ty: $($type:ty)*;)*) => {$($(
        impl<'de: 'a, 'a> $trait<'de> for $type {
            fn $read(received: &'de $from) -> Self {
                Self::from(received)
            }

            fn to_payload(&self) -> Payload {
                let sent: &$from = self.as_ref();
                Payload::from(sent)
            }
        }
    )*)*};
}

payloads! {
    TextPayload from_text str: String Cow<'a, str> &'a str;
    BinaryPayload from_bytes [u8]: Vec<u8> Cow<'a, [u8]> &'a [u8];
}

/// A copy is cheap, for its content is shared.
impl<'de> BinaryPayload<'de> for Bytes {
    fn from_bytes(bytes: &'de [u8]) -> Self {
        Self::copy_from_slice(bytes)
    }

    fn to_payload(&self) -> Payload {
        Payload::Binary(self.clone())
    }
}

impl<'de> UnknownPayload<'de> for Payload {
    fn from_frame(_frame: Frame<'de>, copy: &Payload) -> Self {
        copy.clone()
    }

    fn to_payload(&self) -> Payload {
        self.clone()
    }
}

impl<'de: 'a, 'a> UnknownPayload<'de> for Frame<'a> {
    fn from_frame(frame: Frame<'de>, _copy: &Payload) -> Self {
        frame
    }

    fn to_payload(&self) -> Payload {
        Payload::from(*self)
    }
}
