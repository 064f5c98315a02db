//! Sets of messages.

mod boundaries;
mod envelope;
mod flattened;
mod frames;
mod generics;
mod nested_tags;
mod sending;
mod single;
mod surroundings;
mod tagged;
mod untagged;
mod values;
mod views;

use asyncapi_channels::{Frame, Message};

/// The name of the message that a text is, and that message written again; or why it is none.
fn read<T: Message>(text: &str) -> Result<(&'static str, String), String> {
    let message = T::decode(Frame::Text(text)).map_err(|error| error.to_string())?;
    Ok((message.name(), write(&message)))
}

/// The text of a message, which is JSON and valid.
fn write<T: Message>(message: &T) -> String {
    let payload = message.encode().unwrap();
    payload.as_text().unwrap().to_owned()
}

/// Why a text is none of the messages.
fn refused<T: Message + std::fmt::Debug>(text: &str) -> String {
    let error = T::decode(Frame::Text(text)).unwrap_err();
    assert_eq!(error.raw().as_text(), Some(text));
    error.reason().to_owned()
}

/// Makes certain that two types do the same with a text.
fn same<T: Message, G: Message>(text: &str) {
    assert_eq!(read::<T>(text), read::<G>(text), "{text}");
}
