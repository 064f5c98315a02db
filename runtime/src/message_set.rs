//! The messages of one direction, and which of them a frame is.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::guard;
use crate::read::Read;
use crate::select::{Select, choose};
use crate::union::Failures;
use crate::validation::Validate;
use crate::{DecodeError, EncodeError, Frame, Payload};

/// How a frame's message is found. Messages are named by their index in [`MessageSet::VARIANTS`].
#[derive(Clone, Copy, Debug)]
pub struct FramePlan {
    /// How the messages that are JSON are told apart; `None` when no message is JSON.
    pub json: Option<&'static Select>,
    /// The message whose payload is the text of the frame, as it is.
    pub text: Option<u16>,
    /// The messages whose payload is the bytes of the frame, as they are.
    pub binary: &'static [u16],
}

/// A generated enum of the messages of one direction of a channel.
pub trait MessageSet: Sized + Validate {
    /// The messages' names, for errors.
    const VARIANTS: &'static [&'static str];
    /// How they are told apart.
    const FRAMES: FramePlan;

    /// Reads a message that is JSON; the text must be wholly consumed.
    fn read(variant: usize, json: &str) -> Result<Self, serde_json::Error>;

    /// Reads a message that is any text; `None` when it is no such message.
    fn read_text(variant: usize, text: &str) -> Option<Self>;

    /// Reads a message that is any bytes; `None` when it is no such message.
    fn read_binary(variant: usize, bytes: &[u8]) -> Option<Self>;

    /// Writes the message.
    fn write(&self) -> Result<Payload, serde_json::Error>;

    /// The message's index in [`VARIANTS`](Self::VARIANTS).
    fn variant(&self) -> usize;
}

/// Reads a frame as one of the messages, and checks it.
///
/// A binary frame is a message whose payload is bytes; if there is none and it is UTF-8, it is read
/// like a text frame, for there are peers that send JSON in binary frames. A text frame is a message
/// that is JSON, or else the one whose payload is any text.
pub fn decode<T: MessageSet>(frame: Frame<'_>) -> Result<T, DecodeError> {
    guard::reading(true, || read(frame, true))
}

/// Reads a frame as one of the messages. Only where nothing else tells messages apart, they are
/// checked.
pub fn decode_unchecked<T: MessageSet>(frame: Frame<'_>) -> Result<T, DecodeError> {
    guard::reading(false, || read(frame, false))
}

fn read<T: MessageSet>(frame: Frame<'_>, check: bool) -> Result<T, DecodeError> {
    if T::VARIANTS.is_empty() {
        return Err(DecodeError::new(
            frame,
            "this side sends no messages on this channel",
        ));
    }
    match frame {
        Frame::Text(text) => decode_text(frame, text, check),
        Frame::Binary(bytes) if T::FRAMES.binary.is_empty() => match std::str::from_utf8(bytes) {
            Ok(text) => decode_text(frame, text, check),
            Err(_) => Err(DecodeError::new(
                frame,
                "a binary frame that is not UTF-8, on a channel without binary messages",
            )),
        },
        Frame::Binary(bytes) => T::FRAMES
            .binary
            .iter()
            .find_map(|&variant| T::read_binary(usize::from(variant), bytes))
            .ok_or_else(|| DecodeError::new(frame, "none of the binary messages")),
    }
}

fn decode_text<T: MessageSet>(frame: Frame<'_>, text: &str, check: bool) -> Result<T, DecodeError> {
    let error = match T::FRAMES.json {
        Some(select) => match decode_json(frame, select, text, check) {
            Ok(message) => return Ok(message),
            Err(error) => error,
        },
        None if T::FRAMES.text.is_some() => DecodeError::new(frame, "not the text of a message"),
        None => DecodeError::new(
            frame,
            "a text frame, on a channel with binary messages only",
        ),
    };
    match T::FRAMES.text {
        // An object or a list that no JSON message fits is a mistake, not prose.
        Some(_) if T::FRAMES.json.is_some() && is_structure(text) => Err(error),
        Some(variant) => {
            let message: T = T::read_text(usize::from(variant), text).ok_or(error)?;
            match check.then(|| message.validate()) {
                Some(Err(violation)) => {
                    let name = message_name(&message);
                    Err(DecodeError::invalid(frame, name, violation))
                }
                _ => Ok(message),
            }
        }
        None => Err(error),
    }
}

/// Whether a text is a JSON object or array.
fn is_structure(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn decode_json<T: MessageSet>(
    frame: Frame<'_>,
    select: &'static Select,
    json: &str,
    check: bool,
) -> Result<T, DecodeError> {
    let candidates =
        choose(select, json).map_err(|error| DecodeError::new(frame, error.to_string()))?;
    let mut failures = Failures::new(T::VARIANTS);
    let mut invalid = None;
    for &variant in candidates.as_slice() {
        match T::read(usize::from(variant), json) {
            Ok(message) if !check && candidates.is_decided() => return Ok(message),
            Ok(message) => match message.validate() {
                Ok(()) => return Ok(message),
                Err(violation) => invalid = invalid.or(Some((message, violation))),
            },
            Err(error) => failures.add(variant, error.to_string()),
        }
    }
    match invalid {
        Some((message, _)) if !check => return Ok(message),
        Some((message, violation)) => {
            return Err(DecodeError::invalid(
                frame,
                message_name(&message),
                violation,
            ));
        }
        None => {}
    }
    let only = failures.only();
    let error = DecodeError::new(frame, failures.into_reason("none of the messages fits"));
    Err(match only {
        Some(name) => error.with_message_name(name),
        None => error,
    })
}

/// Checks a message and writes it, and says which one if it cannot be written.
pub fn encode<T: MessageSet>(message: &T) -> Result<Payload, EncodeError> {
    message
        .validate()
        .map_err(|violation| EncodeError::invalid(message_name(message), violation))?;
    encode_unchecked(message)
}

/// Writes a message, and says which one if it cannot be written.
pub fn encode_unchecked<T: MessageSet>(message: &T) -> Result<Payload, EncodeError> {
    message
        .write()
        .map_err(|error| EncodeError::new(message_name(message), error.to_string()))
}

/// The message's name in the document.
pub fn message_name<T: MessageSet>(message: &T) -> &'static str {
    T::VARIANTS.get(message.variant()).copied().unwrap_or("?")
}

/// Reads a value from the whole of a JSON text.
pub fn from_json<T: for<'de> Read<'de>>(json: &str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = T::read_from(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// The same for a type of the user's, which serde reads.
pub fn from_json_foreign<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(json)
}

/// Writes a value as the JSON of a text frame.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Payload, serde_json::Error> {
    serde_json::to_string(value).map(Payload::from)
}

/// A text frame with this text, as it is.
#[must_use]
pub fn text_payload(text: &str) -> Payload {
    Payload::from(text)
}

/// A binary frame with these bytes, as they are.
#[must_use]
pub fn binary_payload(bytes: &Bytes) -> Payload {
    Payload::Binary(bytes.clone())
}

/// The error of reading a variant that there is not, or that is no JSON.
pub fn no_such_variant(variant: usize) -> serde_json::Error {
    serde::de::Error::custom(format_args!("variant {variant} cannot be read from JSON"))
}

#[cfg(test)]
mod tests;
