//! Which constraints a type can have.
//!
//! A constraint on a type that it says nothing of would be a check that never fails, so that it does
//! not compile.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use crate::json::Writer;
use crate::validation::{Json, Violation};

/// A type that is a text.
#[diagnostic::on_unimplemented(
    message = "`min_length`, `max_length`, `pattern` and `format` are for texts; `{Self}` is none",
    label = "no text",
    note = "for a type that is a text on the wire, say so: `#[message(as = String)]`"
)]
pub trait Text {}

/// A type that is a number.
#[diagnostic::on_unimplemented(
    message = "`range`, `minimum`, `maximum` and `multiple_of` are for numbers; `{Self}` is none",
    label = "no number",
    note = "for a type that is a number on the wire, say so: `#[message(as = f64)]`"
)]
pub trait Numeric {}

/// A type that is an array of any length.
#[diagnostic::on_unimplemented(
    message = "`min_items`, `max_items` and `unique_items` are for lists; `{Self}` is none",
    label = "no list",
    note = "for a type that is a list on the wire, say so: `#[message(as = Vec<String>)]`"
)]
pub trait Items {
    /// How many items there are, if there is a list.
    fn item_count(&self) -> Option<usize>;
}

/// A type that is an object with any names.
#[diagnostic::on_unimplemented(
    message = "`min_properties` and `max_properties` are for maps; `{Self}` is none",
    label = "no map"
)]
pub trait Properties {
    /// How many properties there are, if there is an object.
    fn property_count(&self) -> Option<usize>;
}

/// The value, which must be a text.
#[inline(always)]
pub fn text<T: Text + ?Sized>(value: &T) -> &T {
    value
}

/// The value, which must be a number.
#[inline(always)]
pub fn number<T: Numeric + ?Sized>(value: &T) -> &T {
    value
}

/// What is asked of a list or a map.
pub struct Counted<'a, T: ?Sized> {
    value: &'a T,
    items: Option<usize>,
    properties: Option<usize>,
    write: fn(&T, &mut Writer),
}

/// The value, which must be a list. The function writes it, for errors.
pub fn items<T: Items + ?Sized>(value: &T, write: fn(&T, &mut Writer)) -> Counted<'_, T> {
    Counted {
        value,
        items: value.item_count(),
        properties: None,
        write,
    }
}

/// The same for a map.
pub fn properties<T: Properties + ?Sized>(value: &T, write: fn(&T, &mut Writer)) -> Counted<'_, T> {
    Counted {
        value,
        items: None,
        properties: value.property_count(),
        write,
    }
}

impl<T: ?Sized> Counted<'_, T> {
    /// The value as JSON.
    pub fn to_json(&self) -> Result<Value, Box<Violation>> {
        to_json(|out| (self.write)(self.value, out))
    }
}

impl<T: ?Sized> Json for Counted<'_, T> {
    fn item_count(&self) -> Option<usize> {
        self.items
    }

    fn property_count(&self) -> Option<usize> {
        self.properties
    }

    fn shown(&self) -> String {
        Writer::text(|out| (self.write)(self.value, out)).unwrap_or_default()
    }
}

/// What is written, as JSON.
pub fn to_json(write: impl Fn(&mut Writer)) -> Result<Value, Box<Violation>> {
    let json = Writer::text(write).map_err(|error| error.to_string());
    let json = json.and_then(|json| serde_json::from_str(&json).map_err(|error| error.to_string()));
    json.map_err(|reason| {
        let reason = Value::from(reason).to_string();
        Box::new(Violation::new("type", "a JSON value", reason))
    })
}

macro_rules! are {
    ($trait:ident: $($ty:ty)*) => {$( impl $trait for $ty {} )*};
}

are! { Text: str String Box<str> Rc<str> Arc<str> &str Cow<'_, str> char Value }
are! { Numeric: i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 Value }

impl<T: Text> Text for Option<T> {}
impl<T: Text> Text for Box<T> {}
impl<T: Numeric> Numeric for Option<T> {}
impl<T: Numeric> Numeric for Box<T> {}

macro_rules! lists {
    ($($list:ident<$($parameter:ident),*>)*) => {$(
        impl<$($parameter),*> Items for $list<$($parameter),*> {
            #[inline]
            fn item_count(&self) -> Option<usize> {
                Some(self.len())
            }
        }
    )*};
}

lists! { Vec<T> VecDeque<T> BTreeSet<T> HashSet<T, S> }

macro_rules! maps {
    ($($map:ident<$($parameter:ident),*>)*) => {$(
        impl<$($parameter),*> Properties for $map<$($parameter),*> {
            #[inline]
            fn property_count(&self) -> Option<usize> {
                Some(self.len())
            }
        }
    )*};
}

maps! { BTreeMap<K, T> HashMap<K, T, S> }

impl Properties for serde_json::Map<String, Value> {
    fn property_count(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl Items for Value {
    fn item_count(&self) -> Option<usize> {
        self.as_array().map(Vec::len)
    }
}

impl Properties for Value {
    fn property_count(&self) -> Option<usize> {
        self.as_object().map(serde_json::Map::len)
    }
}

impl<T: Items> Items for Option<T> {
    #[inline]
    fn item_count(&self) -> Option<usize> {
        self.as_ref()?.item_count()
    }
}

impl<T: Items + ?Sized> Items for Box<T> {
    #[inline]
    fn item_count(&self) -> Option<usize> {
        (**self).item_count()
    }
}

impl<T: Properties> Properties for Option<T> {
    #[inline]
    fn property_count(&self) -> Option<usize> {
        self.as_ref()?.property_count()
    }
}

impl<T: Properties + ?Sized> Properties for Box<T> {
    #[inline]
    fn property_count(&self) -> Option<usize> {
        (**self).property_count()
    }
}
