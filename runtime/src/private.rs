//! What generated code uses. Nothing here is public API: it may change in any release.
//!
//! Everything that generated code needs is here under one path, so that it works in a crate that
//! depends on nothing else, and in a module where a schema's type has the name of a prelude type.

pub use std::borrow::Cow;
pub use std::boxed::Box;
pub use std::clone::Clone;
pub use std::cmp::{Eq, Ord, PartialEq, PartialOrd};
pub use std::collections::BTreeMap;
pub use std::convert::{AsRef, From, Into};
pub use std::default::Default;
pub use std::fmt::{Debug, Display, Formatter, Result as FmtResult};
pub use std::future::Future;
pub use std::hash::Hash;
pub use std::iter::Iterator;
pub use std::marker::{Copy, Send, Sync, Unpin};
pub use std::ops::{Deref, DerefMut, Fn};
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{
    bool, char, f32, f64, i8, i16, i32, i64, i128, isize, str, u8, u16, u32, u64, u128, usize,
};
pub use std::result::Result::{self, Err, Ok};
pub use std::str::FromStr;
pub use std::string::String;
pub use std::vec::Vec;

pub use bytes::Bytes;
pub use futures_util::{self, Sink, Stream};
pub use serde;
pub use serde_json::Value;
#[cfg(feature = "tokio")]
pub use tokio::io::{AsyncRead, AsyncWrite};
pub use tokio_tungstenite::tungstenite;

#[cfg(feature = "client")]
pub use crate::client::{Listener, Submitting};
pub use crate::constant::Constant;
pub use crate::correlation::{Correlated, CorrelationField};
pub use crate::credentials::{Credential, Presentation, Presented};
pub use crate::derived;
pub use crate::describe;
pub use crate::drift;
pub use crate::enumeration::{
    Enumeration, enumeration_text, parse_enumeration, read_enumeration, write_enumeration,
};
pub use crate::envelope::{
    read_empty_envelope, read_envelope, read_envelope_by, read_envelope_with,
};
pub use crate::header_id::HeaderId;
pub use crate::json::{
    END, Fields, ItemWriter, Key, Name, ReadError, ReadJson, Reader, WriteJson, Writer,
    deserialize, read_foreign, read_with, serialize,
};
pub use crate::message_set::{
    FramePlan, MessageSet, WriteMessage, decode, decode_unchecked, encode, encode_unchecked,
    message_name, no_such_variant,
};
pub use crate::select::{KeySet, Kind, Select, Step};
#[cfg(feature = "server")]
pub use crate::server::{
    HandlerError, Queuing, keep_request_id, operation_name, reply, request_id,
};
pub use crate::union::{Union, exclusive, read_union};
pub use crate::validation;
pub use crate::{
    AddressError, Channel, ClientSide, CorrelationId, DecodeError, EncodeError, Error, Frame,
    Handshake, Message, MessageView, NoMessage, OneOf, Outgoing, ParameterKind, Parameters,
    Payload, RawJson, Request, Sending, ServerSide, Side, Socket, UnknownValue,
};
