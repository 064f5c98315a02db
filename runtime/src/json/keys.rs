//! Keys of maps as names of properties.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// A key that is written as the name of a property.
pub trait Key {
    /// The name.
    fn name(&self) -> Cow<'_, str>;
}

/// A key that is read from the name of a property.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the name of a property",
    label = "keys of maps are texts, integers, `bool` or `char`"
)]
pub trait Name<'de>: Key + Sized {
    /// What errors say is expected.
    const EXPECTED: &'static str = "a text";

    /// The key; `None` if the name is none.
    fn of(name: Cow<'de, str>) -> Option<Self>;
}

macro_rules! texts {
    ($($text:ty)*) => {$(
        impl Key for $text {
            #[inline]
            fn name(&self) -> Cow<'_, str> {
                Cow::Borrowed(self)
            }
        }

        impl<'de> Name<'de> for $text {
            #[inline]
            fn of(name: Cow<'de, str>) -> Option<Self> {
                Some(name.into())
            }
        }
    )*};
}

texts! { String Box<str> Rc<str> Arc<str> }

impl Key for Cow<'_, str> {
    #[inline]
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl<'de> Name<'de> for Cow<'de, str> {
    #[inline]
    fn of(name: Cow<'de, str>) -> Option<Self> {
        Some(name)
    }
}

impl Key for &str {
    #[inline]
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl<'de> Name<'de> for &'de str {
    const EXPECTED: &'static str = "a text without escapes, which can be borrowed";

    fn of(name: Cow<'de, str>) -> Option<Self> {
        match name {
            Cow::Borrowed(name) => Some(name),
            Cow::Owned(_) => None,
        }
    }
}

/// Keys that are no texts stand in quotes, as serde_json writes them.
macro_rules! quoted {
    ($($key:ty: $expected:literal;)*) => {$(
        impl Key for $key {
            fn name(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        }

        impl<'de> Name<'de> for $key {
            const EXPECTED: &'static str = $expected;

            fn of(name: Cow<'de, str>) -> Option<Self> {
                // One key has one name: no `+7`, no `007`.
                name.parse().ok().filter(|key: &Self| key.name() == name)
            }
        }
    )*};
}

quoted! {
    bool: "`true` or `false`";
    char: "one character";
    i8: "an integer of 8 bits";
    i16: "an integer of 16 bits";
    i32: "an integer of 32 bits";
    i64: "an integer of 64 bits";
    i128: "an integer of 128 bits";
    isize: "an integer";
    u8: "a whole number of 8 bits";
    u16: "a whole number of 16 bits";
    u32: "a whole number of 32 bits";
    u64: "a whole number of 64 bits";
    u128: "a whole number of 128 bits";
    usize: "a whole number";
}
