//! What generated code uses. Nothing here is public API: it may change in any release.
//!
//! Everything that generated code needs is here under one path, so that it works in a crate that
//! depends on nothing else, and in a module where a schema's type has the name of a prelude type.

pub use std::borrow::ToOwned;
pub use std::boxed::Box;
pub use std::clone::Clone;
pub use std::cmp::{Eq, Ord, PartialEq, PartialOrd};
pub use std::collections::BTreeMap;
pub use std::convert::{AsRef, From, Infallible, Into, TryFrom, TryInto};
pub use std::default::Default;
pub use std::fmt::{self, Debug, Display, Formatter};
pub use std::hash::Hash;
pub use std::iter::{IntoIterator, Iterator};
pub use std::marker::Copy;
pub use std::ops::{Deref, DerefMut};
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::str::FromStr;
pub use std::string::{String, ToString};
pub use std::vec::Vec;
pub use std::{
    bool, f32, f64, i8, i16, i32, i64, i128, isize, str, u8, u16, u32, u64, u128, usize,
};

pub use bytes::Bytes;
pub use futures_util;
pub use futures_util::{Sink, Stream};
pub use serde;
pub use serde::de::{Deserialize, Deserializer, MapAccess};
pub use serde::ser::{Serialize, SerializeMap, Serializer};
pub use serde_json;
pub use serde_json::Value;
pub use tokio_tungstenite::tungstenite;
