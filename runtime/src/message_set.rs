//! The messages of one direction, and which of them a frame is.

use crate::guard;
use crate::json::{ReadError, Reader, Writer};
use crate::select::{Candidates, Select, choose};
use crate::union::Failures;
use crate::validation::{Validate, Violation};
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

/// The messages of one direction of a channel: a generated enum, or a type with a derive.
pub trait MessageSet<'de>: Sized + Validate {
    /// The type's name, for errors of values that are one of the messages.
    const NAME: &'static str = "messages";
    /// The messages' names, for errors.
    const VARIANTS: &'static [&'static str];
    /// How they are told apart.
    const FRAMES: FramePlan;

    /// Reads a message that is JSON.
    fn read(variant: usize, json: &mut Reader<'de>) -> Result<Self, ReadError>;

    /// Reads a message that is any text; `None` when it is no such message.
    fn read_text(_variant: usize, _text: &'de str) -> Option<Self> {
        None
    }

    /// Reads a message that is any bytes; `None` when it is no such message.
    fn read_binary(_variant: usize, _bytes: &'de [u8]) -> Option<Self> {
        None
    }

    /// The message's index in [`VARIANTS`](Self::VARIANTS).
    fn variant(&self) -> usize;

    /// The variant for a frame that is none of the messages, of which there is a copy already;
    /// `None` where that is an error.
    fn unknown(_frame: Frame<'de>, _copy: &Payload) -> Option<Self> {
        None
    }
}

/// A set whose messages can be sent, too.
pub trait WriteMessage: for<'de> MessageSet<'de> {
    /// Writes a message that is JSON; gives the payload of any other.
    fn write(&self, out: &mut Writer) -> Option<Payload>;
}

/// Reads a frame as one of the messages, and checks it.
///
/// A binary frame is a message whose payload is bytes; if there is none and it is UTF-8, it is read
/// like a text frame, for there are peers that send JSON in binary frames. A text frame is a message
/// that is JSON, or else the one whose payload is any text.
pub fn decode<'de, T: MessageSet<'de>>(frame: Frame<'de>) -> Result<T, DecodeError> {
    guard::reading(true, || {
        read(frame, true).or_else(|error| unknown(frame, error))
    })
}

/// Reads a frame as one of the messages. Only where nothing else tells messages apart, they are
/// checked.
pub fn decode_unchecked<'de, T: MessageSet<'de>>(frame: Frame<'de>) -> Result<T, DecodeError> {
    guard::reading(false, || {
        read(frame, false).or_else(|error| unknown(frame, error))
    })
}

/// The variant for what is none of the messages, if there is one.
#[cold]
fn unknown<'de, T: MessageSet<'de>>(
    frame: Frame<'de>,
    error: DecodeError,
) -> Result<T, DecodeError> {
    match error.is_of_known_message() {
        true => Err(error),
        false => T::unknown(frame, error.raw()).ok_or(error),
    }
}

#[inline]
fn read<'de, T: MessageSet<'de>>(frame: Frame<'de>, check: bool) -> Result<T, DecodeError> {
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

#[inline]
fn decode_text<'de, T: MessageSet<'de>>(
    frame: Frame<'de>,
    text: &'de str,
    check: bool,
) -> Result<T, DecodeError> {
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
                Some(Err(violation)) => Err(invalid(frame, &message, violation)),
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

#[inline]
fn decode_json<'de, T: MessageSet<'de>>(
    frame: Frame<'de>,
    select: &'static Select,
    text: &'de str,
    check: bool,
) -> Result<T, DecodeError> {
    let mut json = Reader::new(text);
    json.peek_token();
    let candidates = match choose(select, &json) {
        Ok(candidates) => candidates,
        Err(error) => return Err(DecodeError::new(frame, error.located(text).to_string())),
    };
    let &[variant] = candidates.as_slice() else {
        return decode_by_trial(frame, &candidates, json, check);
    };
    match read_whole::<T>(variant, &mut json) {
        Ok(message) => match check.then(|| message.validate()) {
            Some(Err(violation)) => Err(invalid(frame, &message, violation)),
            _ => Ok(message),
        },
        Err(error) => {
            let error = unreadable::<T>(frame, variant, error.located(text));
            Err(error.of_known_message(candidates.is_known()))
        }
    }
}

/// Reads the messages that a text may be in order; the first that is also valid is the one.
#[inline(never)]
fn decode_by_trial<'de, T: MessageSet<'de>>(
    frame: Frame<'de>,
    candidates: &Candidates,
    mut json: Reader<'de>,
    check: bool,
) -> Result<T, DecodeError> {
    let start = json.clone();
    let mut failures = Failures::new(T::VARIANTS);
    let mut first_invalid = None;
    for &variant in candidates.as_slice() {
        match read_whole::<T>(variant, &mut json) {
            Ok(message) => match message.validate() {
                Ok(()) => return Ok(message),
                Err(violation) => {
                    first_invalid.get_or_insert((message, violation));
                }
            },
            Err(error) => failures.add(variant, error.located(json.text()).to_string()),
        }
        json.go_back(&start);
    }
    match first_invalid {
        Some((message, _)) if !check => Ok(message),
        Some((message, violation)) => Err(invalid(frame, &message, violation)),
        None => {
            let reason = failures.into_reason("none of the messages fits");
            Err(DecodeError::new(frame, reason).of_known_message(candidates.is_known()))
        }
    }
}

/// Reads a message, after which nothing may follow.
#[inline]
fn read_whole<'de, T: MessageSet<'de>>(
    variant: u16,
    json: &mut Reader<'de>,
) -> Result<T, ReadError> {
    let message = T::read(usize::from(variant), json)?;
    json.end()?;
    Ok(message)
}

#[cold]
fn invalid<'de, T: MessageSet<'de>>(
    frame: Frame<'de>,
    message: &T,
    violation: Box<Violation>,
) -> DecodeError {
    DecodeError::invalid(frame, message_name(message), violation)
}

#[cold]
fn unreadable<'de, T: MessageSet<'de>>(
    frame: Frame<'de>,
    variant: u16,
    error: ReadError,
) -> DecodeError {
    let decode_error = DecodeError::new(frame, error.to_string());
    match T::VARIANTS.get(usize::from(variant)) {
        Some(&name) => decode_error.with_message_name(name),
        None => decode_error,
    }
}

/// Checks a message and writes it, and says which one if it cannot be written.
pub fn encode<T: WriteMessage>(message: &T) -> Result<Payload, EncodeError> {
    message
        .validate()
        .map_err(|violation| EncodeError::invalid(message_name(message), violation))?;
    encode_unchecked(message)
}

/// Writes a message, and says which one if it cannot be written.
pub fn encode_unchecked<T: WriteMessage>(message: &T) -> Result<Payload, EncodeError> {
    Writer::with(|out| {
        let other = message.write(out);
        match (out.written(), other) {
            (Ok(text), None) => Ok(Payload::from(text)),
            (Ok(_), Some(other)) => Ok(other),
            (Err(error), _) => Err(EncodeError::new(message_name(message), error.to_string())),
        }
    })
}

/// The message's name in the document.
pub fn message_name<'de, T: MessageSet<'de>>(message: &T) -> &'static str {
    T::VARIANTS.get(message.variant()).copied().unwrap_or("?")
}

/// The error of reading a variant that there is not, or that is no JSON.
#[cold]
pub fn no_such_variant(variant: usize) -> ReadError {
    ReadError::new(format!("variant {variant} cannot be read from JSON"))
}

#[cfg(test)]
mod tests;
