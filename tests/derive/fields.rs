//! Objects, fields and constants.

use asyncapi_channels::{Frame, Message};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;

mod absence;
mod borrowed;
mod bounds;
mod constants;
mod constraints;
mod described;
mod flatten;
mod foreign;
mod generics;
mod recursive;
mod serde_attributes;
mod std_types;

/// Reads a message; the error is its text.
fn read<T: Message>(text: &str) -> Result<T, String> {
    T::decode(Frame::Text(text)).map_err(|error| error.reason().to_owned())
}

fn write<T: Message>(value: &T) -> String {
    let payload = value.encode().expect("a value that can be written");
    payload.as_text().expect("a text").to_owned()
}

/// Holds the derive against serde's own: each text is read as the same value or not at all, and each
/// value is written as the same JSON.
#[track_caller]
fn same_as_serde<T>(texts: &[&str])
where
    T: Message + Serialize + DeserializeOwned + PartialEq + Debug,
{
    for text in texts {
        let own = read::<T>(text);
        let serde = serde_json::from_str::<T>(text);
        match (&own, &serde) {
            (Ok(own), Ok(serde)) => {
                assert_eq!(own, serde, "{text}");
                let own = write(own);
                let written = serde_json::to_string(serde).unwrap();
                let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
                assert_eq!(json(&own), json(&written), "{text}");
                assert_eq!(&read::<T>(&own).unwrap(), serde, "{text}");
            }
            (Err(_), Err(_)) => {}
            _ => panic!("{text}: {own:?}, and serde has {serde:?}"),
        }
    }
}
