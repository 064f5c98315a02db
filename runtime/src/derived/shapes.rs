//! What types of the standard library and of other crates are on the wire.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::num::NonZero;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use crate::RawJson;
use crate::describe::{Describe, Shape};
use crate::json::Writer;

/// A default value as JSON, unless it is `null`.
pub fn default_json(write: impl Fn(&mut Writer)) -> Option<String> {
    let json = Writer::text(write).ok()?;
    (json != "null").then_some(json)
}

macro_rules! shapes {
    ($($shape:expr => $($ty:ty)*;)*) => {$($(
        impl Describe for $ty {
            const SHAPE: Shape = $shape;
        }
    )*)*};
}

const TEXT: Shape = Shape::String { format: None };

shapes! {
    Shape::Any => Value RawJson<'_>;
    Shape::Null => ();
    Shape::Boolean => bool;
    Shape::Number => f32 f64;
    TEXT => str String Cow<'_, str>;
    Shape::Length { shape: &TEXT, length: 1 } => char;
    Shape::Map(&Shape::Any) => serde_json::Map<String, Value>;
    Shape::String { format: Some("ipv4") } => std::net::Ipv4Addr;
    Shape::String { format: Some("ipv6") } => std::net::Ipv6Addr;
}

#[cfg(feature = "chrono")]
shapes! {
    Shape::String { format: Some("date-time") } =>
        chrono::DateTime<chrono::FixedOffset> chrono::DateTime<chrono::Utc>;
    Shape::String { format: Some("date") } => chrono::NaiveDate;
}

#[cfg(feature = "uuid")]
shapes! { Shape::String { format: Some("uuid") } => uuid::Uuid; }

#[cfg(feature = "url")]
shapes! { Shape::String { format: Some("uri") } => url::Url; }

/// The largest value of a type, as far as a shape can say it.
const fn largest(value: u128) -> i128 {
    if value > i128::MAX as u128 {
        return i128::MAX;
    }
    value as i128
}

macro_rules! integers {
    ($($ty:ident)*) => {$(
        impl Describe for $ty {
            const SHAPE: Shape = Shape::Integer {
                minimum: $ty::MIN as i128,
                maximum: largest($ty::MAX as u128),
            };
        }

        // That a number with a sign is not zero is no range.
        impl Describe for NonZero<$ty> {
            const SHAPE: Shape = Shape::Integer {
                minimum: NonZero::<$ty>::MIN.get() as i128,
                maximum: largest($ty::MAX as u128),
            };
        }
    )*};
}

integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

/// What a type is, made by a function of what it holds, at each depth.
macro_rules! of_inner {
    ($shape:expr, $inner:ty) => {
        const SHAPE: Shape = $shape(&<$inner>::SHAPE);
        const INNER: Shape = $shape(&<$inner>::INNER);
        const INNERMOST: Shape = $shape(&<$inner>::INNERMOST);
    };
}

const fn same(inner: &'static Shape) -> Shape {
    *inner
}

const fn of_length<const LENGTH: usize>(inner: &'static Shape) -> Shape {
    Shape::Length {
        shape: inner,
        length: LENGTH,
    }
}

/// Types that are what they hold.
macro_rules! same {
    ($($ty:ty)*) => {$(
        impl<T: Describe + ?Sized> Describe for $ty {
            of_inner!(same, T);
        }
    )*};
}

same! { Box<T> Rc<T> Arc<T> &T }

/// Types that hold others of one shape.
macro_rules! holders {
    ($($shape:ident: $($ty:ident<$($parameter:ident),*>)*;)*) => {$($(
        impl<T: Describe, $($parameter),*> Describe for $ty<$($parameter,)* T> {
            of_inner!(Shape::$shape, T);
        }
    )*)*};
}

holders! {
    Array: Vec<> VecDeque<> BTreeSet<>;
    Nullable: Option<>;
    Map: BTreeMap<K>;
}

impl<T: Describe, S> Describe for HashSet<T, S> {
    of_inner!(Shape::Array, T);
}

impl<K, T: Describe, S> Describe for HashMap<K, T, S> {
    of_inner!(Shape::Map, T);
}

impl<T: Describe> Describe for [T] {
    of_inner!(Shape::Array, T);
}

impl<T: Describe, const N: usize> Describe for [T; N] {
    of_inner!(of_length::<N>, [T]);
}

macro_rules! tuples {
    ($($($part:ident)+;)*) => {$(
        impl<$($part: Describe),+> Describe for ($($part,)+) {
            const SHAPE: Shape = Shape::Tuple(&[$($part::SHAPE),+]);
            const INNER: Shape = Shape::Tuple(&[$($part::INNER),+]);
            const INNERMOST: Shape = Shape::Tuple(&[$($part::INNERMOST),+]);
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
