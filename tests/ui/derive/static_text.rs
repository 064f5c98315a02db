//! Texts that no frame can lend.

use asyncapi_channels::Message;
use std::borrow::Cow;
use std::marker::PhantomData;

#[derive(Message)]
pub struct Line {
    text: Cow<'static, str>,
    names: Option<Vec<&'static str>>,
    bytes: Cow<'static, [u8]>,
    kind: PhantomData<&'static str>,
    #[serde(skip_deserializing)]
    origin: &'static str,
}

#[derive(Message)]
#[message(untagged)]
pub enum Lines {
    One(Cow<'static, str>),
}

fn main() {}
