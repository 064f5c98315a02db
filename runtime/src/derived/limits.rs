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
use crate::validation::{Json, Number, Violation};

/// A type that is a text.
#[diagnostic::on_unimplemented(
    message = "`min_length`, `max_length`, `pattern` and `format` are for texts; `{Self}` is none",
    label = "no text",
    note = "for a type that is a text on the wire, say so: `#[message(as = String)]`"
)]
pub trait Text {
    /// The text, if there is one.
    fn as_text(&self) -> Option<&str>;
}

/// A type that is a number.
#[diagnostic::on_unimplemented(
    message = "`range`, `minimum`, `maximum` and `multiple_of` are for numbers; `{Self}` is none",
    label = "no number",
    note = "for a type that is a number on the wire, say so: `#[message(as = f64)]`"
)]
pub trait Numeric {
    /// The number, if there is one.
    fn as_number(&self) -> Option<Number>;
}

/// A type that is an array.
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

/// The text that a value is.
#[inline(always)]
pub fn text<T: Text + ?Sized>(value: &T) -> Option<&str> {
    value.as_text()
}

/// The number that a value is.
#[inline(always)]
pub fn number<T: Numeric + ?Sized>(value: &T) -> Option<Number> {
    value.as_number()
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

/// The types that say the same to the keywords, in the words of [`Json`].
macro_rules! answers {
    ($trait:ident::$method:ident = $answer:ident -> $result:ty: $($ty:ty)*) => {$(
        impl $trait for $ty {
            #[inline]
            fn $method(&self) -> Option<$result> {
                Json::$answer(self)
            }
        }
    )*};
}

answers! { Text::as_text = text -> &str: str String &str Cow<'_, str> Box<str> Rc<str> Arc<str> Value }
answers! {
    Numeric::as_number = number -> Number:
    i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 Value
}

/// Types that say what the one says that they hold.
macro_rules! holders {
    ($($trait:ident::$method:ident -> $result:ty;)*) => {$(
        impl<T: $trait> $trait for Option<T> {
            #[inline]
            fn $method(&self) -> Option<$result> {
                self.as_ref()?.$method()
            }
        }

        impl<T: $trait> $trait for Box<T> {
            #[inline]
            fn $method(&self) -> Option<$result> {
                (**self).$method()
            }
        }
    )*};
}

holders! {
    Text::as_text -> &str;
    Numeric::as_number -> Number;
    Items::item_count -> usize;
    Properties::property_count -> usize;
}

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

impl<T, const N: usize> Items for [T; N] {
    fn item_count(&self) -> Option<usize> {
        Some(N)
    }
}

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
